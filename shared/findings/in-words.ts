/** What findings say alike in every language: lines of a sketch, and figures. */
import { METRICS } from '../metrics.ts';
import type { Noted } from './finding-kind.ts';

export const fieldOf = ({ metric }: Noted): string => metric ?? 'value';

/** The line of a sketch that sends only what was measured. */
export const onlyIfMeasured = (noted: Noted): string => `\`if (!isnan(x)) doc["${fieldOf(noted)}"] = x;\``;
export const asNumber = (noted: Noted): string => `\`doc["${fieldOf(noted)}"] = x;\``;
export const asPercent = '`x = constrain(map(raw, dry, wet, 0, 100), 0, 100);`';
/** The line of a sketch that makes percent of a share. */
export const timesHundred = (noted: Noted): string => `\`doc["${fieldOf(noted)}"] = 100 * x;\``;
export const isScale = (noted: Noted): boolean => noted.metric !== null && METRICS[noted.metric].unit === '%';

export const afterPowerOn = '`sensors.requestTemperatures(); delay(750);`';
export const isDs18b20 = ({ evidence }: Noted): boolean => evidence.source === 'a DS18B20 that has not measured yet';

const QUARTER_S = 900;
export const setByNtp = '`configTime(0, 0, "pool.ntp.org");`';
export const inUtc = '`strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));`';

/** By how much, in words: `45 s`, `90 min`, `5 h`. What is no number stays as it is. */
export function span(noted: Noted): string {
  const { offset_s: offset } = noted.evidence;
  if (typeof offset !== 'number') return String(offset);
  const size = Math.abs(offset);
  if (size < 120) return `${size} s`;
  if (size < 7200) return `${Math.round(size / 60)} min`;
  if (size < 48 * 3600) return `${Math.round(size / 360) / 10} h`;
  return `${Math.round(size / 86_400)} d`;
}
export const isBehind = ({ evidence }: Noted): boolean =>
  typeof evidence.offset_s === 'number' && evidence.offset_s > 0;

/** Whole quarters of an hour are those of a time zone, give or take what messages are under way. */
export function isZone({ evidence }: Noted): boolean {
  const { offset_s: offset } = evidence;
  if (typeof offset !== 'number' || Math.abs(offset) < 2 * QUARTER_S || Math.abs(offset) > 15 * 3600) return false;
  const over = Math.abs(offset) % QUARTER_S;
  return Math.min(over, QUARTER_S - over) <= 30;
}

/** The unit behind a value, with the space before it; empty for a bare number. */
export const unitOf = ({ metric }: Noted): string => (metric && METRICS[metric].unit ? ` ${METRICS[metric].unit}` : '');
/** A word of a list for a piece of evidence; what is not in it as it is. */
export const wordFor = (words: Readonly<Record<string, string>>, { evidence }: Noted, name: string): string =>
  words[String(evidence[name])] ?? String(evidence[name]);
