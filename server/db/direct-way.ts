import { systemClock } from '@plantops/shared/clock.ts';
import type pg from 'pg';
import { EnvironmentError } from '../config/environment.ts';
import { lacksTimescaleLibrary } from './update-timescale.ts';
import { inSession } from './own-session.ts';
import { processOf } from './through-pooler.ts';

/** How the database is reached. */
export interface DatabaseAccess {
  /** For statements and transactions; may lead through a pooler. */
  connection: pg.ClientConfig;
  /** For what needs a session: listening for changes, migrations. New roles are known there at once. */
  direct: pg.ClientConfig;
}

/** Far longer than a message takes (ms). */
const HEARD_WITHIN_MS = 2000;
const CHANNEL = 'plantops_direct_way';

const asAt = (url: URL): pg.ClientConfig => ({
  connectionString: url.href,
  connectionTimeoutMillis: 5000,
  query_timeout: 5000,
});

/** Whether what is said through one address is heard at the other: both lead to one database, and the other to a session. */
function isHeard(url: URL, direct: URL, withinMs: number): Promise<boolean> {
  return inSession(asAt(direct), async (listener) => {
    const heard = new Promise<true>((resolve) => listener.once('notification', () => resolve(true)));
    await listener.query(`LISTEN ${CHANNEL}`);
    await inSession(asAt(url), (speaker) => speaker.query(`NOTIFY ${CHANNEL}`));
    const { promise: late, resolve } = Promise.withResolvers<false>();
    const timer = systemClock.after(withinMs, () => resolve(false));
    return Promise.race([heard, late]).finally(() => timer.cancel());
  });
}

/**
 * Makes sure that there is a way to the database which keeps a session. Both addresses must be reachable.
 * @param direct DATABASE_DIRECT_URL
 * @throws EnvironmentError that names DATABASE_DIRECT_URL, if a pooler is in the way, or it leads somewhere else
 */
export async function assertDirectWay(url: URL, direct?: URL, withinMs = HEARD_WITHIN_MS): Promise<void> {
  try {
    await findDirectWay(url, direct, withinMs);
  } catch (failure) {
    // Nothing can be asked of it before its TimescaleDB is updated.
    if (!lacksTimescaleLibrary(failure)) throw failure;
  }
}

async function findDirectWay(url: URL, direct: URL | undefined, withinMs: number): Promise<void> {
  if (direct) {
    if (await isHeard(url, direct, withinMs)) return;
    throw new EnvironmentError(
      'DATABASE_DIRECT_URL cannot be used: what is said through DATABASE_URL is not heard there. Both must lead to the same database, and DATABASE_DIRECT_URL past any pooler',
    );
  }
  const isDirect = await inSession(asAt(url), async (client) => {
    const { rows } = await client.query<{ process: number }>('SELECT pg_backend_pid() AS process');
    return rows[0]?.process === processOf(client);
  });
  if (isDirect || (await isHeard(url, url, withinMs))) return;
  throw new EnvironmentError(
    'DATABASE_DIRECT_URL must be set: DATABASE_URL leads through a pooler that keeps no session, such as PgBouncer in transaction mode, and changes are listened for past it. Name the database itself. Example: DATABASE_DIRECT_URL=postgres://user:password@database:5432/plantops',
  );
}
