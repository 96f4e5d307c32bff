/** Makes readings of the lines of a file. */
import type { ImportMapping } from '@plantops/shared/api/imports.ts';
import { inOurUnit } from '@plantops/shared/imported-units.ts';
import { METRICS } from '@plantops/shared/metrics.ts';
import { meaningOf } from './column-meaning.ts';
import type { CsvRow } from './csv-rows.ts';
import { type FileShape, namedTitles, numberedTitles, valueColumnOf } from './file-form.ts';
import { isNothing, readNumber } from './imported-number.ts';
import { EARLIEST_MS, timeReader } from './imported-time.ts';
import type { ImportedReading, LineTally } from './line-tally.ts';

/** Boards and this server may differ by so much (ms). */
const AHEAD_MS = 5 * 60_000;
/** Columns that say in which unit a line is. */
const UNIT_TITLES = new Set(['unit', 'unit_of_measurement', '_measurement']);

export interface LineReaderOptions extends FileShape {
  /** Whether the owner said what is what. Otherwise a series is taken when it comes and its meaning is to be seen. */
  isGiven: boolean;
  nowMs: number;
  /** Single readings of before this are no longer kept. */
  keptFromMs: number;
  tally: LineTally;
}

type Value = ImportMapping['values'][number];

export class LineReader {
  /** Grows by the series that are recognised. */
  readonly mapping: ImportMapping;
  readonly #options: LineReaderOptions;
  readonly #timeOf: (text: string) => number | undefined;
  #places = new Map<string, number>();
  #titles: string[] = [];
  /** The next row has titles: annotations of InfluxDB came. */
  #titlesFollow: boolean;
  /** By the name of the series; '' where the file has none. */
  readonly #values: Map<string, Value[]>;
  readonly #unseen = new Set<string>();
  #valueColumn: string | undefined;

  constructor(options: LineReaderOptions) {
    const { mapping, nowMs } = options;
    this.#options = options;
    this.mapping = { ...mapping, values: [...mapping.values] };
    this.#titlesFollow = mapping.header;
    this.#timeOf = mapping.time ? timeReader({ ...mapping.time, nowMs }) : () => undefined;
    this.#values = Map.groupBy(this.mapping.values, ({ series }) => series ?? '');
  }

  /** Whether times and values are known. */
  get isComplete(): boolean {
    return this.mapping.time !== null && this.mapping.values.length > 0;
  }

  /** @returns undefined where the line has no reading; why is in the tally */
  read(row: CsvRow): ImportedReading | undefined {
    const { time } = this.mapping;
    if (row.cells[0]?.startsWith('#')) {
      this.#titlesFollow = this.mapping.header;
      return undefined;
    }
    if (this.#titlesFollow || (this.mapping.header && time && row.cells.includes(time.column))) {
      this.#useTitles(namedTitles(row.cells));
      this.#titlesFollow = false;
      return undefined;
    }
    if (this.#titles.length === 0) this.#useTitles(numberedTitles(row.cells));
    const { tally } = this.#options;
    tally.lines += 1;
    const wanted = this.#wantedOf(row);
    if (!wanted) {
      tally.ofOthers += 1;
      return undefined;
    }
    const filled = wanted.filter(({ column }) => !isNothing(this.#cell(row, column)));
    if (filled.length === 0) {
      tally.withoutValue += 1;
      return undefined;
    }
    const at = this.#timeIn(row);
    const values = at === undefined ? {} : this.#valuesOf(row, filled);
    if (at === undefined || Object.keys(values).length === 0) return undefined;
    const reading = { time: new Date(at), values };
    tally.reading(row.line, reading);
    return reading;
  }

  #useTitles(titles: string[]): void {
    this.#titles = titles;
    this.#places = new Map(titles.map((title, place) => [title, place]));
    this.#valueColumn ??= valueColumnOf(this.#options.form, titles);
  }

  #cell({ cells }: CsvRow, column: string): string {
    const place = this.#places.get(column);
    return (place === undefined ? undefined : cells[place]) ?? '';
  }

  /** What of a line is imported; undefined if it is of a series that is not. */
  #wantedOf(row: CsvRow): readonly Value[] | undefined {
    const { series_columns: columns } = this.mapping;
    if (columns.length === 0) return this.#values.get('') ?? [];
    const series = columns
      .map((column) => this.#cell(row, column))
      .filter((text) => text !== '')
      .join(' · ')
      .slice(0, 200);
    const text = this.#valueColumn === undefined ? '' : this.#cell(row, this.#valueColumn);
    this.#options.tally.ofSeries(series, text);
    const known = this.#values.get(series) ?? this.#values.get('');
    if (known || this.#options.isGiven || this.#unseen.has(series)) return known;
    return isNothing(text) ? undefined : this.#recognise(series, text, row);
  }

  /** A series comes for the first time. One that measures what another one measures already is not taken. */
  #recognise(series: string, text: string, row: CsvRow): readonly Value[] | undefined {
    const unitColumn = this.#titles.find((title) => UNIT_TITLES.has(title.toLowerCase()));
    const unit = unitColumn === undefined ? undefined : this.#cell(row, unitColumn);
    const meaning = meaningOf(series, [text], unit === '' ? undefined : unit) ?? meaningOf(series, [text]);
    const isTaken = this.mapping.values.some(({ metric }) => metric === meaning?.metric);
    if (!meaning || isTaken || this.#valueColumn === undefined) {
      this.#unseen.add(series);
      return undefined;
    }
    const value: Value = { column: this.#valueColumn, series, ...meaning };
    this.mapping.values.push(value);
    this.#values.set(series, [value]);
    return [value];
  }

  #timeIn(row: CsvRow): number | undefined {
    const { nowMs, keptFromMs, tally } = this.#options;
    const { time } = this.mapping;
    if (!time) return undefined;
    const clock = time.clock_column === null ? '' : ` ${this.#cell(row, time.clock_column).trim()}`;
    const text = this.#cell(row, time.column).trim() + clock;
    const at = this.#timeOf(text);
    if (at === undefined) tally.fault(row.line, 'no_time', time.column, text);
    else if (at > nowMs + AHEAD_MS) tally.fault(row.line, 'ahead_of_time', time.column, text);
    else if (at < EARLIEST_MS) tally.fault(row.line, 'too_early', time.column, text);
    else if (at < keptFromMs) tally.fault(row.line, 'no_longer_kept', time.column, text);
    else return at;
    return undefined;
  }

  #valuesOf(row: CsvRow, wanted: readonly Value[]): ImportedReading['values'] {
    const { tally } = this.#options;
    const values: ImportedReading['values'] = {};
    for (const { column, metric, unit } of wanted) {
      const text = this.#cell(row, column);
      const number = readNumber(text, this.mapping.decimal);
      if (number === undefined) tally.fault(row.line, 'not_a_number', column, text);
      else {
        const value = inOurUnit(metric, unit, number.value);
        if (value < METRICS[metric].min || value > METRICS[metric].max)
          tally.fault(row.line, 'out_of_range', column, text);
        else values[metric] ??= value;
      }
    }
    return values;
  }
}
