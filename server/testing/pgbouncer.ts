/** A real PgBouncer in transaction mode in front of a test's PostgreSQL. */
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { PostgresConnection } from '../db/embedded-postgres.ts';
import { findServiceAccount, isRoot } from '../process/service-account.ts';
import { freePort, temporaryDataDir } from './place.ts';

/** A superuser who logs in with a password: the system vouches for the tests' own user only to the tests. */
const LOGIN = { user: 'pooled', password: 'of the pooler' };

export interface PgBouncer {
  /** The way through it. */
  url: URL;
  /** The way past it, as the same user. */
  directUrl: URL;
  stop(): Promise<void>;
}

/** @param connections how many it opens to the database for each user, at most */
export async function startPgBouncer(target: PostgresConnection, connections = 1): Promise<PgBouncer> {
  await makeLogin(target);
  const port = await freePort();
  const place = temporaryDataDir();
  const account = isRoot() ? findServiceAccount('postgres') : undefined;
  const write = (name: string, lines: readonly string[]): string => {
    const file = path.join(place.dataDir, name);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    if (account) chownSync(file, account.uid, account.gid);
    return file;
  };
  const users = write('users', [`"${LOGIN.user}" "${LOGIN.password}"`]);
  const configuration = write('pgbouncer.ini', [
    '[databases]',
    `* = host=${target.host} port=${target.port}`,
    '[pgbouncer]',
    'pool_mode = transaction',
    `default_pool_size = ${connections}`,
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${users}`,
    // Lets in the roles that PlantOps makes.
    `auth_user = ${LOGIN.user}`,
  ]);
  chmodSync(place.dataDir, 0o711);
  const bouncer = spawn('pgbouncer', ['--quiet', configuration], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  let said = '';
  bouncer.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const addressOf = (host: string, at: number): URL =>
    new URL(
      `postgres://${LOGIN.user}:${encodeURIComponent(LOGIN.password)}@localhost/${target.database}?host=${encodeURIComponent(host)}&port=${at}`,
    );
  const url = addressOf('127.0.0.1', port);
  while (!(await answers(url))) {
    if (bouncer.exitCode !== null) throw new Error(`PgBouncer has ended with ${bouncer.exitCode}: ${said}`);
    await new Promise((next) => setTimeout(next, 20));
  }
  return {
    url,
    directUrl: addressOf(target.host, target.port),
    async stop() {
      const gone = new Promise((resolve) => bouncer.once('exit', resolve));
      bouncer.kill('SIGTERM');
      await gone;
      place.remove();
    },
  };
}

async function makeLogin(target: PostgresConnection): Promise<void> {
  const client = new pg.Client({ ...target });
  await client.connect();
  try {
    await client.query(
      `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${LOGIN.user}') THEN
         CREATE ROLE ${LOGIN.user} SUPERUSER LOGIN PASSWORD '${LOGIN.password}'; END IF; END $$`,
    );
  } finally {
    await client.end();
  }
}

async function answers(url: URL): Promise<boolean> {
  const client = new pg.Client({ connectionString: url.href });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ECONNREFUSED') return false;
    throw failure;
  } finally {
    await client.end().catch(() => undefined);
  }
}
