import { Readable } from 'node:stream';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { Admission } from '../../db/admission.ts';
import type { Database, Queryable } from '../../db/pool.ts';
import {
  BACKED_UP,
  type BackupTable,
  listBackupColumns,
  listMigrations,
  READINGS,
  readTable,
} from '../../db/repositories/backup.ts';
import type { FlowEdits } from './flow-edits-format.ts';
import { BACKUP_FORMATS, type BackupHeader } from './backup-format.ts';
import type { OwnNodes } from './own-nodes-format.ts';
import { SERVER_VERSION } from '../system/system-info.ts';

/** A download that is not read for this long is abandoned: its open transaction keeps the database from vacuuming. */
const ABANDONED_AFTER_MS = 15 * 60_000;
/** Each holds a connection until it is downloaded. */
const MOST_AT_ONCE = 2;

export interface BackupOptions {
  /** The pool for what takes long. */
  database: Database;
  clock: Clock;
  edits: () => FlowEdits | null;
  ownNodes: () => OwnNodes | null;
}

/** Writes everything that the owner would miss as lines of JSON, see `backup-format`. */
export class Backup {
  readonly #options: BackupOptions;
  readonly #admission: Admission;

  constructor(options: BackupOptions) {
    this.#options = options;
    this.#admission = new Admission({
      places: MOST_AT_ONCE,
      waitMs: 800,
      retryAfterS: 60,
      detail: `${MOST_AT_ONCE} backups are being downloaded already: try again when one has ended`,
      clock: options.clock,
    });
  }

  /**
   * `plantops-2026-01-07T120000Z.ndjson.gz`, in UTC: with the time, so that a second backup of a day is a second file,
   * and without colons, which Windows does not allow in names.
   */
  fileName(): string {
    const time = this.#options.clock.now().toISOString().slice(0, 19).replaceAll(':', '');
    return `plantops-${time}Z.ndjson.gz`;
  }

  /**
   * A consistent snapshot, read as fast as the caller consumes it, without disturbing other work. Resolves once the
   * first lines are read, so that an unreachable database can still be reported. Destroying the stream ends the read.
   * @param left aborts when the caller has left before that
   * @throws ProblemError `too_busy`
   */
  async open(left?: AbortSignal): Promise<Readable> {
    const lines = this.#snapshot(left);
    const first = await lines.next();
    let isFirst = true;
    return Readable.from(
      {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            if (!isFirst) return lines.next();
            isFirst = false;
            return Promise.resolve(first);
          },
          return: () => lines.return(undefined),
        }),
      },
      { objectMode: false },
    );
  }

  /**
   * Everything, in chunks, while others go on writing until the readings, which are nearly all of it, are read.
   * @param standstill has others write no more; what its connection sees then is read of all other tables
   * @throws whatever `standstill` throws
   */
  async *linesUntilStandstill(standstill: () => Promise<Queryable>): AsyncGenerator<string | Buffer> {
    const counts: Record<string, number> = {};
    yield* this.#transaction((connection) => this.#lines(connection, counts, ({ name }) => name === READINGS));
    const connection = await standstill();
    yield* tableLines(connection, counts, ({ name }) => name !== READINGS);
    yield endLine(counts);
  }

  async *#lines(
    connection: Queryable,
    counts: Record<string, number>,
    isMeant: (table: BackupTable) => boolean,
  ): AsyncGenerator<string | Buffer> {
    const ownNodes = this.#options.ownNodes();
    const header: BackupHeader = {
      plantops_backup: ownNodes ? BACKUP_FORMATS.withOwnNodes : BACKUP_FORMATS.withoutOwnNodes,
      created_at: this.#options.clock.now().toISOString(),
      version: SERVER_VERSION,
      migrations: await listMigrations(connection),
    };
    yield `${JSON.stringify(header)}\n${JSON.stringify({ flows: this.#options.edits() })}\n`;
    if (ownNodes) yield `${JSON.stringify({ own_nodes: ownNodes })}\n`;
    yield* tableLines(connection, counts, isMeant);
  }

  async *#everything(connection: Queryable): AsyncGenerator<string | Buffer> {
    const counts: Record<string, number> = {};
    yield* this.#lines(connection, counts, () => true);
    yield endLine(counts);
  }

  async *#snapshot(left: AbortSignal | undefined): AsyncGenerator<string | Buffer, undefined> {
    const leave = await this.#admission.enter(left);
    try {
      yield* this.#transaction((connection) => this.#everything(connection));
    } finally {
      leave();
    }
    return undefined;
  }

  async *#transaction(
    linesOf: (connection: Queryable) => AsyncGenerator<string | Buffer>,
  ): AsyncGenerator<string | Buffer> {
    const { database, clock } = this.#options;
    const connection = await database.connect();
    let broken = true;
    let abandoned: Timer | undefined;
    try {
      await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The database works on a whole table for as long as that is downloaded.
      await connection.query('SET LOCAL statement_timeout = 0');
      for await (const lines of linesOf(connection)) {
        abandoned = clock.after(ABANDONED_AFTER_MS, () => void connection.end());
        yield lines;
        abandoned.cancel();
      }
      await connection.query('COMMIT');
      broken = false;
    } finally {
      abandoned?.cancel();
      // Discards a connection whose transaction was cancelled or failed; the pool opens another one.
      connection.release(broken);
    }
  }
}

/** @param counts is told how many rows there are, by table */
async function* tableLines(
  connection: Queryable,
  counts: Record<string, number>,
  isMeant: (table: BackupTable) => boolean,
): AsyncGenerator<string | Buffer> {
  const columns = await listBackupColumns(connection);
  for (const table of BACKED_UP.filter(isMeant))
    counts[table.name] = yield* readTable(connection, table, columns.get(table.name) ?? []);
}

const endLine = (rows: Record<string, number>): string => `${JSON.stringify({ end: true, rows })}\n`;
