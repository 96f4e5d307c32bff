/** Recognises whose file it is and which column is what, by its titles and first rows. Pure. */
import type { ImportForm, ImportMapping } from '@plantops/shared/api/imports.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import { meaningOf } from './column-meaning.ts';
import type { CsvRow, Separator } from './csv-rows.ts';
import { decimalOf, isNothing, readNumber } from './imported-number.ts';
import { timeFormOf } from './imported-time.ts';

export interface FileShape {
  form: ImportForm;
  mapping: ImportMapping;
}

/** Columns that InfluxDB adds to each table: they name no series. */
const OF_INFLUXDB = new Set(['', 'result', 'table', '_start', '_stop', '_time', '_value']);
const TIME_TITLES = [
  'time',
  '_time',
  'timestamp',
  'last_changed',
  'last_updated',
  'start',
  'start_ts',
  'last_changed_ts',
  'datetime',
  'date_time',
  'created_at',
  'recorded_at',
  'date',
  'zeit',
  'zeitstempel',
  'datum',
  'zeitpunkt',
  'fecha',
  'hora',
  'heure',
  'horodatage',
];
const CLOCK_TITLES = new Set(['time', 'uhrzeit', 'zeit', 'hora', 'heure']);
const DATE_TITLES = new Set(['date', 'datum', 'fecha']);

/** Titles with a name for each: empty ones, and ones that are there twice, get a number. */
export function namedTitles(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, place) => {
    const title = cell.trim().slice(0, 190) || `Column ${place + 1}`;
    const times = (seen.get(title) ?? 0) + 1;
    seen.set(title, times);
    return times === 1 ? title : `${title} (${times})`;
  });
}

/** Titles of a file without any. */
export const numberedTitles = (cells: readonly string[]): string[] => cells.map((_, place) => `Column ${place + 1}`);

/** Whether a row has titles: no cell is a number or a time. */
const hasTitles = (row: CsvRow): boolean =>
  !row.cells.some((cell) => cell.trim() !== '' && (readNumber(cell, '.') ?? timeFormOf([cell], false)) !== undefined);

interface Table {
  titles: string[];
  /** The first values of a column. */
  samplesOf: (title: string) => string[];
}

function tableOf(rows: readonly CsvRow[], header: boolean): Table {
  const [first] = rows;
  const titles = header ? namedTitles(first?.cells ?? []) : numberedTitles(first?.cells ?? []);
  const data = header ? rows.slice(1) : rows;
  return {
    titles,
    samplesOf: (title) => data.map(({ cells }) => cells[titles.indexOf(title)] ?? ''),
  };
}

/** The titles as a set that is asked whether it has all of these, in lower case. */
function formOf(titles: readonly string[]): ImportForm {
  const has = (...names: string[]): boolean =>
    names.every((name) => titles.some((title) => title.toLowerCase() === name));
  if (has('entity_id', 'state') && (has('last_changed') || has('last_updated'))) return 'home_assistant_history';
  if (has('statistic_id') && (has('start') || has('start_ts'))) return 'home_assistant_statistics';
  if (has('_time', '_value')) return 'influxdb';
  if (has('name', 'time') && titles[0]?.toLowerCase() === 'name') return 'influxdb_table';
  if (
    titles.some((title) => title === 'time' || /^(?:Time|Zeit|Hora|Heure) \(/.test(title)) &&
    titles.some((title) => title === 'device_id' || /^.+: .+/.test(title))
  )
    return 'plantops';
  return 'table';
}

function timeOf({ titles, samplesOf }: Table, isDayFirst: boolean, zone: string): ImportMapping['time'] {
  const bare = (title: string): string => title.toLowerCase().replace(/\s*\(.*$/, '');
  const rankOf = (title: string): number => {
    const rank = TIME_TITLES.indexOf(bare(title));
    return rank < 0 ? TIME_TITLES.length : rank;
  };
  const filled = (title: string): string[] => samplesOf(title).filter((text) => text.trim() !== '');
  const clock = titles.find(
    (title) => CLOCK_TITLES.has(bare(title)) && filled(title).every((text) => /^\s*\d{1,2}:\d{2}/.test(text)),
  );
  const date = titles.find((title) => DATE_TITLES.has(bare(title)) || bare(title).startsWith('date'));
  if (clock !== undefined && date !== undefined && clock !== date && filled(clock).length > 0) {
    const form = timeFormOf(filled(date), isDayFirst);
    if (form) return { column: date, clock_column: clock, form, zone: zoneOf(date, zone) };
  }
  for (const column of titles.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const form = timeFormOf(filled(column), isDayFirst);
    // A column of large numbers is a time only where its title says so.
    if (form && (!form.startsWith('epoch') || rankOf(column) < TIME_TITLES.length || bare(column).includes('time')))
      return { column, clock_column: null, form, zone: zoneOf(column, zone) };
  }
  return null;
}

/** The zone that a title names, such as `Time (Europe/Berlin)`. */
function zoneOf(title: string, zone: string): string {
  const named = /\(([A-Za-z]+(?:\/[\w+-]+)*)\)$/.exec(title)?.[1];
  return named !== undefined && (named === 'UTC' || Intl.supportedValuesOf('timeZone').includes(named)) ? named : zone;
}

const LONG: Readonly<Partial<Record<ImportForm, { value: readonly string[]; series: readonly string[] }>>> = {
  home_assistant_history: { value: ['state'], series: ['entity_id'] },
  home_assistant_statistics: { value: ['mean', 'state', 'avg'], series: ['statistic_id'] },
  influxdb: { value: ['_value'], series: [] },
};

/** The column of values of a file that has a line for each value of each series; undefined for others. */
export function valueColumnOf(form: ImportForm, titles: readonly string[]): string | undefined {
  return LONG[form]?.value
    .map((name) => titles.find((title) => title.toLowerCase() === name))
    .find((title) => title !== undefined);
}

function seriesColumnsOf(form: ImportForm, titles: readonly string[]): string[] {
  if (form === 'influxdb')
    return titles.filter((title) => !OF_INFLUXDB.has(title) && !/^Column \d+$/.test(title)).slice(0, 20);
  return titles.filter((title) => LONG[form]?.series.includes(title.toLowerCase()));
}

/**
 * How a file is read.
 * @param rows the first rows, with the titles if there are any
 * @param zone of times that do not say their own
 */
export function shapeOf(rows: readonly CsvRow[], separator: Separator, zone: string): FileShape {
  const header = rows[0] === undefined || hasTitles(rows[0]);
  const table = tableOf(rows, header);
  const { titles, samplesOf } = table;
  const form = formOf(titles);
  const isLong = valueColumnOf(form, titles) !== undefined;
  const time = timeOf(table, separator === ';', form.startsWith('influxdb') ? 'UTC' : zone);
  const others = titles.filter((title) => title !== time?.column && title !== time?.clock_column);
  const texts = others.flatMap(samplesOf).filter((text) => !isNothing(text));
  const mapping: ImportMapping = {
    separator,
    decimal: decimalOf(texts),
    header,
    time,
    series_columns: isLong ? seriesColumnsOf(form, titles) : [],
    values: [],
  };
  if (!isLong) {
    const taken = new Set<Metric>();
    for (const column of others) {
      const meaning = meaningOf(column, samplesOf(column));
      if (!meaning || taken.has(meaning.metric)) continue;
      taken.add(meaning.metric);
      mapping.values.push({ column, series: null, ...meaning });
    }
  }
  return { form, mapping };
}
