/** Compares readings with limits: the judgements that the summary, the advice and the alerts share. Pure. */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';
import { LIGHT_CARE } from '@plantops/shared/species/species-care.ts';
import { freshValue, type WateringForecast } from './watering.ts';
import { valueText, type Words } from './words.ts';

/** Sensors and windows differ, so light may fall short of the species' need by this factor. Our judgement. */
const LIGHT_TOLERANCE = 0.8;
/** Names that come from SQL or a device may be longer than the interface allows. */
const LONGEST_NAME = 60;

export interface Rules {
  context: CareContext;
  words: Words;
  name: string;
  watering: WateringForecast;
}

export interface Miss {
  side: 'below' | 'above';
  value: number;
  limit: number;
}

/**
 * Makes text fit a plan: removes characters that no text can contain, and cuts it without splitting a surrogate pair.
 */
export function fit(text: string, most: number): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  return plain.length > most ? `${plain.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : plain;
}

export const shortName = (name: string): string => fit(name, LONGEST_NAME) || '?';

export const shown = ({ words, context }: Rules, metric: Metric, value: number): string =>
  valueText(words, metric, value, context.temperature_unit);

export const limitsOf = ({ context: { metrics } }: Rules, metric: Metric) =>
  metrics[metric].thresholds ?? metrics[metric].ideal ?? { min: null, max: null };

/**
 * The limit that a fresh value misses. Soil is judged by the limits that the next watering is derived from, which every
 * plant has. Otherwise a plan could call a plant well and ask to water it at once.
 */
export function missed(rules: Rules, metric: Metric): Miss | undefined {
  const { watering } = rules;
  const { min, max } =
    metric === 'soil_moisture' ? { min: watering.lower, max: watering.upper } : limitsOf(rules, metric);
  const value = metric === 'soil_moisture' ? watering.soil : freshValue(rules.context, metric);
  if (value === null) return undefined;
  if (min !== null && value < min) return { side: 'below', value, limit: min };
  return max !== null && value > max ? { side: 'above', value, limit: max } : undefined;
}

/**
 * Whether a miss is worth an alert. Low values of a metric that swings through each day, such as light at night, are
 * judged over the whole day instead.
 */
export const isAlarming = (metric: Metric, side: Miss['side']): boolean =>
  side === 'above' || METRICS[metric].judged.lowCounts;

/** The miss in words: a sentence without its full stop. */
export const missText = (rules: Rules, metric: Metric, { side, value, limit }: Miss): string =>
  rules.words[side](
    METRICS[metric].inSentences[rules.context.language].subject,
    shown(rules, metric, value),
    shown(rules, metric, limit),
  );

/** Whether the value was measured too long ago to describe the present. */
export const isStale = ({ context }: Rules, metric: Metric): boolean =>
  context.metrics[metric].value !== null && freshValue(context, metric) === null;

/** How old the last value is, in words. */
export const staleText = ({ context, words }: Rules, metric: Metric): string =>
  words.old(
    METRICS[metric].inSentences[context.language].subject,
    words.age(context.metrics[metric].age_minutes ?? STALE_MINUTES),
  );

/**
 * The lux of the brightest hours, if that is too little. A plant of unknown species is judged like a plant that
 * tolerates shade.
 */
export function tooDark(rules: Rules): number | undefined {
  const { brightest_hours_lux: lux, species, metrics } = rules.context;
  const wanted = Math.max(
    LIGHT_CARE[species?.light ?? 'shade'].brightHoursLux * LIGHT_TOLERANCE,
    metrics.light_level.thresholds?.min ?? 0,
  );
  return lux !== null && lux < wanted ? lux : undefined;
}

/** A miss if light is above its limit, now or in the brightest hours. */
export function tooSunny(rules: Rules): Miss | undefined {
  const miss = missed(rules, 'light_level');
  if (miss?.side === 'above') return miss;
  const { max } = limitsOf(rules, 'light_level');
  const lux = rules.context.brightest_hours_lux;
  return max !== null && lux !== null && lux > max ? { side: 'above', value: lux, limit: max } : undefined;
}
