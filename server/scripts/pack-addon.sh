#!/bin/sh
# Puts the add-on for Home Assistant together with the project, in home-assistant/dist/plantops: a folder that can be
# copied to /addons of a Home Assistant OS, which builds it.
set -eu
cd "$(dirname "$0")/../.."
target=home-assistant/dist/plantops
rm -rf home-assistant/dist
mkdir -p "$target/home-assistant"
for part in package.json package-lock.json settings.ts tsconfig.base.json flows mosquitto nodes server shared ui; do
  tar -cf - --exclude=node_modules --exclude=dist --exclude=package-dist --exclude='*.test.ts' --exclude=e2e --exclude=torture --exclude=bench "$part" |
    tar -xf - -C "$target"
done
cp -R home-assistant/addon "$target/home-assistant/addon"
cd home-assistant/addon
cp -R config.yaml Dockerfile DOCS.md translations "../../$target/"
printf 'the add-on is in %s: copy the folder to /addons of Home Assistant\n' "$target"
