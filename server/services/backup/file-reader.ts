/** Reads the file of a backup in a thread of its own: whatever is in it, the server goes on. */
import { Worker } from 'node:worker_threads';
import { isProblemCode, ProblemError } from '@plantops/shared/problem.ts';
import type { BackupHeader, BackupScope } from './backup-format.ts';
import type { FlowEdits } from './flow-edits-format.ts';
import type { OwnNodes } from './own-nodes-format.ts';

/** What a file holds beside its rows. */
export interface Contents {
  header: BackupHeader;
  /** Each month that there are readings of (ms since 1970). */
  months: Set<number>;
  flows: FlowEdits | null;
  ownNodes: OwnNodes | null;
}

/** Rows of one table that all have the same columns, as `insertBackupRows` takes them. */
export interface Batch {
  table: string;
  columns: string[];
  count: number;
  rows: string;
}

/** What the thread begins with: it checks the whole file. */
export interface ReaderTask {
  file: string;
  scope: BackupScope;
  /** Tables whose rows are written as `copyText` does. */
  flatTables: readonly string[];
}

/** What the thread is told then: to read the file again and hand out its rows, and that a batch is stored. */
export type ReaderOrder = 'hand out' | 'next';

/** What the thread says. */
export type ReaderMessage =
  /** How much of the file is read, from 0 to 1. */
  | { share: number }
  /** The next is handed out when this one is answered. */
  | { batch: Batch }
  /** The file is read to its end. */
  | { contents: Contents }
  | { refused: { code: string; message: string } };

/** More than the longest line takes with all of its parts, which `backup-format` bounds (MB). */
const MOST_MEMORY_MB = 1024;

/** The file of a backup, read by a thread that must be ended by `close`. */
export class BackupFile {
  readonly #thread: Worker;
  readonly #onShare: (share: number) => void;
  #onBatch: (batch: Batch) => Promise<void> = () => Promise.resolve();
  #end = Promise.withResolvers<Contents>();

  /** @param onShare told how much of the file is read, from 0 to 1, each time that it is read */
  constructor(task: ReaderTask, onShare: (share: number) => void) {
    this.#onShare = onShare;
    this.#thread = new Worker(new URL('backup-thread.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    });
    this.#thread.on('message', (message: ReaderMessage) => this.#hear(message));
    this.#thread.on('error', (failure: unknown) => this.#end.reject(failure));
    this.#thread.on('exit', (code) => this.#end.reject(new Error(`the thread that reads a backup ended with ${code}`)));
    // Nobody waits for the end of a file that is no longer read.
    this.#end.promise.catch(() => undefined);
  }

  /** Reads the whole file and checks everything in it. @throws ProblemError `invalid_backup` */
  check(): Promise<Contents> {
    return this.#end.promise;
  }

  /**
   * Reads a checked file once more.
   * @param onBatch is given its rows; the next are read when it resolves
   * @throws ProblemError `invalid_backup`; whatever `onBatch` throws
   */
  async handOut(onBatch: (batch: Batch) => Promise<void>): Promise<void> {
    this.#onBatch = onBatch;
    this.#end = Promise.withResolvers<Contents>();
    this.#order('hand out');
    await this.#end.promise;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #hear(message: ReaderMessage): void {
    if ('share' in message) this.#onShare(message.share);
    else if ('contents' in message) this.#end.resolve(message.contents);
    else if ('refused' in message) this.#end.reject(problemOf(message.refused));
    else
      this.#onBatch(message.batch).then(
        () => this.#order('next'),
        (failure: unknown) => this.#end.reject(failure),
      );
  }

  #order(order: ReaderOrder): void {
    this.#thread.postMessage(order);
  }
}

const problemOf = ({ code, message }: { code: string; message: string }): Error =>
  isProblemCode(code) ? new ProblemError(code, message) : new Error(message);
