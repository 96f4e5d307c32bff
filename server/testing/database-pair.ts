/** A PostgreSQL of the project's own programs and a streaming replica of it, for tests. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { installPostgresBinaries } from '../process/postgres-binaries.ts';
import { chooseServicePlace } from '../process/service-account.ts';
import type { PostgresConnection } from '../db/embedded-postgres.ts';
import { temporaryDataDir } from './place.ts';

const USER = 'plantops';
/** In the names of the sockets only: nothing listens on the network. */
const PORTS = { primary: 5432, replica: 5433 } as const;
type Part = keyof typeof PORTS;

export interface DatabasePair {
  connection: Readonly<Record<Part, PostgresConnection>>;
  /** Starts one of the two, and resolves once it answers. */
  start(part: Part): Promise<void>;
  stop(part: Part): Promise<void>;
  /** Resolves once the replica has all that the database has. */
  caughtUp(): Promise<void>;
  remove(): Promise<void>;
}

/** Both run. The replica begins as a copy of the database's files, and follows its log from there. */
export async function startDatabasePair(): Promise<DatabasePair> {
  const temporary = temporaryDataDir();
  const place = chooseServicePlace({
    dataDir: temporary.dataDir,
    name: 'pair',
    preferredUser: 'postgres',
    isPassable: true,
  });
  const { initdb, postgres } = installPostgresBinaries(place.directory);
  const identity = place.account ? { uid: place.account.uid, gid: place.account.gid } : {};
  const folderOf = (part: Part): string => path.join(place.directory, part);
  const sockets = path.join(place.directory, 'sockets');
  const connectionOf = (part: Part): PostgresConnection => ({
    host: sockets,
    port: PORTS[part],
    user: USER,
    database: 'postgres',
  });
  const running = new Map<Part, ChildProcess>();

  async function start(part: Part): Promise<void> {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: sockets,
      port: String(PORTS[part]),
      fsync: 'off',
      primary_conninfo: `host=${sockets} port=${PORTS.primary} user=${USER}`,
      wal_retrieve_retry_interval: '100ms',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(postgres, ['-D', folderOf(part), ...args], { stdio: 'ignore', ...identity });
    running.set(part, server);
    while (!(await answers(connectionOf(part)))) {
      if (server.exitCode !== null) throw new Error(`The ${part} has ended with ${server.exitCode}`);
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  async function stop(part: Part): Promise<void> {
    const server = running.get(part);
    if (!server) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await gone;
    running.delete(part);
  }

  mkdirSync(sockets);
  if (place.account) chownSync(sockets, place.account.uid, place.account.gid);
  const options = ['--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--no-locale', '--no-sync'];
  await promisify(execFile)(initdb, ['-D', folderOf('primary'), ...options], { cwd: place.directory, ...identity });
  cpSync(folderOf('primary'), folderOf('replica'), { recursive: true });
  // PostgreSQL insists on it.
  chmodSync(folderOf('replica'), 0o700);
  writeFileSync(path.join(folderOf('replica'), 'standby.signal'), '');
  if (place.account) ownAll(folderOf('replica'), place.account);
  await start('primary');
  await start('replica');

  return {
    connection: { primary: connectionOf('primary'), replica: connectionOf('replica') },
    start,
    stop,
    async caughtUp() {
      const at = await oneValue(connectionOf('primary'), 'SELECT pg_current_wal_lsn()::text');
      const isThere = `SELECT pg_last_wal_replay_lsn() >= '${String(at)}'`;
      while ((await oneValue(connectionOf('replica'), isThere)) !== true)
        await new Promise((next) => setTimeout(next, 20));
    },
    async remove() {
      await stop('replica');
      await stop('primary');
      temporary.remove();
    },
  };
}

async function oneValue(connection: PostgresConnection, question: string): Promise<unknown> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: question, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const answers = (connection: PostgresConnection): Promise<boolean> =>
  oneValue(connection, 'SELECT 1').then(
    () => true,
    () => false,
  );

function ownAll(folder: string, { uid, gid }: { uid: number; gid: number }): void {
  chownSync(folder, uid, gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) ownAll(inside, { uid, gid });
    else chownSync(inside, uid, gid);
  }
}
