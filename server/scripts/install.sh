#!/bin/sh
# `make install` and `make uninstall`, for machines with systemd. Programs go to /opt/plantops, which the service cannot
# write to; its data is in /var/lib/plantops, its settings in /etc/plantops/plantops.env, and neither is ever removed.
# With DESTDIR the files are put below that folder, and nothing else is done.
set -eu
cd "$(dirname "$0")/../.."
programs=${DESTDIR:-}/opt/plantops
unit=${DESTDIR:-}/etc/systemd/system/plantops.service
settings=${DESTDIR:-}/etc/plantops/plantops.env
account=${DESTDIR:-}/usr/lib/sysusers.d/plantops.conf
say() { printf 'install: %s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

as_root=
if [ -z "${DESTDIR:-}" ]; then
  [ -d /run/systemd/system ] || fail 'this machine is not run by systemd. Start PlantOps with make run or docker compose.'
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "run it as root: make $1"
    as_root=sudo
  fi
fi

# What systemd starts must be there under its own name: that of the project, or the system's.
node_path() {
  if [ -e node_modules/.bin/node ]; then echo /opt/plantops/node_modules/.bin/node; else command -v node; fi
}

install_files() {
  # Beside the old one, which is replaced in one step: the server that runs goes on until it is started again.
  draft=$programs.new
  list=$(mktemp)
  trap 'rm -f "$list"' EXIT
  node server/scripts/installed-files.ts >"$list"
  $as_root rm -rf "$draft" "$programs.old"
  $as_root mkdir -p "$draft" "$(dirname "$unit")" "$(dirname "$settings")" "$(dirname "$account")"
  # Readable for the service, whatever the modes are here, and owned by who installs.
  tar -cf - --mode=u+rwX,go+rX,go-w -T "$list" | $as_root tar -xf - --no-same-owner --same-permissions -C "$draft"
  $as_root chmod 0755 "$draft"
  [ ! -e "$programs" ] || $as_root mv "$programs" "$programs.old"
  $as_root mv "$draft" "$programs"
  $as_root rm -rf "$programs.old"
  sed "s|@NODE@|$(node_path)|" server/systemd/plantops.service | $as_root tee "$unit" >/dev/null
  $as_root cp server/systemd/sysusers.conf "$account"
  $as_root chmod 0644 "$unit" "$account"
  [ -e "$settings" ] || $as_root cp server/systemd/plantops.env "$settings"
  # A password may be in it. systemd reads it before it becomes the user.
  $as_root chmod 0600 "$settings"
}

case ${1:-} in
  install)
    install_files
    [ -z "${DESTDIR:-}" ] || { say "the files are below $DESTDIR"; exit 0; }
    $as_root systemd-sysusers "$account"
    $as_root systemctl daemon-reload
    $as_root systemctl enable plantops
    $as_root systemctl restart plantops
    say 'PlantOps runs as a service, and starts with the machine: http://127.0.0.1:8080'
    say "settings: $settings    data: /var/lib/plantops    log: journalctl -u plantops"
    ;;
  uninstall)
    [ -n "${DESTDIR:-}" ] || [ ! -e "$unit" ] || $as_root systemctl disable --now plantops
    $as_root rm -rf "$programs" "$programs.new" "$programs.old" "$unit" "$account"
    [ -n "${DESTDIR:-}" ] || $as_root systemctl daemon-reload
    say "PlantOps is removed. Left as they are: ${DESTDIR:-}/var/lib/plantops (data), $settings, and the user plantops, who owns the data."
    ;;
  *) fail 'say install or uninstall' ;;
esac
