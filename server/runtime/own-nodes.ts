/** Reads and writes the nodes that the owner has added beside those of PlantOps. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { makeFolder } from '../process/make-folder.ts';
import { isPlace, OWN_NODES_LIMITS, type OwnNodes } from '../services/backup/own-nodes-format.ts';

/** The engine may run as another user, who must be able to read them. */
const MODES = { folder: 0o755, file: 0o644 };

interface Manifest {
  dependencies?: Record<string, string>;
}

const manifestIn = (userDir: string): string => path.join(userDir, 'package.json');
const readManifest = (userDir: string): Manifest =>
  existsSync(manifestIn(userDir)) ? (JSON.parse(readFileSync(manifestIn(userDir), 'utf8')) as Manifest) : {};

/** The regular files below a folder, in order of their names. Links are not followed, and packages of npm are left out. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isFile()) return [entry.name];
      if (!entry.isDirectory() || entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
      return filesBelow(path.join(folder, entry.name)).map((name) => `${entry.name}/${name}`);
    });
}

/**
 * What the owner has in `nodes/`, and the packages that npm installed here.
 * @param leftOut is called with each file that is too much for a backup
 * @returns null if there is neither
 */
export function readOwnNodes(userDir: string, leftOut: (file: string) => void): OwnNodes | null {
  const folder = path.join(userDir, 'nodes');
  const { dependencies: packages = {} } = readManifest(userDir);
  const files: OwnNodes['files'] = [];
  let totalBytes = 0;
  for (const place of filesBelow(folder)) {
    const file = path.join(folder, place);
    const { size } = statSync(file);
    const isTooMuch =
      size > OWN_NODES_LIMITS.fileBytes ||
      totalBytes + size > OWN_NODES_LIMITS.totalBytes ||
      files.length >= OWN_NODES_LIMITS.files;
    if (isTooMuch || !isPlace(place)) {
      leftOut(file);
      continue;
    }
    totalBytes += size;
    files.push({ path: place, content: readFileSync(file, 'base64') });
  }
  return files.length === 0 && Object.keys(packages).length === 0 ? null : { files, packages };
}

/**
 * Writes these files into `nodes/` and adds the packages to the list that `npm install` works by. What else is there
 * stays.
 * @returns whether anything is different now
 * @throws Error if a link leads out of the folder
 */
export function writeOwnNodes(userDir: string, { files, packages }: OwnNodes): boolean {
  const folder = path.join(userDir, 'nodes');
  let isChanged = false;
  for (const { path: place, content } of files) {
    const file = path.join(folder, place);
    const bytes = Buffer.from(content, 'base64');
    assertNoLink(folder, place);
    if (existsSync(file) && readFileSync(file).equals(bytes)) continue;
    makeFolder(path.dirname(file), MODES.folder);
    const draft = `${file}.new`;
    writeFileSync(draft, bytes, { mode: MODES.file });
    renameSync(draft, file);
    isChanged = true;
  }
  const manifest = readManifest(userDir);
  const dependencies = { ...manifest.dependencies, ...packages };
  if (isDeepStrictEqual(dependencies, manifest.dependencies ?? {})) return isChanged;
  writeFileSync(manifestIn(userDir), `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
  chmodSync(manifestIn(userDir), MODES.file);
  return true;
}

/** A folder that is a link could lead a file anywhere. */
function assertNoLink(folder: string, place: string): void {
  const parts = place.split('/');
  for (const length of parts.keys()) {
    const above = path.join(folder, ...parts.slice(0, length + 1));
    if (lstatSync(above, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new Error(`${above} is a link: remove it, and restore the backup again`);
  }
}

/** The types of nodes that these files register. */
export const typesIn = ({ files }: OwnNodes): string[] =>
  files
    .filter(({ path: place }) => /\.c?js$/.test(place))
    .flatMap(({ content }) => [
      ...Buffer.from(content, 'base64')
        .toString('utf8')
        .matchAll(/registerType\(\s*(["'`])([^"'`\n]{1,200})\1/g),
    ])
    .map(([, , type = '']) => type);
