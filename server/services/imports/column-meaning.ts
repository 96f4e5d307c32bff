/** What a column or a series measures, by what it is called and what stands in it. Pure. */
import { metricWords } from '@plantops/shared/languages/metric-words.ts';
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { metricsIn } from '@plantops/shared/api/imports.ts';
import { unitCalled, unitsOf } from '@plantops/shared/imported-units.ts';
import { isNothing, readNumber } from './imported-number.ts';

export interface Meaning {
  metric: Metric;
  unit: string;
}

/** Words of other programs, in several languages; the first that fits counts. */
const WORDS: readonly (readonly [RegExp, Metric | 'none'])[] = [
  [/soil.?temp|boden.?temp|erd.?temp|substrat.?temp|temp.{0,6}(?:soil|boden|suelo|sol\b)/, 'soil_temperature'],
  [/(?:dew|tau).?(?:point|punkt)|battery|batterie|rssi|signal|_min$|_max$|setpoint|target/, 'none'],
  [/temp/, 'temperature'],
  [
    /soil.?(?:moist|humid|wet)|moisture|boden.?feucht|erd.?feucht|substrat.?feucht|humedad.{0,8}suelo|humidit.{0,8}sol\b/,
    'soil_moisture',
  ],
  [/conductiv|leitf|fertil|salinit|(?:^|[^a-z])ec(?:[^a-z]|$)/, 'soil_ec'],
  [/humid|feucht|humedad|(?:^|[^a-z])(?:rh|hum)(?:[^a-z]|$)/, 'humidity'],
  [/lux|illum|light|licht|hell|brightness|luz|lumi|par(?:_|$)/, 'light_level'],
  [/co2|co₂|carbon.?diox|kohlendiox/, 'co2'],
  [/(?:^|[^a-z])ph(?:[^a-z]|$)/, 'ph'],
];
/** What is measured in a unit where the name says nothing. */
const BY_UNIT: Readonly<Record<string, Metric>> = {
  '°C': 'temperature',
  lx: 'light_level',
  'µS/cm': 'soil_ec',
  ppm: 'co2',
};

/** Titles that are ours: names of the API, or words in any language. */
function ownMetric(title: string): Metric | undefined {
  const bare = title
    .replace(/^.*: /, '')
    .replace(/\s*[[(][^)\]]*[)\]]\s*$/, '')
    .trim()
    .toLowerCase();
  return METRIC_NAMES.find(
    (metric) =>
      bare === metric || LANGUAGES.some((language) => metricWords(metric, language).label.toLowerCase() === bare),
  );
}

function namedMetric(title: string): Metric | 'none' | undefined {
  const own = ownMetric(title);
  if (own) return own;
  const name = title.toLowerCase();
  return WORDS.find(([pattern]) => pattern.test(name))?.[1];
}

/** A unit in brackets, alone, or as the last letter: `Temp (°F)`, `°F`, `temp_f`. */
function namedUnit(title: string): string | undefined {
  const inBrackets = /[[(]([^)\]]+)[)\]]\s*$/.exec(title)?.[1];
  return unitCalled(inBrackets ?? title) ?? unitCalled(/[_ .](c|f|lx|lux|ppm)$/i.exec(title)?.[1] ?? '');
}

/**
 * What it measures; undefined if that is not to be seen.
 * @param title of the column, or the name of the series
 * @param samples its first values
 * @param unitText what another column says of its unit
 */
export function meaningOf(title: string, samples: readonly string[], unitText?: string): Meaning | undefined {
  const texts = samples.filter((text) => !isNothing(text));
  const numbers = texts.flatMap((text) => readNumber(text, '.') ?? readNumber(text, ',') ?? []);
  // A column of texts; a few may be broken numbers.
  if (numbers.length === 0 || numbers.length < texts.length / 2) return undefined;
  const called = (unitText === undefined ? undefined : unitCalled(unitText)) ?? namedUnit(title) ?? numbers[0]?.unit;
  const named = namedMetric(title);
  if (named === 'none') return undefined;
  const metric = named ?? metricOfUnit(called);
  if (metric === undefined) return undefined;
  const fits = called !== undefined && unitsOf(metric).includes(called);
  // Such as a `humidity` in grams, or a unit that is none of ours.
  if (called !== undefined && !fits) return undefined;
  const values = numbers.map(({ value }) => value);
  return { metric, unit: fits ? called : likelyUnit(metric, values) };
}

function metricOfUnit(unit: string | undefined): Metric | undefined {
  if (unit === undefined) return undefined;
  const [ours] = METRIC_NAMES.filter((metric) => unitsOf(metric).includes(unit)).map((metric) => METRICS[metric].unit);
  if (ours === undefined) return undefined;
  const [only, ...others] = metricsIn(ours);
  return BY_UNIT[ours] ?? (others.length === 0 ? only : undefined);
}

/** Nothing that is measured at plants has so many °C, or °F. */
const TOO_WARM = { forCelsius: 45, forFahrenheit: 200 };

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Shares between 0 and 1 are no percentages where none is greater and one is broken. */
function likelyUnit(metric: Metric, values: readonly number[]): string {
  const units = unitsOf(metric);
  if (units.includes('°F') && middleOf(values) > TOO_WARM.forCelsius)
    return middleOf(values) > TOO_WARM.forFahrenheit ? 'K' : '°F';
  const isShare = values.every((value) => value >= 0 && value <= 1) && values.some((value) => value % 1 !== 0);
  return isShare && units.includes('fraction') ? 'fraction' : (units[0] ?? '');
}
