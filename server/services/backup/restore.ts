import { createReadStream, createWriteStream, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { finished, Readable, Transform } from 'node:stream';
import { finished as closed, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { RestoreResult } from '@plantops/shared/system.ts';
import type { Logger } from 'pino';
import { isBadData, isLockTimeout } from '../../db/errors.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import {
  emptyTables,
  finishRestore,
  insertBackupRows,
  listMigrations,
  listRestorableColumns,
  lockForRestore,
} from '../../db/repositories/backup.ts';
import { addTelemetryMonthWithin } from '../../db/repositories/telemetry-months.ts';
import type { FlowEdits } from './flow-edits-format.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { makeFolder } from '../../process/make-folder.ts';
import type { Backup } from './backup.ts';
import type { OwnNodes } from './own-nodes-format.ts';
import { type BackupEntry, type BackupHeader, type BackupScope, invalidBackup, readBackup } from './backup-format.ts';

export interface RestoreOptions {
  database: Database;
  dataDir: string;
  clock: Clock;
  backup: Backup;
  flows: {
    /** Why flows with these edits cannot run here, once these nodes are added. */
    faultsOf(edits: FlowEdits | null, ownNodes: OwnNodes | null): string[];
    replaceEdits(edits: FlowEdits | null, ownNodes: OwnNodes | null): Promise<void>;
  };
  /** Stops taking messages from the broker. Resolves, once those in progress are stored, with a function to resume. */
  holdBack: () => Promise<() => void>;
  bus: ChangeBus;
  log: Logger;
}

interface Contents {
  header: BackupHeader;
  /** Each month that there are readings of (ms since 1970). */
  months: Set<number>;
  flows: FlowEdits | null;
  ownNodes: OwnNodes | null;
}

const KEPT_COPIES = 3;
const COPY_PREFIX = 'before-restore-';
/** Readings of more months than anybody has are put into the partition for all other times. */
const MOST_MONTHS = 1200;
/** Limits for rows inserted at a time, by number and by the size of their text, because photos are large. */
const BATCH_ROWS = 1000;
const BATCH_BYTES = 8 * 2 ** 20;

/** Replaces everything with the contents of a backup, or changes nothing. */
export class Restore {
  readonly #options: RestoreOptions;
  readonly #folder: string;
  #running: Promise<RestoreResult> | undefined;

  constructor(options: RestoreOptions) {
    this.#options = options;
    this.#folder = path.join(options.dataDir, 'backups');
  }

  /**
   * Receives and checks the whole file first, so that a slow or invalid upload blocks nobody. Then restores it in one
   * transaction. The previous data is kept in a file. Once the upload is complete, the restore continues even if the
   * caller has disconnected.
   * @throws ProblemError `invalid_backup`, `restore_running`
   */
  async run(upload: Readable): Promise<RestoreResult> {
    if (this.#running)
      throw new ProblemError('restore_running', 'A backup is being restored already: wait until that has ended');
    this.#running = this.#restore(upload);
    try {
      return await this.#running;
    } finally {
      this.#running = undefined;
    }
  }

  /** Waits for a running restore. */
  async stop(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #restore(upload: Readable): Promise<RestoreResult> {
    const { database, flows, log } = this.#options;
    makeFolder(this.#folder, 0o700);
    const file = path.join(this.#folder, 'upload.ndjson.gz.part');
    try {
      const scope: BackupScope = {
        columns: await listRestorableColumns(database),
        migrations: await listMigrations(database),
      };
      const contents = await receive(upload, file, scope);
      const [fault] = flows.faultsOf(contents.flows, contents.ownNodes);
      if (fault !== undefined)
        throw invalidBackup(`The flows of the backup cannot run here: ${fault}${withPackages(contents)}`);
      log.info(`restoring a backup of ${contents.header.created_at}`);
      const result = await this.#replace(file, scope, contents);
      log.info(`the backup is restored; what was there before is in ${result.safety_copy}`);
      return result;
    } finally {
      rmSync(file, { force: true });
    }
  }

  async #replace(
    file: string,
    scope: BackupScope,
    { header, months, flows: edits, ownNodes }: Contents,
  ): Promise<RestoreResult> {
    const { database, clock, flows, holdBack, bus, log } = this.#options;
    const name = `${COPY_PREFIX}${clock.now().toISOString().replaceAll(':', '-')}.ndjson.gz`;
    const copy = path.join(this.#folder, name);
    const goOn = await holdBack();
    try {
      const rows = await inTransaction(database, (connection) =>
        this.#replaceRows(connection, { file, scope, months, copy }),
      );
      // The data is restored. Anything that fails from here on is fixed by the next start.
      const failures = await bus.publish('data_replaced', {});
      if (failures.length > 0)
        log.error('the backup is restored, but not all of it is in effect: start PlantOps again');
      await flows
        .replaceEdits(edits, ownNodes)
        .catch((failure: unknown) =>
          log.error({ err: failure }, 'the flows of the backup are restored, but do not run yet: start PlantOps again'),
        );
      this.#dropOldCopies(name);
      return { created_at: header.created_at, rows, safety_copy: copy };
    } catch (failure) {
      if (isLockTimeout(failure))
        throw new ProblemError(
          'database_unavailable',
          'Something else uses the tables, such as a download of a backup or of readings: try again when that has ended',
          [],
          { cause: failure },
        );
      throw isBadData(failure)
        ? invalidBackup(`The database does not take what the backup holds: ${(failure as Error).message}`, failure)
        : failure;
    } finally {
      goOn();
    }
  }

  /**
   * Copies what is there, and puts the rows of the file in its place. If that fails, nothing is changed, and there is
   * no copy.
   * @returns how many, by table
   */
  async #replaceRows(
    connection: Queryable,
    { file, scope, months, copy }: { file: string; scope: BackupScope; months: Set<number>; copy: string },
  ): Promise<Record<string, number>> {
    await lockForRestore(connection);
    try {
      // Nobody else can write from here on, so this is as consistent as a snapshot.
      await pipeline(
        Readable.from(this.#options.backup.lines(connection), { objectMode: false }),
        createGzip(),
        createWriteStream(copy, { mode: 0o600, flush: true }),
      );
      await emptyTables(connection);
      for (const month of months) await addTelemetryMonthWithin(connection, new Date(month));
      const counts = await fill(connection, file, scope);
      await finishRestore(connection);
      return counts;
    } catch (failure) {
      rmSync(copy, { force: true });
      throw failure;
    }
  }

  /** Keeps the newest copies, among them the latest, even if the clock was set back before it was made. */
  #dropOldCopies(latest: string): void {
    const earlier = readdirSync(this.#folder)
      .filter((name) => name.startsWith(COPY_PREFIX) && name !== latest)
      .sort();
    for (const name of earlier.slice(0, 1 - KEPT_COPIES)) rmSync(path.join(this.#folder, name), { force: true });
  }
}

/** What to install before, where the server that the backup was made of had packages with nodes. */
function withPackages({ ownNodes }: Contents): string {
  const packages = Object.keys(ownNodes?.packages ?? {});
  return packages.length === 0 ? '' : `. Where the backup was made, npm had installed ${packages.join(', ')}`;
}

/** Decompresses, and turns failures into errors with words for the owner. */
async function unpacked(packed: Readable, take: (source: AsyncIterable<Buffer>) => Promise<void>): Promise<void> {
  try {
    await pipeline(packed, createGunzip(), take);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw invalidBackup('The backup ends too early: download it again', failure);
    if (code?.startsWith('Z_'))
      throw invalidBackup('This is no backup of PlantOps: it is not a gzip file, or a damaged one', failure);
    if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw invalidBackup('The upload was broken off', failure);
    throw failure;
  }
}

/** Notes the month of a reading, so that there is a partition for it before it comes. */
function addMonthOf({ time }: Record<string, unknown>, months: Set<number>): void {
  const at = new Date(String(time));
  const month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  if (!Number.isNaN(month)) months.add(month);
}

/** Writes the upload to the file and checks it at the same time. */
async function receive(upload: Readable, file: string, scope: BackupScope): Promise<Contents> {
  let header: BackupHeader | undefined;
  const months = new Set<number>();
  let flows: FlowEdits | null = null;
  let ownNodes: OwnNodes | null = null;
  const target = createWriteStream(file, { mode: 0o600 });
  // It is also given to the write that failed.
  target.on('error', () => undefined);
  const kept = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      target.write(chunk, (failure) => done(failure, chunk));
    },
  });
  finished(upload, (failure) => {
    if (failure) kept.destroy(failure);
  });
  try {
    await unpacked(upload.pipe(kept), async (source) => {
      for await (const entry of readBackup(source, scope)) {
        if ('header' in entry) header = entry.header;
        if ('table' in entry && entry.table === 'telemetry' && months.size < MOST_MONTHS) addMonthOf(entry.row, months);
        if ('flows' in entry) flows = entry.flows;
        if ('own_nodes' in entry) ownNodes = entry.own_nodes;
      }
    });
    await closed(target.end());
  } catch (failure) {
    await closed(target.destroy()).catch(() => undefined);
    throw failure;
  } finally {
    // Read to its end whatever is wrong with it: a browser takes the answer only when everything is sent.
    upload.unpipe(kept);
    upload.resume();
  }
  if (!header) throw invalidBackup('The backup is empty');
  return { header, months, flows, ownNodes };
}

type Row = Extract<BackupEntry, { table: string }>;

/** Inserts all rows. @returns how many, by table */
async function fill(connection: Queryable, file: string, scope: BackupScope): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries([...scope.columns.keys()].map((table) => [table, 0]));
  let batch: Row[] = [];
  let bytes = 0;
  let kind = '';
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    await insertBackupRows(
      connection,
      first.table,
      Object.keys(first.row),
      batch.map(({ row }) => row),
    );
    counts[first.table] = (counts[first.table] ?? 0) + batch.length;
    batch = [];
    bytes = 0;
  };
  await unpacked(createReadStream(file), async (source) => {
    for await (const entry of readBackup(source, scope)) {
      if (!('table' in entry)) continue;
      // All rows of a statement have the same columns, so that columns of a later version get their defaults.
      const entryKind = `${entry.table} ${Object.keys(entry.row).join(' ')}`;
      if (entryKind !== kind || batch.length >= BATCH_ROWS || bytes >= BATCH_BYTES) await flush();
      kind = entryKind;
      batch.push(entry);
      if (entry.table === 'plant_photos') bytes += JSON.stringify(entry.row).length;
    }
    await flush();
  });
  return counts;
}
