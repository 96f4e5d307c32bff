/**
 * Brings TimescaleDB in the database to the version that is installed on its machine: a new image or package leaves the
 * database at the old one until it is told (https://docs.timescale.com/self-hosted/latest/upgrades/minor-upgrade/).
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import { sqlStateOf } from './errors.ts';
import { inSession } from './own-session.ts';

/** PostgreSQL's `undefined_file`. */
const NO_SUCH_FILE = '58P01';

interface Versions {
  /** The version that the database has. */
  used: string;
  /** The version that its machine has. */
  installed: string;
}

/**
 * Whether the machine no longer has the library of the version that the database is at: then no statement but the update
 * is answered.
 */
export const lacksTimescaleLibrary = (failure: unknown): boolean =>
  sqlStateOf(failure) === NO_SUCH_FILE && failure instanceof Error && failure.message.includes('timescaledb');

const numbersOf = (version: string): number[] => version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);

function isNewer(version: string, than: string): boolean {
  const [left, right] = [numbersOf(version), numbersOf(than)];
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0));
  return at !== -1 && (left[at] ?? 0) > (right[at] ?? 0);
}

/** How the owner of the extension does it; `-X`: nothing of a `.psqlrc` comes before it. */
const BY_HAND = 'psql -X -c "ALTER EXTENSION timescaledb UPDATE" with the address in DATABASE_URL';

/**
 * Within a major version, and forwards only: what a new major version changes is for the owner to read first. What fails
 * leaves the old version, which goes on working while its library is there.
 * @throws Error with what to do, if the update fails and the library of the old version is gone
 */
export async function updateTimescale(connection: pg.ClientConfig, log: Logger): Promise<void> {
  const found = await readVersions(connection);
  if (found === undefined) return;
  if (found !== 'unreadable') {
    const { used, installed } = found;
    if (!isNewer(installed, used)) return;
    if (numbersOf(installed)[0] !== numbersOf(used)[0]) {
      log.warn(
        `TimescaleDB ${installed} is installed and the database is at ${used}. That is another major version: read its release notes, make a backup, and run ${BY_HAND}`,
      );
      return;
    }
  }
  try {
    // In a session of its own: the update must be the first statement.
    await inSession(connection, (client) => client.query('ALTER EXTENSION timescaledb UPDATE'));
  } catch (failure) {
    const words = `TimescaleDB could not be updated (${failure instanceof Error ? failure.message : String(failure)}). As the owner of the extension, run ${BY_HAND}`;
    if (found === 'unreadable') throw new Error(words, { cause: failure });
    log.warn(`${words}. Until then the database stays at ${found.used}`);
    return;
  }
  const now = await readVersions(connection);
  const before = found === 'unreadable' ? 'a version that is no longer installed' : found.used;
  log.info(`TimescaleDB was updated from ${before} to ${now === 'unreadable' ? 'another one' : now?.used}`);
}

/** @returns undefined without TimescaleDB; 'unreadable' where the library of its version is gone */
async function readVersions(connection: pg.ClientConfig): Promise<Versions | undefined | 'unreadable'> {
  try {
    return await inSession(connection, async (client) => {
      const { rows } = await client.query<Versions>(
        `SELECT used.extversion AS used, there.default_version AS installed
         FROM pg_extension used JOIN pg_available_extensions there ON there.name = used.extname
         WHERE used.extname = 'timescaledb'`,
      );
      return rows[0];
    });
  } catch (failure) {
    if (lacksTimescaleLibrary(failure)) return 'unreadable';
    throw failure;
  }
}
