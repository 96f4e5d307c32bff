import { createWriteStream, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { finished, Readable } from 'node:stream';
import { finished as written, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { RestoreProgress, RestoreResult } from '@plantops/shared/system.ts';
import type { Logger } from 'pino';
import { isBadData, isLockTimeout } from '../../db/errors.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import { BACKED_UP, FLAT_TABLES, listMigrations, listRestorableColumns } from '../../db/repositories/backup.ts';
import {
  indexStagedReadings,
  insertStagedRows,
  lockForRestore,
  replaceTables,
  stageTables,
} from '../../db/repositories/restored-tables.ts';
import type { FlowEdits } from './flow-edits-format.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { makeFolder } from '../../process/make-folder.ts';
import type { Backup } from './backup.ts';
import type { OwnNodes } from './own-nodes-format.ts';
import { type BackupScope, invalidBackup } from './backup-format.ts';
import { BackupFile, type Contents } from './file-reader.ts';

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

const KEPT_COPIES = 3;
const COPY_PREFIX = 'before-restore-';
/** Replaces everything with the contents of a backup, or changes nothing. */
export class Restore {
  readonly #options: RestoreOptions;
  readonly #folder: string;
  #running: Promise<RestoreResult> | undefined;
  #progress: RestoreProgress = { step: 'idle', share: 0 };
  /** Rejects when the restore that runs is to end, with the reason. */
  #ending = Promise.withResolvers<never>();
  #endsBecause: ProblemError | undefined;

  constructor(options: RestoreOptions) {
    this.#options = options;
    this.#folder = path.join(options.dataDir, 'backups');
  }

  /**
   * Receives and checks the whole file first, so that a slow or invalid upload blocks nobody. Then fills tables beside those
   * in use, and keeps what is there in a file, while everything goes on. Only when the tables take each other's place do
   * messages wait. All of it is one transaction. Once the upload is complete, the restore continues even if the caller has
   * disconnected.
   * @throws ProblemError `invalid_backup`, `restore_running`, `restore_cancelled`, `restore_stopped`
   */
  async run(upload: Readable): Promise<RestoreResult> {
    if (this.#running)
      throw new ProblemError('restore_running', 'A backup is being restored already: wait until that has ended');
    if (this.#endsBecause?.code === 'restore_cancelled') this.#endsBecause = undefined;
    this.#ending = Promise.withResolvers<never>();
    this.#ending.promise.catch(() => undefined);
    this.#running = this.#restore(upload);
    try {
      return await this.#running;
    } finally {
      this.#running = undefined;
      this.#at('idle', 0);
    }
  }

  /** How far the running restore is. */
  get progress(): RestoreProgress {
    return this.#progress;
  }

  #at(step: RestoreProgress['step'], share: number): void {
    this.#progress = { step, share };
  }

  /**
   * Ends the restore that runs: it has changed nothing, and its caller is told so. Resolves when it has ended.
   * @throws ProblemError `restore_not_running` also where the tables take their place already
   */
  async cancel(): Promise<void> {
    if (!this.#running || this.#progress.step === 'replacing')
      throw new ProblemError('restore_not_running', 'No restore runs that could still be cancelled');
    await this.#end(new ProblemError('restore_cancelled', 'The restore was cancelled: nothing was changed'));
  }

  /** Ends a running restore, which then has changed nothing, or waits for one that is about to be done. */
  async stop(): Promise<void> {
    await this.#end(
      new ProblemError('restore_stopped', 'The server was stopped before the backup was restored: nothing was changed'),
    );
  }

  async #end(because: ProblemError): Promise<void> {
    this.#endsBecause = because;
    if (!this.#running) return;
    this.#ending.reject(because);
    await this.#running.catch(() => undefined);
  }

  #goOnUnlessEnding(): void {
    if (this.#endsBecause) throw this.#endsBecause;
  }

  async #restore(upload: Readable): Promise<RestoreResult> {
    const { database, flows, log } = this.#options;
    makeFolder(this.#folder, 0o700);
    const file = path.join(this.#folder, 'upload.ndjson.gz.part');
    let backup: BackupFile | undefined;
    try {
      const scope: BackupScope = {
        columns: await listRestorableColumns(database),
        migrations: await listMigrations(database),
      };
      this.#at('receiving', 0);
      await receive(upload, file);
      this.#goOnUnlessEnding();
      backup = new BackupFile({ file, scope, flatTables: FLAT_TABLES }, (share) =>
        this.#at(this.#progress.step === 'restoring' ? 'restoring' : 'checking', share),
      );
      const contents = await Promise.race([backup.check(), this.#ending.promise]);
      const [fault] = flows.faultsOf(contents.flows, contents.ownNodes);
      if (fault !== undefined)
        throw invalidBackup(`The flows of the backup cannot run here: ${fault}${withPackages(contents)}`);
      log.info(`restoring a backup of ${contents.header.created_at}`);
      const result = await this.#replace(backup, contents);
      log.info(`the backup is restored; what was there before is in ${result.safety_copy}`);
      return result;
    } finally {
      await backup?.close();
      rmSync(file, { force: true });
    }
  }

  async #replace(backup: BackupFile, contents: Contents): Promise<RestoreResult> {
    const { database, clock, flows, bus, log } = this.#options;
    const { header, flows: edits, ownNodes } = contents;
    const name = `${COPY_PREFIX}${clock.now().toISOString().replaceAll(':', '-')}.ndjson.gz`;
    const copy = path.join(this.#folder, name);
    const intake = new HeldOnce(this.#options.holdBack);
    try {
      const rows = await inTransaction(database, (connection) =>
        this.#replaceRows(connection, { backup, contents, copy, intake }),
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
      rmSync(copy, { force: true });
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
      intake.goOn();
    }
  }

  /**
   * Fills tables with the rows of the file, copies what is there, and has the tables take the place of those in use.
   * @returns how many rows, by table
   */
  async #replaceRows(
    connection: Queryable,
    { backup, contents, copy, intake }: { backup: BackupFile; contents: Contents; copy: string; intake: HeldOnce },
  ): Promise<Record<string, number>> {
    this.#at('restoring', 0);
    const tables = await stageTables(connection, contents.months);
    const counts = await this.#fill(connection, backup);
    await indexStagedReadings(connection, tables);
    this.#goOnUnlessEnding();
    this.#at('saving', 0);
    const standstill = async (): Promise<Queryable> => {
      this.#goOnUnlessEnding();
      this.#at('replacing', 0);
      await intake.hold();
      await lockForRestore(connection, 'EXCLUSIVE');
      return connection;
    };
    // TimescaleDB does not tell which readings are new, so there are to be none.
    if (!tables.months) await standstill();
    await pipeline(
      Readable.from(this.#options.backup.linesUntilStandstill(standstill), { objectMode: false }),
      createGzip(),
      createWriteStream(copy, { mode: 0o600, flush: true }),
    );
    await lockForRestore(connection, 'ACCESS EXCLUSIVE');
    await replaceTables(connection, tables);
    return counts;
  }

  /** Inserts all rows of the file. @returns how many, by table */
  async #fill(connection: Queryable, backup: BackupFile): Promise<Record<string, number>> {
    const counts: Record<string, number> = Object.fromEntries(BACKED_UP.map(({ name }) => [name, 0]));
    await backup.handOut(async ({ table, columns, count, rows }) => {
      this.#goOnUnlessEnding();
      await insertStagedRows(connection, table, columns, rows);
      counts[table] = (counts[table] ?? 0) + count;
    });
    return counts;
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

/** Writes the upload to the file. */
async function receive(upload: Readable, file: string): Promise<void> {
  const target = createWriteStream(file, { mode: 0o600 });
  finished(upload, (failure) => {
    if (failure) target.destroy(failure);
  });
  try {
    await written(upload.pipe(target));
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw invalidBackup('The upload was broken off', failure);
    throw failure;
  } finally {
    // Read to its end whatever is wrong with it: a browser takes the answer only when everything is sent.
    upload.unpipe(target);
    upload.resume();
  }
}

/** Messages that wait from when they are first held back until the end. */
class HeldOnce {
  readonly #holdBack: () => Promise<() => void>;
  #release: (() => void) | undefined;

  constructor(holdBack: () => Promise<() => void>) {
    this.#holdBack = holdBack;
  }

  async hold(): Promise<void> {
    this.#release ??= await this.#holdBack();
  }

  goOn(): void {
    this.#release?.();
  }
}
