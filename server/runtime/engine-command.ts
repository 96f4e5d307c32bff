/** How the engine's process is started: with which rights, as whom, and with what in its environment. */
import { chmodSync, chownSync, existsSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../process/make-folder.ts';
import { findServiceAccount, isReachable, isRoot, type ServiceAccount } from '../process/service-account.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PROGRAM = path.join(ROOT, 'server', 'engine', 'main.ts');
const DRY_PROGRAM = path.join(ROOT, 'server', 'dry-engine', 'main.ts');
/** What of PlantOps the engine's code consists of. The data folder may be beside it, so the whole is not named. */
const CODE = ['server', 'nodes', 'shared', 'node_modules', 'settings.ts', 'package.json'];
/** Packages of this project, which node_modules has links to. */
const OWN_PACKAGES = ['server', 'nodes', 'shared'].map((name) => path.join('node_modules', '@plantops', name));

export interface EngineFolders {
  /** Node-RED's own folder: nodes that the owner has installed. */
  userDir: string;
  /** The only folder that the engine may write to: what nodes that work with files keep. */
  filesDir: string;
}

export interface EngineCommand {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  directory: string;
  /** One of the arguments, which tells this engine from that of another data folder. */
  mark: string;
  pidFile: string;
  account: ServiceAccount | undefined;
}

/** Makes the engine's folders below the data folder, and gives it the one that it may write to. */
export function prepareEngineFolders(dataDir: string, account: ServiceAccount | undefined): EngineFolders {
  const userDir = path.join(dataDir, 'node-red');
  const filesDir = path.join(userDir, 'files');
  makeFolder(userDir, 0o711);
  chmodSync(userDir, 0o711);
  makeFolder(filesDir, 0o700);
  if (account) chownSync(filesDir, account.uid, account.gid);
  // Node-RED looks for nodes installed here, and complains if this file is missing.
  const manifest = path.join(userDir, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "plantops-flows", "private": true }\n');
  chmodSync(manifest, 0o644);
  return { userDir: realpathSync(userDir), filesDir: realpathSync(filesDir) };
}

/**
 * A server that was started as root runs the engine as another user, who then cannot end or read other processes. That
 * user must be able to read the code.
 * @returns undefined where the engine runs as the server's own user
 */
export function engineAccount(): ServiceAccount | undefined {
  if (!isRoot()) return undefined;
  const account = findServiceAccount('nobody');
  const places = [ROOT, path.dirname(realpathSync(process.execPath)), realpathSync(path.join(ROOT, 'node_modules'))];
  const canRead = places.every((place) => isReachable(place, account)) && (statSync(PROGRAM).mode & 0o004) !== 0;
  return canRead ? account : undefined;
}

/** Where packages are that node_modules has only links to, as some ways to install them make it. */
function linkedPackages(): string[] {
  const modules = path.join(ROOT, 'node_modules');
  const links = readdirSync(modules, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  return [...new Set(links.map(({ name }) => path.dirname(realpathSync(path.join(modules, name)))))];
}

const folder = (file: string): string => `${file}/`;

/** Files and folders of PlantOps' own code. A folder ends with a slash, otherwise names that begin alike would count too. */
function code(): string[] {
  const real = (file: string): string => (existsSync(file) ? realpathSync(file) : file);
  const own = [...CODE, ...OWN_PACKAGES]
    .map((name) => path.join(ROOT, name))
    .flatMap((file) => (statSync(file).isDirectory() ? [folder(file), folder(real(file))] : [file]));
  return [...own, ...linkedPackages().map(folder)];
}

/** Where Node.js keeps compiled code, if it does. */
function compileCaches(account: ServiceAccount | undefined): string[] {
  if (!process.env.NODE_COMPILE_CACHE) return [];
  const cache = path.join(process.env.NODE_COMPILE_CACHE, 'engine');
  makeFolder(cache, 0o755);
  if (account) chownSync(cache, account.uid, account.gid);
  return [cache];
}

/**
 * Node.js' permission model refuses everything that is not named here: other files, programs, workers and native
 * add-ons. Source: https://nodejs.org/docs/latest-v24.x/api/permissions.html
 */
const permissions = (readable: readonly string[], writable: readonly string[]): string[] => [
  '--permission',
  ...[...new Set(readable)].map((file) => `--allow-fs-read=${file}`),
  ...writable.map((file) => `--allow-fs-write=${file}`),
];

/** Nothing of the server's own: it holds secrets, and flows can read the environment. */
const environmentOf = ([cache]: readonly string[]): NodeJS.ProcessEnv => ({
  PATH: '/usr/bin:/bin',
  ...(process.env.TZ !== undefined && { TZ: process.env.TZ }),
  ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }),
});

export function engineCommand(
  { userDir, filesDir }: EngineFolders,
  account: ServiceAccount | undefined,
  environment: Readonly<Record<string, string>>,
): EngineCommand {
  const caches = compileCaches(account);
  const readable = [
    ...code(),
    path.join(userDir, 'package.json'),
    // Node-RED looks whether this folder of an earlier version is there; being refused, it would start no flow.
    path.join(userDir, 'externalModules'),
    folder(path.join(userDir, 'node_modules')),
    folder(path.join(userDir, 'nodes')),
    folder(filesDir),
    ...caches.map(folder),
  ];
  return {
    command: process.execPath,
    args: [
      ...permissions(readable, [filesDir, ...caches].map(folder)),
      // A small machine runs everything else, too: with 16 MiB, the default, the process takes 50 MB more at rest.
      '--max-semi-space-size=8',
      // By itself, V8 lets the old generation grow to four times what lives in it before it collects that.
      // Under load this spares 40 MB or more, and costs about 1 µs a reading.
      '--heap-growing-percent=60',
      ...process.execArgv.filter((flag) => flag === '--single-threaded-gc'),
      PROGRAM,
    ],
    env: { ...environment, ...environmentOf(caches) },
    directory: filesDir,
    mark: `--allow-fs-write=${folder(filesDir)}`,
    pidFile: path.join(userDir, 'engine.pid'),
    account,
  };
}

/** The most memory that flows may take in a dry run (MB). */
const DRY_MEMORY_MB = 384;

/** How a dry engine is started: it may read PlantOps' code, and write nothing. */
export function dryEngineCommand(): Pick<EngineCommand, 'command' | 'args' | 'env' | 'account'> {
  const account = engineAccount();
  const caches = compileCaches(account);
  return {
    command: process.execPath,
    args: [
      ...permissions([...code(), ...caches.map(folder)], []),
      `--max-old-space-size=${DRY_MEMORY_MB}`,
      DRY_PROGRAM,
    ],
    env: environmentOf(caches),
    account,
  };
}
