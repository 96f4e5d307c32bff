/** The figures of a finding as they are said: with their units, in the reader's language. Pure. */
import type { Language, TemperatureUnit } from '../../settings/display.ts';
import { METRICS, type Metric } from '../../metrics.ts';
import { spoken } from '#spoken';
import { metricWords } from '../../languages/metric-words.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { Place } from '../place.ts';

/** Whom a sentence is about, and who reads it. */
export interface About {
  language: Language;
  temperatureUnit: TemperatureUnit;
  /** Of the plant. */
  name: string;
  /** The day of reading where the plant stands, YYYY-MM-DD. */
  today: string;
  site: Place['site'];
}

/** What words are made from: a finding, or the part of it that a list carries. */
export type Sayable = Pick<CareFinding, 'code' | 'metric' | 'evidence'>;

/** Names come from people and devices; longer ones make no sentence. */
const LONGEST_NAME = 60;

/** Makes text fit: removes characters that no text can contain, and cuts it without splitting a surrogate pair. */
export function fit(text: string, most: number): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  return plain.length > most ? `${plain.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : plain;
}

const FAINT = 0.1;
/** By language and digits: making one takes many times as long as using it. */
const numberFormats = new Map<string, Intl.NumberFormat>();
/** By language. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** @param digits left out: one, or two where one would make "0" of something */
export function numberText(
  value: number,
  language: Language,
  digits: number = Math.abs(value) < FAINT ? 2 : 1,
): string {
  const key = `${language} ${digits}`;
  const format = numberFormats.get(key) ?? new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  numberFormats.set(key, format);
  return format.format(value);
}

/** A value with its unit, in the reader's language and units. */
export function valueText(
  metric: Metric,
  value: number,
  { language, temperatureUnit }: Pick<About, 'language' | 'temperatureUnit'>,
): string {
  const { unit, isTemperature, decimals } = METRICS[metric];
  if (isTemperature && temperatureUnit === 'fahrenheit') return `${numberText(value * 1.8 + 32, language, 0)} °F`;
  if (unit === '%') return spoken(language).diagnosis.percent(numberText(value, language, 0));
  return `${numberText(value, language, decimals)} ${unit}`.trimEnd();
}

/** A date as it is said in a sentence: "Nov 30", "30. Nov.". */
export function dateText(day: string, language: Language): string {
  const format =
    dateFormats.get(language) ?? new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  dateFormats.set(language, format);
  return format.format(new Date(`${day}T12:00:00Z`));
}

const HOURS_AS_DAYS = 48;

/** A number of days: "1 day", "3 days". @param isAfter it stands behind a word such as "since" or "ago" */
export function daysText(days: number, language: Language, isAfter = false): string {
  const whole = Math.round(days);
  return spoken(language).diagnosis.days(whole, numberText(whole, language, 0), isAfter);
}

/** How long something lasts, by its hours: "5 hours", "3 days". */
export function timeText(hours: number, language: Language, isAfter = false): string {
  if (hours >= HOURS_AS_DAYS) return daysText(hours / 24, language, isAfter);
  return spoken(language).diagnosis.hours(Math.max(1, Math.round(hours)), isAfter);
}

/** The evidence of one finding, ready to be put into sentences. What is missing is "?" and should be asked for by `has`. */
export interface Said {
  name: string;
  metric: Metric | null;
  /** What the metric is called at the start of a sentence. */
  subject: string;
  outdoors: boolean;
  has: (key: string) => boolean;
  is: (key: string, value: string | boolean) => boolean;
  number: (key: string, digits?: number) => string;
  count: (key: string) => number;
  text: (key: string) => string;
  percent: (key: string) => string;
  temperature: (key: string) => string;
  /** In the unit of the finding's metric. */
  value: (key: string) => string;
  lux: (key: string) => string;
  days: (key: string, isAfter?: boolean) => string;
  time: (key: string, isAfter?: boolean) => string;
  date: (key: string) => string;
}

export function said({ metric, evidence }: Sayable, about: About): Said {
  const { language } = about;
  const figure = (key: string): number | null => {
    const value = evidence[key];
    return typeof value === 'number' ? value : null;
  };
  const by = (make: (value: number) => string) => (key: string) => {
    const value = figure(key);
    return value === null ? '?' : make(value);
  };
  return {
    name: fit(about.name, LONGEST_NAME) || '?',
    metric,
    subject: metric === null ? '' : metricWords(metric, language).subject,
    outdoors: about.site === 'balcony' || about.site === 'garden',
    has: (key) => evidence[key] !== undefined && evidence[key] !== null,
    is: (key, value) => evidence[key] === value,
    number: (key, digits) => by((value) => numberText(value, language, digits))(key),
    count: (key) => figure(key) ?? 0,
    text: (key) => fit(String(evidence[key] ?? ''), LONGEST_NAME) || '?',
    percent: by((value) => valueText('humidity', value, about)),
    temperature: by((value) => valueText('temperature', value, about)),
    value: by((value) => (metric === null ? numberText(value, language) : valueText(metric, value, about))),
    lux: by((value) => valueText('light_level', value, about)),
    days: (key, isAfter) => by((value) => daysText(value, language, isAfter))(key),
    time: (key, isAfter) => by((value) => timeText(value, language, isAfter))(key),
    date: (key) => (typeof evidence[key] === 'string' ? dateText(evidence[key].slice(0, 10), language) : '?'),
  };
}
