#!/bin/sh
# `make upgrade`: a backup, the new version, what it needs, and a look whether it can start. Ends at the first thing that
# goes wrong; the server that runs is left alone, and goes on with the version that it was started with.
set -eu
cd "$(dirname "$0")/../.."
say() { printf 'upgrade: %s\n' "$*"; }

if [ -n "$(git status --porcelain --untracked-files=no)" ]; then
  say 'files of PlantOps were changed here (git status shows them): commit them, or take them back with "git stash"' >&2
  exit 1
fi
say 'making a backup of the server that runs'
node server/scripts/save-backup.ts
git rev-parse HEAD >version-before
say 'fetching the new version'
git pull --ff-only
sh server/scripts/setup.sh run
say 'looking whether it can start'
node server/scripts/doctor.ts
say 'done. Stop the server with Ctrl-C and start it again (make run): the database is brought up to date then.'
say "The way back is in docs/upgrade.md; it needs the backup, and version-before holds $(cat version-before)."
