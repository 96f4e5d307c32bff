import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import { failureKind, sqlStateOf } from './errors.ts';
import { type Database, openPool, type Queryable } from './pool.ts';
import { readsFrom, type Reads, type Replica } from './reads.ts';
import { readDatabaseBirth } from './repositories/durability.ts';

/** How often it is looked at (ms). */
const LOOK_MS = 1000;
/**
 * The most that it may be behind (ms). The server's own reading comes every two seconds, so a replica without any delay
 * looks up to two seconds late.
 */
export const MOST_BEHIND_MS = 5000;

export interface ReadReplicaOptions {
  connection: pg.ClientConfig;
  /** The database that it follows. */
  database: Queryable;
  clock: Clock;
  log: Logger;
}

interface State {
  /** Since when there is this database: another one's is another. */
  born: Date | undefined;
  /** When the server's own reading was last stored. */
  stored_at: Date | null;
  is_copy: boolean;
}

/**
 * A streaming replica of the database, of which charts and downloads are read (`DATABASE_READ_URL`). How far it is behind
 * shows in the server's own readings, which go through the whole way every two seconds: that of the replica is compared with
 * that of the database, so no clock counts.
 */
export class ReadReplica implements Replica {
  readonly reads: Reads;
  readonly #database: Queryable;
  readonly #pools: { control: Database; charts: Database; bulk: Database };
  readonly #clock: Clock;
  readonly #log: Logger;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  #behindMs: number | undefined;
  /** Why it is not used, as it was last told; undefined while it is used. */
  #trouble: string | undefined = 'it was not looked at yet';

  constructor({ connection, database, clock, log }: ReadReplicaOptions) {
    this.#pools = {
      control: openPool(connection, log),
      charts: openPool(connection, log, 'charts'),
      bulk: openPool(connection, log, 'bulk'),
    };
    this.reads = readsFrom(this.#pools);
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** Until it has been looked at, it is not used. */
  start(): void {
    void this.look();
    this.#timer = this.#clock.every(LOOK_MS, () => void this.look());
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#looking;
    await Promise.all(Object.values(this.#pools).map((pool) => pool.end()));
  }

  trouble(): string | undefined {
    return this.#trouble;
  }

  behindS(): number | undefined {
    return this.#behindMs === undefined ? undefined : this.#behindMs / 1000;
  }

  /** A replica ends queries that hold up what it copies (40001). */
  isItsFault(failure: unknown): boolean {
    if (failureKind(failure) === 'away') {
      this.#tell('it does not answer');
      return true;
    }
    return sqlStateOf(failure) === '40001';
  }

  look(): Promise<void> {
    this.#looking ??= this.#compare().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #compare(): Promise<void> {
    try {
      // The replica first: what comes in between makes it look more behind than it is, and never less.
      const copy = await stateOf(this.#pools.control);
      const own = await stateOf(this.#database);
      this.#behindMs =
        copy.stored_at && own.stored_at ? Math.max(0, own.stored_at.getTime() - copy.stored_at.getTime()) : undefined;
      this.#tell(this.#troubleOf(copy, own));
    } catch (failure) {
      this.#behindMs = undefined;
      this.#tell(`it cannot be asked: ${(failure as Error).message}`);
    }
  }

  #troubleOf(copy: State, own: State): string | undefined {
    if (!copy.is_copy) return 'it is no replica: it takes changes of its own';
    if (copy.born?.getTime() !== own.born?.getTime()) return 'it is a replica of another database';
    if (this.#behindMs === undefined) return 'how far it is behind is not known yet';
    if (this.#behindMs > MOST_BEHIND_MS) return `it is more than ${MOST_BEHIND_MS / 1000} s behind`;
    return undefined;
  }

  #tell(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble === undefined) this.#log.info('charts and downloads are read from the replica');
    else
      this.#log.warn(`charts and downloads are read from the database itself, not from DATABASE_READ_URL: ${trouble}`);
  }
}

async function stateOf(database: Queryable): Promise<State> {
  const { rows } = await database.query<Pick<State, 'stored_at' | 'is_copy'>>(
    'SELECT (SELECT stored_at FROM canary) AS stored_at, pg_is_in_recovery() AS is_copy',
  );
  return { ...(rows[0] as Pick<State, 'stored_at' | 'is_copy'>), born: await readDatabaseBirth(database) };
}
