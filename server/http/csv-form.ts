/** How readings are written as CSV: for scripts, or for a spreadsheet of somebody's language. Pure. */
import { metricWords } from '@plantops/shared/languages/metric-words.ts';
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import { METRIC_NAMES, METRICS } from '@plantops/shared/metrics.ts';
import type { Language, Words } from '@plantops/shared/settings/display.ts';
import type { Options } from 'csv-stringify';
import { LocalTime } from '../services/figures/local-time.ts';

/** What separates cells, by its name in the API. */
export const SEPARATORS = { ',': ',', ';': ';', tab: '\t' } as const;
export type Separator = keyof typeof SEPARATORS;

export interface CsvForm {
  /** `names`: those of the API. `units`: words with the plant and the unit of each column. */
  header: 'names' | 'units';
  /** By default a comma, or a semicolon where the comma is in the numbers. */
  separator?: Separator | undefined;
  decimal: '.' | ',';
  /** Some spreadsheets read UTF-8 only with a byte-order mark. */
  bom: boolean;
  /** Times are those of this zone, in a form that spreadsheets read; in UTC (ISO 8601) where none is given. */
  timeZone?: string | undefined;
  plantName: string;
  language: Language;
}

const TIME: Words = { en: 'Time', de: 'Zeit' };
const DEVICE: Words = { en: 'Device', de: 'Gerät' };

/**
 * A text that no spreadsheet takes for a formula (OWASP, CSV injection): one that begins with such a character gets an
 * apostrophe before it, which means text.
 */
export const asCellText = (text: string): string => (/^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text);

const titled = (name: string, unit: string): string => (unit === '' ? name : `${name} (${unit})`);

/** The latest that a clock may change its offset in readings: they are hardly ahead of today. */
const FAR_AHEAD_MS = 366 * 86_400_000;

/** Writes instants as the clock of a zone shows them, such as `2026-03-01 13:00:00`. */
function clockOf(zone: string, nowMs: number): (time: Date) => string {
  const local = new LocalTime(zone, Date.UTC(2000, 0), nowMs + FAR_AHEAD_MS);
  return (time) => new Date(local.localOf(time.getTime())).toISOString().slice(0, 19).replace('T', ' ');
}

/** What csv-stringify needs to write so. @param nowMs ms since 1970 */
export function csvOptions(form: CsvForm, nowMs: number): Options {
  const { header, decimal, bom, timeZone, plantName, language, separator = decimal === ',' ? ';' : ',' } = form;
  const timeText = timeZone === undefined ? (time: Date) => time.toISOString() : clockOf(timeZone, nowMs);
  const inWords = header === 'units';
  const columns = [
    { key: 'time', header: inWords ? titled(inLanguage(TIME, language), timeZone ?? 'UTC') : 'time' },
    { key: 'device_id', header: inWords ? inLanguage(DEVICE, language) : 'device_id' },
    ...METRIC_NAMES.map((metric) => ({
      key: metric,
      header: inWords
        ? asCellText(`${plantName}: ${titled(metricWords(metric, language).label, METRICS[metric].unit)}`)
        : metric,
    })),
  ];
  return {
    header: true,
    columns,
    bom,
    delimiter: SEPARATORS[separator],
    cast: {
      date: timeText,
      string: asCellText,
      number: (value) => (decimal === ',' ? String(value).replace('.', ',') : String(value)),
    },
  };
}
