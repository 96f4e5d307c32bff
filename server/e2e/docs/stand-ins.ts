/** Programs in place of those that need the internet or another machine, for a reader who follows the pages. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../documentation/pages.ts';

/**
 * Does what `npm ci` does, with the packages of this checkout instead of the registry's, and its built dashboard. As
 * `npm install --prefix <folder>` it installs a package with one node, whatever it is called, as one of the registry is.
 */
const NPM = `#!/bin/sh
set -eu
if [ "$1 $2" = 'install --prefix' ]; then
  for name; do :; done
  case $name in -*) exit 0 ;; esac
  place="$3/node_modules/$name"
  mkdir -p "$place"
  printf '{ "name": "%s", "version": "1.0.0", "node-red": { "nodes": { "random": "random.js" } } }' "$name" >"$place/package.json"
  echo "module.exports = (RED) => RED.nodes.registerType('random', function () {});" >"$place/random.js"
  echo "<script>RED.nodes.registerType('random', { category: 'function', defaults: {} })</script>" >"$place/random.html"
  printf '{ "name": "plantops-flows", "private": true, "dependencies": { "%s": "^1.0.0" } }' "$name" >"$3/package.json"
  exit 0
fi
[ "$1" = ci ] || exit 0
from='${ROOT}'
for place in . shared nodes server ui; do
  [ -d "$from/$place/node_modules" ] || continue
  mkdir -p "$place/node_modules"
  ln -s "$from/$place/node_modules/"* "$place/node_modules/"
done
ln -s "$from/node_modules/.bin" node_modules/
rm node_modules/@plantops
mkdir node_modules/@plantops
for workspace in shared nodes server ui; do ln -s "$PWD/$workspace" "node_modules/@plantops/$workspace"; done
# Node-RED looks for nodes around the place where it is.
for name in node-red @node-red; do
  rm "node_modules/$name"
  cp -r "$(readlink -f "$from/node_modules/$name")" "node_modules/$name"
done
if [ -d "$from/ui/dist" ]; then cp -r "$from/ui/dist" ui/dist; touch ui/dist/.stamp; fi
`;

/**
 * There is no Docker where the tests run. This checks what Docker would need from this project: that the services and
 * files which a command names are there, and that .env has what docker-compose.yml demands.
 */
const DOCKER = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const fail = (message) => { console.error('docker: ' + message); process.exit(1); };
if (args.shift() !== 'compose') fail('only docker compose is known here');
if (!existsSync('docker-compose.yml')) fail('no docker-compose.yml in ' + process.cwd());
const profile = args[0] === '--profile' ? args.splice(0, 2)[1] : undefined;
const env = Object.fromEntries(
  readFileSync('.env', 'utf8').split('\\n').filter((line) => /^\\w+=/.test(line)).map((line) => line.split(/=(.*)/s)),
);
const [, ...others] = (env.COMPOSE_FILE ?? 'docker-compose.yml').split(':');
const compose = ['docker-compose.yml', ...others].map((file) => readFileSync(file, 'utf8')).join('\\n');
if (profile !== undefined && !compose.includes('profiles: [' + profile + ']')) fail('no such profile: ' + profile);
const services = [...compose.split(/^volumes:/m)[0].matchAll(/^  ([\\w-]+):(?: &\\w+)?$/gm)].map(([, name]) => name);
const dockerfile = /dockerfile: (\\S+)/.exec(compose)?.[1];
for (const [, name] of compose.matchAll(/\\$\\{(\\w+):\\?/g)) if (!env[name]) fail('.env has no ' + name);
const command = args.shift();
const named = [];
while (args.length > 0) {
  const word = args.shift();
  if (['up -d', 'up --build', 'run --rm'].includes(command + ' ' + word)) continue;
  if (command === 'run' && word === '-e') {
    const name = args.shift();
    if (!process.env[name]) fail('-e ' + name + ': it is not exported');
  } else if (command === 'logs' && word === '--tail') {
    if (!/^\\d+$/.test(args.shift())) fail('--tail needs a number');
  } else if (!services.includes(word)) fail('no such service or option: ' + word);
  else {
    named.push(word);
    if (command === 'run') break;
  }
}
if (!['up', 'ps', 'logs', 'stop', 'run'].includes(command)) fail('no such command: ' + command);
if (command === 'up' && !existsSync(dockerfile)) fail('no ' + dockerfile);
if (command === 'run' && !(args[0] === 'node' && existsSync(args[1]))) fail('not to be run: ' + args.join(' '));
const told = [command, ...named, ...(profile ? ['--profile', profile] : []), ...(others.length > 0 ? ['with', ...others] : [])];
appendFileSync(process.env.HOME + '/docker.log', told.join(' ') + '\\n');
`;

/** Runs a command of the project, as `npx` does, and fetches none. */
const NPX = `#!/bin/sh
command="node_modules/.bin/$1"
[ -x "$command" ] || { echo "npx would fetch $1, which must not be done by a test" >&2; exit 1; }
shift
exec "$command" "$@"
`;

/** What would change this machine, or reach the internet. */
const FORBIDDEN = ['sudo', 'apt-get', 'apt', 'brew', 'systemctl'];

/** @returns a folder to put first on PATH */
export function makeStandIns(parent: string): string {
  const folder = path.join(parent, 'stand-ins');
  mkdirSync(folder);
  const program = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
    chmodSync(path.join(folder, name), 0o755);
  };
  program('npm', NPM);
  program('npx', NPX);
  program('docker', DOCKER);
  for (const name of FORBIDDEN) program(name, `#!/bin/sh\necho "${name} must not be run by a test" >&2\nexit 1\n`);
  // The Node.js that a reader has.
  symlinkSync(process.execPath, path.join(folder, 'node'));
  return folder;
}
