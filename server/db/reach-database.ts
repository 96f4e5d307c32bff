import { type Clock, pause, systemClock } from '@plantops/shared/clock.ts';
import pg from 'pg';
import type { Logger } from 'pino';
import { timescaleRefusal, timescaleState } from './adopt-timescale.ts';
import { EnvironmentError } from '../config/environment.ts';
import { MIGRATIONS_FOLDER } from './migrate.ts';
import { inSession } from './own-session.ts';
import { assertKnownSchema } from './schema-version.ts';
import { failureKind, sqlStateOf } from './errors.ts';
import { lacksTimescaleLibrary } from './update-timescale.ts';

/** What the SQL of PlantOps is written for. */
const OLDEST_MAJOR = 15;
/** For a database that starts at the same time; a container is started again anyway. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 500;
/** Longer than a database that is under load takes. */
const ATTEMPT_MS = 5000;

/** How the address is named to people: without user and password. */
function placeOf({ hostname, port, searchParams }: URL): string {
  return `${searchParams.get('host') || hostname || 'localhost'}:${searchParams.get('port') || port || 5432}`;
}

/** What a failed attempt says about the address, and what to do. The texts of PostgreSQL and of pg hold no password. */
function connectionProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { code } = error as NodeJS.ErrnoException;
  const state = sqlStateOf(error) ?? '';
  if (state.startsWith('28')) return `does not let the server in (${message}). Check the user and the password`;
  if (state === '3D000') return `has no such database (${message}). Make it with createdb, or name another one`;
  if (state !== '') return `refuses the connection: ${message}`;
  if (/password must be a string/.test(message)) return 'asks for a password, and there is none in the address';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'has a host that no address is known for';
  if (code === 'ECONNREFUSED') return 'is not there: nothing listens on that port. Start it, or correct the address';
  if (/timeout expired/.test(message)) return 'does not answer. Is its host reachable, and is it a PostgreSQL?';
  if (/Connection terminated|ECONNRESET/.test(`${message} ${code ?? ''}`))
    return 'ends the connection without a word. Is it a PostgreSQL?';
  return `cannot be reached: ${message}`;
}

export interface Patience {
  /** The variable that names the address; `DATABASE_URL` by default. */
  variable?: 'DATABASE_URL' | 'DATABASE_DIRECT_URL';
  /** How long it waits for a database that is not there yet; 5 seconds by default. */
  patienceMs?: number;
  /** How long one attempt may take; 5 seconds by default. */
  attemptMs?: number;
  /** The oldest version that serves; 15 by default. */
  oldestMajor?: number;
  clock?: Clock;
}

interface Server {
  version: number;
  version_text: string;
  /** It is a copy of another server, or read-only by its settings. */
  takes_no_changes: boolean;
  /** Whether the first migration has been there, or could be. */
  holds_tables: boolean;
}

async function ask(url: URL, attemptMs: number): Promise<Server | undefined> {
  const client = new pg.Client({
    connectionString: url.href,
    connectionTimeoutMillis: attemptMs,
    query_timeout: attemptMs,
  });
  client.on('error', () => undefined); // queries report their own failures
  try {
    await client.connect();
    const { rows } = await client.query<Server>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS version_text,
              current_setting('transaction_read_only') = 'on' AS takes_no_changes,
              to_regclass('schema_migrations') IS NOT NULL
                OR coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS holds_tables`,
    );
    return rows[0];
  } finally {
    await client.end();
  }
}

/** What keeps PlantOps from using a server that lets it in; undefined: nothing. */
function serverProblem(server: Server | undefined, oldestMajor: number): string | undefined {
  if (!server) return 'does not say what it is';
  if (server.version < oldestMajor * 10_000)
    return `is PostgreSQL ${server.version_text}; ${oldestMajor} or later is needed`;
  if (server.takes_no_changes) return 'takes no changes. If it is a copy of another one, name that';
  if (!server.holds_tables)
    return 'does not let this user make tables. Make the user the owner of the database (ALTER DATABASE … OWNER TO …)';
  return undefined;
}

/**
 * Looks at a database that can be reached, without changing it.
 * @returns its version, and why TimescaleDB is there and not used, as a sentence; undefined: it is used, or not there
 * @throws EnvironmentError if a newer PlantOps has changed it
 */
export async function inspectDatabase(url: URL): Promise<{ version: string; timescale: string | undefined }> {
  return inSession({ connectionString: url.href, connectionTimeoutMillis: ATTEMPT_MS }, async (client) => {
    await assertKnownSchema(client, MIGRATIONS_FOLDER);
    const { rows } = await client.query<{ version: string; may: boolean }>(
      `SELECT current_setting('server_version') AS version,
              EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')
                OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS may`,
    );
    const isUnused = (await timescaleState(client)) === 'unused';
    return {
      version: rows[0]?.version ?? '',
      timescale:
        isUnused && rows[0]?.may !== true ? timescaleRefusal('this user may not create the extension') : undefined,
    };
  });
}

/**
 * Makes sure that the database of the environment can be used. Waits a little for one that is not there yet.
 * @throws EnvironmentError that names the variable, what is wrong and what to do; the password is not repeated
 */
export async function reachDatabase(
  url: URL,
  log: Logger,
  {
    variable = 'DATABASE_URL',
    patienceMs = PATIENCE_MS,
    attemptMs = ATTEMPT_MS,
    oldestMajor = OLDEST_MAJOR,
    clock = systemClock,
  }: Patience = {},
): Promise<void> {
  const subject = `${variable} cannot be used: the database at ${placeOf(url)}`;
  const until = clock.elapsedMs() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      const problem = serverProblem(await ask(url, attemptMs), oldestMajor);
      if (problem === undefined) return;
      throw new EnvironmentError(`${subject} ${problem}`);
    } catch (error) {
      if (error instanceof EnvironmentError) throw error;
      // It is there, and answers again once its TimescaleDB is updated.
      if (lacksTimescaleLibrary(error)) return;
      const failure = new EnvironmentError(`${subject} ${connectionProblem(error)}`, { cause: error });
      if (failureKind(error) !== 'away' || clock.elapsedMs() + PAUSE_MS > until) throw failure;
      if (isFirst) log.warn(`${failure.message}. Waiting for it for ${Math.round(patienceMs / 1000)} s`);
    }
    await pause(clock, PAUSE_MS);
  }
}
