/** Reads a file with history from beginning to end, a piece at a time. */
import type { ImportMapping, ImportReport } from '@plantops/shared/api/imports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { CsvRows, type CsvRow, separatorOf } from './csv-rows.ts';
import { type FileShape, namedTitles, numberedTitles, shapeOf } from './file-form.ts';
import { LineReader } from './line-reader.ts';
import { type ImportedReading, LineTally, samplesIn } from './line-tally.ts';

/** A file is recognised by so much of its beginning (characters, rows). */
const HEAD_CHARACTERS = 64 * 1024;
const HEAD_ROWS = 200;
/** So many readings are stored at once. */
const BATCH = 1000;

export interface FileReadingOptions {
  /** How the file is read; undefined: as it is recognised. */
  mapping: ImportMapping | undefined;
  /** Of times that do not say their own, where the mapping does not say it (IANA name). */
  zone: string;
  nowMs: number;
  keptFromMs: number;
  /** Takes readings of different times. @returns of how many the plant had not everything */
  take: (readings: readonly ImportedReading[]) => Promise<number>;
  /** Called once it is known whose file it is. */
  onShape?: (shape: FileShape) => Promise<void>;
  onProgress?: (lines: number) => void;
}

/** Gathers the beginning of a text. `isAll`: nothing follows it. */
async function headOf(text: AsyncIterator<string>): Promise<{ head: string; isAll: boolean }> {
  let head = '';
  while (head.length < HEAD_CHARACTERS) {
    const next = await text.next();
    if (next.done === true) return { head, isAll: true };
    head += next.value;
  }
  return { head, isAll: false };
}

const isData = ({ cells }: CsvRow): boolean => !cells[0]?.startsWith('#');

/** The rows before titles come again: some programs write several tables into a file, each with columns of its own. */
function firstTable(rows: readonly CsvRow[]): CsvRow[] {
  const titles = new Set(rows[0]?.cells.filter((cell) => cell.trim() !== ''));
  const isTitles = ({ cells }: CsvRow): boolean =>
    titles.size > 1 && [...titles].every((title) => cells.includes(title));
  const next = rows.findIndex((row, place) => place > 0 && isTitles(row));
  return rows.slice(0, next < 0 ? HEAD_ROWS : Math.min(next, HEAD_ROWS));
}

/** @throws ProblemError `invalid_request` where the mapping names a column that is not there */
function assertColumns(mapping: ImportMapping, titles: readonly string[]): void {
  const named = [
    ['/mapping/time/column', mapping.time?.column],
    ['/mapping/time/clock_column', mapping.time?.clock_column ?? undefined],
    ...mapping.series_columns.map((column, place) => [`/mapping/series_columns/${place}`, column] as const),
    ...mapping.values.map(({ column }, place) => [`/mapping/values/${place}/column`, column] as const),
  ] as const;
  const missing = named.filter(([, column]) => column !== undefined && !titles.includes(column));
  if (missing.length > 0)
    throw new ProblemError(
      'invalid_request',
      `The file has no column "${missing[0]?.[1]}": it has ${titles.slice(0, 20).join(', ')}`,
      missing.map(([pointer]) => ({ pointer, detail: 'is not a column of the file' })),
    );
}

/** Joins readings of the same time; the first value of a metric stays. */
class Batch {
  readonly #byTime = new Map<number, ImportedReading>();

  get isFull(): boolean {
    return this.#byTime.size >= BATCH;
  }

  add({ time, values }: ImportedReading): void {
    const known = this.#byTime.get(time.getTime());
    if (known) known.values = { ...values, ...known.values };
    else this.#byTime.set(time.getTime(), { time, values });
  }

  /** All of it; the batch is empty then. */
  empty(): ImportedReading[] {
    const readings = [...this.#byTime.values()];
    this.#byTime.clear();
    return readings;
  }
}

export type FileReport = Omit<ImportReport, 'import_id'>;

/**
 * @param text of the file, in pieces
 * @throws ProblemError `import_not_understood`, `invalid_request`; whatever `take` throws
 */
export async function readHistoryFile(text: AsyncIterable<string>, options: FileReadingOptions): Promise<FileReport> {
  const { zone, nowMs, keptFromMs, take } = options;
  const pieces = text[Symbol.asyncIterator]();
  const { head, isAll } = await headOf(pieces);
  const separator = options.mapping?.separator ?? separatorOf(head);
  const rows = firstTable([...new CsvRows(separator).take(isAll ? `${head}\n` : head)].filter(isData));
  if (rows.length === 0) throw new ProblemError('import_not_understood', 'The file is empty');
  const recognised = shapeOf(rows, separator, zone);
  const shape = { ...recognised, mapping: options.mapping ?? recognised.mapping };
  const { header } = shape.mapping;
  const titles = header ? namedTitles(rows[0]?.cells ?? []) : numberedTitles(rows[0]?.cells ?? []);
  if (options.mapping) assertColumns(options.mapping, titles);
  await options.onShape?.(shape);

  const tally = new LineTally();
  const reader = new LineReader({ ...shape, isGiven: options.mapping !== undefined, nowMs, keptFromMs, tally });
  const batch = new Batch();
  const flush = async (): Promise<void> => {
    const readings = batch.empty();
    if (readings.length > 0) tally.stored(readings.length, await take(readings));
    options.onProgress?.(tally.lines);
  };
  const parser = new CsvRows(separator);
  const takeRows = async (found: Iterable<CsvRow>): Promise<void> => {
    for (const row of found) {
      const reading = reader.read(row);
      if (reading) batch.add(reading);
      if (batch.isFull) await flush();
    }
  };
  await takeRows(parser.take(head));
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) break;
    await takeRows(parser.take(next.value));
  }
  await takeRows(parser.end());
  await flush();
  const data = header ? rows.slice(1) : rows;
  return {
    form: shape.form,
    mapping: reader.mapping,
    columns: titles.map((name, place) => ({ name, samples: samplesIn(data.map(({ cells }) => cells[place] ?? '')) })),
    is_complete: reader.isComplete,
    ...tally.report(),
  };
}
