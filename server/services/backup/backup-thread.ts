/** The thread that `file-reader` starts: decompresses, parses and checks a backup, and writes its rows as the database takes them. */
import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { ProblemError } from '@plantops/shared/problem.ts';
import { copyText } from '../../db/copy-text.ts';
import { type BackupEntry, invalidBackup, readBackup } from './backup-format.ts';
import type { Batch, Contents, ReaderMessage, ReaderOrder, ReaderTask } from './file-reader.ts';

/** Readings of more months than anybody has are put into the partition for all other times. */
const MOST_MONTHS = 1200;
/** Limits for rows handed out at a time, by number and by the length of their text. */
const BATCH_ROWS = 1000;
const BATCH_LENGTH = 2 ** 20;
/** Backups become 10 to 40 times smaller by compression; what unpacks to this many times its size is made to do harm. */
const MOST_RATIO = 300;
/** A small file may be anything. */
const UNSUSPICIOUS_BYTES = 64 * 2 ** 20;

const task = workerData as ReaderTask;
const say = (message: ReaderMessage): void => parentPort?.postMessage(message);

/** Resolves once the server says this. */
async function ordered(order: ReaderOrder): Promise<void> {
  if (!parentPort) return;
  let [said] = (await once(parentPort, 'message')) as [ReaderOrder];
  while (said !== order) [said] = (await once(parentPort, 'message')) as [ReaderOrder];
}

/** Notes the month of a reading, so that there is a partition for it before it comes. */
function addMonthOf({ time }: Record<string, unknown>, months: Set<number>): void {
  const at = new Date(String(time));
  const month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  if (!Number.isNaN(month)) months.add(month);
}

/** Counts what is unpacked, and refuses what grows beyond all measure. */
function measured(packedBytes: number, taken: () => number): Transform {
  let bytes = 0;
  let told = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      const share = Math.floor((taken() / Math.max(packedBytes, 1)) * 100) / 100;
      if (share > told) {
        told = share;
        say({ share });
      }
      if (bytes > UNSUSPICIOUS_BYTES && bytes > packedBytes * MOST_RATIO)
        done(
          invalidBackup(
            `This is no backup of PlantOps: it unpacks to more than ${MOST_RATIO} times its size, which none of ours does`,
          ),
        );
      else done(null, chunk);
    },
  });
}

/** Collects rows into batches, and hands each out when the one before is stored. */
class Batches {
  #batch: (Batch & { texts: string[] }) | undefined;
  #length = 0;
  #kind = '';

  async add(table: string, row: Record<string, unknown>): Promise<void> {
    const columns = Object.keys(row);
    // All rows of a statement have the same columns, so that columns of a later version get their defaults.
    const kind = `${table} ${columns.join(' ')}`;
    if (kind !== this.#kind || (this.#batch?.count ?? 0) >= BATCH_ROWS || this.#length >= BATCH_LENGTH)
      await this.flush();
    this.#kind = kind;
    this.#batch ??= { table, columns, count: 0, rows: '', texts: [] };
    const text = task.flatTables.includes(table) ? copyText(row, columns) : JSON.stringify(row);
    this.#batch.texts.push(text);
    this.#batch.count += 1;
    this.#length += text.length;
  }

  async flush(): Promise<void> {
    if (!this.#batch) return;
    const { texts, ...batch } = this.#batch;
    this.#batch = undefined;
    this.#length = 0;
    const rows = task.flatTables.includes(batch.table) ? texts.join('') : `[${texts.join(',')}]`;
    say({ batch: { ...batch, rows } });
    await ordered('next');
  }
}

/** A failure of reading or unpacking in words for the owner. */
function inWords(failure: unknown): unknown {
  const { code } = failure as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return invalidBackup('The backup ends too early: download it again', failure);
  if (code?.startsWith('Z_'))
    return invalidBackup('This is no backup of PlantOps: it is not a gzip file, or a damaged one', failure);
  return failure;
}

/** Reads the whole file. @param handOut whether its rows are handed out, too */
async function read(handOut: boolean): Promise<Contents> {
  const found: Omit<Contents, 'header'> & { header?: Contents['header'] } = {
    months: new Set(),
    flows: null,
    ownNodes: null,
  };
  const batches = new Batches();
  async function take(entry: BackupEntry): Promise<void> {
    if ('header' in entry) found.header = entry.header;
    if ('flows' in entry) found.flows = entry.flows;
    if ('own_nodes' in entry) found.ownNodes = entry.own_nodes;
    if (!('table' in entry)) return;
    if (entry.table === 'telemetry' && found.months.size < MOST_MONTHS) addMonthOf(entry.row, found.months);
    if (handOut) await batches.add(entry.table, entry.row);
  }
  const packed = createReadStream(task.file);
  const size = statSync(task.file).size;
  await pipeline(
    packed,
    createGunzip(),
    measured(size, () => packed.bytesRead),
    async (source) => {
      for await (const entry of readBackup(source as AsyncIterable<Buffer>, task.scope)) await take(entry);
      await batches.flush();
    },
  );
  const { header } = found;
  if (!header) throw invalidBackup('The backup is empty');
  return { ...found, header };
}

async function tell(handOut: boolean): Promise<void> {
  try {
    say({ contents: await read(handOut) });
  } catch (failure) {
    const told = inWords(failure);
    if (!(told instanceof ProblemError)) throw told;
    say({ refused: { code: told.code, message: told.message } });
  }
}

await tell(false);
await ordered('hand out');
await tell(true);
