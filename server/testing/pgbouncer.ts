/** A real PgBouncer in transaction mode in front of a test's PostgreSQL, started as a container of it is. */
import { spawn } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { PostgresConnection } from '../db/embedded-postgres.ts';
import { findServiceAccount, isRoot } from '../process/service-account.ts';
import { freePort, temporaryDataDir } from './place.ts';

/** Handed over as text: the user that PgBouncer runs as may not be able to enter this folder. */
const SCRIPT = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'scaling', 'pgbouncer.sh'), 'utf8');
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
  if (account) chownSync(place.dataDir, account.uid, account.gid);
  const bouncer = spawn('sh', ['-c', SCRIPT], {
    cwd: place.dataDir,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: `${process.env.PATH}:/usr/sbin`,
      TMPDIR: place.dataDir,
      DATABASE_HOST: target.host,
      DATABASE_PORT: String(target.port),
      POSTGRES_USER: LOGIN.user,
      POSTGRES_PASSWORD: LOGIN.password,
      LISTEN_ADDRESS: '127.0.0.1',
      LISTEN_PORT: String(port),
      CONNECTIONS: String(connections),
    },
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
