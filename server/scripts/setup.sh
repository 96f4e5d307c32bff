#!/bin/sh
# All the set-up that `make run` and `make check` need: Node.js packages if the lock file changed, system packages if a
# program is missing (on Debian and its derivatives), and builds. If there is nothing to do, it takes no time.
# The Makefile calls it with the argument `run` or `check`.
set -eu
goal=${1:-run}
cd "$(dirname "$0")/../.."
project_bin=$PWD/node_modules/.bin
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plantops-setup.XXXXXX")
log=$scratch/log
bootstrap=$scratch/node
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf 'set-up: %s\n' "$*"; }
fail() { printf 'set-up: %s\n' "$@" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Folders of system programs and of Homebrew, which are not on every PATH.
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/opt/homebrew/bin:/opt/homebrew/sbin:/opt/homebrew/opt/mosquitto/sbin:/usr/local/opt/mosquitto/sbin

# Runs a command silently, and shows its output if it fails.
quietly() {
  "$@" >"$log" 2>&1 </dev/null && return 0
  status=$?
  cat "$log" >&2
  printf 'set-up: this failed: %s\n' "$*" >&2
  exit "$status"
}

# The PATH of the Node.js that installs packages: not the one in node_modules, which `npm ci` removes while it runs.
system_path() {
  printf '%s' "$PATH" | tr ':' '\n' | grep -vxF "$project_bin" | tr '\n' ':' | sed 's/:$//'
}

packages=
why=
# need <Debian package> <what for>
need() {
  packages="$packages $1"
  why="$why${why:+, }$1 ($2)"
}

# --- what is missing ------------------------------------------------------------------------------------------------
npm_stamp=node_modules/.plantops-lock
npm_wanted="$(cksum <package-lock.json) $(uname -sm)"
npm_needed=
if [ ! -f "$npm_stamp" ] || [ "$(cat "$npm_stamp")" != "$npm_wanted" ]; then
  npm_needed=yes
  outer_path=$(system_path)
  (PATH=$outer_path; has node) || need nodejs 'runs npm; the Node.js of the project itself comes by npm'
  (PATH=$outer_path; has npm) || need npm 'installs the packages of the project'
fi
if [ "$goal" = check ] || [ -z "${MQTT_URL:-}" ]; then
  mosquitto_was_missing=
  has mosquitto || { mosquitto_was_missing=yes; need mosquitto 'the MQTT broker'; }
fi
if [ "$goal" = check ]; then
  nats_was_missing=
  has nats-server || { nats_was_missing=yes; need nats-server 'a cluster of it takes the place of Mosquitto in tests'; }
  has mosquitto_pub || need mosquitto-clients 'publishes in tests as another MQTT client would'
  has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome || [ -d '/Applications/Google Chrome.app' ] || need chromium-headless-shell 'opens the dashboard in tests'
  has firefox-esr || has firefox || [ -d /Applications/Firefox.app ] || need firefox-esr 'walks through the dashboard in a test'
  python=/usr/bin/python3
  [ -x "$python" ] || python=python3
  "$python" -c 'import paho.mqtt.client' 2>/dev/null || need python3-paho-mqtt 'runs the example of a device in tests'
  pgbouncer_was_missing=
  has pgbouncer || { pgbouncer_was_missing=yes; need pgbouncer 'stands before the database in tests'; }
  has g++ || need g++ 'reads the sketches for boards in tests'
fi

# --- system packages ------------------------------------------------------------------------------------------------
if [ -n "$packages" ]; then
  if ! has apt-get; then
    fail "These are missing: $why." \
      'Install them with the package manager of this system and start again' \
      '(macOS: brew install node mosquitto pgbouncer nats-server; brew install --cask google-chrome firefox; python3 -m pip install paho-mqtt; xcode-select --install).'
  fi
  as_root=
  if [ "$(id -u)" != 0 ]; then
    has sudo || fail "These Debian packages are missing: $why." "Install them as root and start again: apt-get install$packages"
    as_root=sudo
  fi
  say "installing Debian packages: $why${as_root:+; sudo may ask for your password}"
  # Asks for the password here, because the commands below run without input and output.
  [ -z "$as_root" ] || sudo -n true 2>/dev/null || sudo -v || fail "sudo was refused. Install them as root and start again: apt-get install$packages"
  # One source that does not answer is no reason to stop: the packages may come from another.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update >"$log" 2>&1 </dev/null || say 'apt-get update reported errors; going on'
  # Chromium without its windows opens a page in half the time, but not every system has it as a package.
  apt-cache show chromium-headless-shell >/dev/null 2>&1 || packages=$(printf '%s' "$packages" | sed 's/chromium-headless-shell/chromium/')
  # Debian has the Firefox that is supported for a year; other systems may have only the one of the month.
  apt-cache show firefox-esr >/dev/null 2>&1 || packages=$(printf '%s' "$packages" | sed 's/firefox-esr/firefox/')
  # shellcheck disable=SC2086 # a list of words
  quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 $packages
  # Debian starts them as system services.
  for program in ${mosquitto_was_missing:+mosquitto} ${pgbouncer_was_missing:+pgbouncer} ${nats_was_missing:+nats-server}; do
    say "switching off the system's $program service that came with the package: PlantOps starts one of its own"
    if [ -d /run/systemd/system ]; then
      quietly $as_root systemctl disable --now "$program"
    elif has service; then
      $as_root service "$program" stop >/dev/null 2>&1 || true
      ! has update-rc.d || $as_root update-rc.d "$program" disable >/dev/null 2>&1 || true
    fi
  done
fi

# --- Node.js packages -----------------------------------------------------------------------------------------------
# Is the first `node` on PATH recent enough for the project?
node_fits() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 22) ? 0 : 1)' 2>/dev/null
}

if [ -n "$npm_needed" ]; then
  outer_path=$(system_path)
  if ! (PATH=$outer_path; node_fits); then
    # An old npm silently leaves out optional packages that need a newer Node.js than the one it runs on; the
    # dashboard's compiler is one of them. So it only fetches the project's Node.js and a recent npm, which do the work.
    platform=$(PATH=$outer_path; node -p 'process.platform + "-" + process.arch')
    node_version=$(sed -n "s/.*\"node-$platform\": *\"\([^\"]*\)\".*/\1/p" package.json)
    [ -n "$node_version" ] || fail "Node.js 22.22 or later is needed, this machine has $(PATH=$outer_path; node --version) (https://nodejs.org)."
    say "fetching Node.js $node_version for the project (the system's $(PATH=$outer_path; node --version) is too old and stays as it is)"
    mkdir -p "$bootstrap"
    PATH=$outer_path quietly npm install --prefix "$bootstrap" --no-audit --no-fund --loglevel=error "node-$platform@$node_version" npm@11.19.1
    outer_path=$bootstrap/node_modules/.bin:$bootstrap/node_modules/node-$platform/bin:$outer_path
  fi
  say 'installing Node.js packages (package-lock.json is new or changed; about a minute)'
  # Development packages build the dashboard, even if NODE_ENV=production is set; optional ones contain Node.js and
  # PostgreSQL.
  PATH=$outer_path quietly npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error
  printf '%s\n' "$npm_wanted" >"$npm_stamp"
fi
PATH=$project_bin:$PATH
export PATH
[ -x "$project_bin/node" ] || node_fits || fail "Node.js 22.22 or later is needed, this machine has $(node --version) (https://nodejs.org)."

# --- builds ---------------------------------------------------------------------------------------------------------
nodes_stamp=nodes/dist/.stamp
# An installation comes with the nodes built, and without what builds them.
if [ -f nodes/runtime/build.ts ]; then
  if [ ! -f "$nodes_stamp" ] || [ -n "$(find nodes shared package-lock.json \( -path nodes/dist -o -path nodes/package-dist -o -path nodes/node_modules \) -prune -o ! -path nodes -newer "$nodes_stamp" -print 2>/dev/null | head -n 1)" ]; then
    # Dated before the build, as that of the dashboard below.
    touch node_modules/.plantops-nodes-started
    quietly node --disable-warning=ExperimentalWarning nodes/runtime/build.ts
    mv node_modules/.plantops-nodes-started "$nodes_stamp"
  fi
fi
ui_stamp=ui/dist/.stamp
if [ ! -f "$ui_stamp" ] || [ -n "$(find ui/src ui/index.html ui/*.json ui/vite.config.ts shared package-lock.json -newer "$ui_stamp" 2>/dev/null | head -n 1)" ]; then
  say 'building the dashboard'
  # Dated before the build, so that changes made during the build are built next time.
  touch node_modules/.plantops-ui-started
  quietly vite build ui --logLevel warn
  mv node_modules/.plantops-ui-started "$ui_stamp"
fi
