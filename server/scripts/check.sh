#!/bin/sh
# What `make check` does after the set-up. Layout, lint and types are judged while the tests run: both take about the
# same time of one core, and whoever waits should not wait for one after the other.
set -u
cd "$(dirname "$0")/../.."

# Runs a check silently; if it fails, tells at once which one, and why.
judge() {
  name=$1
  shift
  said=$("$@" 2>&1) && return 0
  printf '\n== %s failed: %s\n%s\n' "$name" "$*" "$said" >&2
  return 1
}

judge_all() {
  result=0
  judge 'layout' oxfmt --check || result=1
  judge 'generated files' node server/scripts/check-generated.ts || result=1
  # TypeScript 7 takes a quarter of the time of 6.
  judge 'types' node node_modules/typescript-7/bin/tsc -p . --singleThreaded || result=1
  judge "the dashboard's types, and lint of its components" node server/scripts/check-components.ts || result=1
  judge 'lint' oxlint . || result=1
  judge 'lint of borders and components' eslint . || result=1
  judge 'licences, and the bill of materials' node server/scripts/sbom.ts plantops.cdx.json || result=1
  return "$result"
}

judge_all &
judging=$!
trap 'kill "$judging" 2>/dev/null; exit 130' INT TERM
vitest run
tests=$?
wait "$judging" && judged=0 || judged=1
# Age is no fault of a change, so this only warns.
node server/scripts/check-prices.ts
[ "$judged" = 0 ] || echo 'Layout, lint, types or generated files failed: see above.' >&2
[ "$tests" = 0 ] && [ "$judged" = 0 ]
