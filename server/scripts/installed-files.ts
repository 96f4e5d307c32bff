/** `node server/scripts/installed-files.ts`: prints what `make install` copies, one path from the root folder a line. */
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Lock } from './packages.ts';

/** The product, without what only tests and measurements need. */
const PARTS = [
  'package.json',
  'settings.ts',
  'CHANGELOG.md',
  'LICENSE',
  'flows',
  'mosquitto',
  'nodes',
  'server',
  'shared',
];
/** What set-up and `make docs` have built. */
const BUILT = ['ui/package.json', 'ui/dist', 'docs/site/dist'];
/** Node.js, where it comes with the project, and the packages that the workspaces are. */
const LINKS = ['node_modules/.bin/node', 'node_modules/@plantops'];
const LEFT_OUT =
  /(^|\/)(node_modules|testing|package-dist)$|^server\/(e2e|bench|torture|documentation|recipes)$|\.test\.ts$/;

function filesBelow(root: string, place: string): string[] {
  if (LEFT_OUT.test(place)) return [];
  if (!lstatSync(path.join(root, place)).isDirectory()) return [place];
  return readdirSync(path.join(root, place)).flatMap((name) => filesBelow(root, `${place}/${name}`));
}

/** Folders of the packages that the product runs with, as far as they are installed here. */
function packagesIn(root: string): string[] {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock;
  return Object.entries(packages)
    .filter(([place, { dev, link }]) => place.includes('node_modules/') && !dev && !link)
    .map(([place]) => place)
    .filter((place) => existsSync(path.join(root, place)))
    .sort();
}

/** What is copied of the project in `root`: files, and folders of packages. */
export const installedFiles = (root: string): string[] => [
  ...[...PARTS, ...BUILT]
    .filter((place) => existsSync(path.join(root, place)))
    .flatMap((place) => filesBelow(root, place)),
  ...LINKS.filter((place) => existsSync(path.join(root, place))),
  ...packagesIn(root),
];

if (import.meta.main)
  process.stdout.write(`${installedFiles(path.join(import.meta.dirname, '..', '..')).join('\n')}\n`);
