/**
 * Finds figures in advice that are not of this plant, such as those of another one, or invented ones. Only what a text
 * states of the present is compared: what should be, or will be, may be any figure. Pure.
 */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';
import type { Metric } from '@plantops/shared/metrics.ts';

type Facts = Pick<
  CareContext,
  'metrics' | 'temperature_unit' | 'soil_dries_per_day' | 'brightest_hours_lux' | 'sensors' | 'diagnosis'
>;

/** By how much a figure may differ, as models round: at least so much, and by this share of it. */
const TOLERANCE = { '%': { by: 2, share: 0.03 }, '°C': { by: 1, share: 0 }, lx: { by: 60, share: 0.15 } } as const;

/** What a sentence that tells of something else than the present has in it. */
const NOT_OF_NOW =
  /\b(?:should|could|would|aim|ideal|ideally|until|when|once|if|keep|target|prefers?|wants?|likes?|needs? (?:about|at least)|optimal|recommended|at least|at most|no more than|raise|lower|increase|reduce|between|range|typical|soll(?:te|ten)?|könnte|ideal|bis|wenn|sobald|falls|halte|ziel|mag|braucht|optimal|empfohlen|mindestens|höchstens|zwischen|bereich|erhöhe|senke|dose|dosis|half|dünger|dilut|strength|per day|a day|am tag|pro tag|by (?:about |around )?\d|um (?:etwa |rund )?\d|points?|punkte?|chance|less|more|weniger|mehr) ?/i;

const FIGURE =
  /(?<![\d.,])(-?\d{1,3}(?:[,.]\d{3})+|-?\d+(?:[.,]\d+)?)\s*(%|percent\b|prozent\b|°\s?[CF]\b|degrees? (?:celsius|fahrenheit)\b|grad\b|lx\b|lux\b)/gi;
/** A range, such as 40-60 %, is what should be. */
const RANGE = /\d\s*(?:[-–—]|to|bis)\s*\d+(?:[.,]\d+)?\s*(?:%|°|percent|prozent|lx|lux|degrees|grad)/i;

const METRIC_WORDS: readonly (readonly [RegExp, Metric])[] = [
  [/\b(?:soil|substrate|pot|erde|boden\w*|substrat)\b/gi, 'soil_moisture'],
  [/\b(?:humidity|air|luft\w*)\b/gi, 'humidity'],
];

/** The metric that a share is of: the one that was named last before it; undefined where none was. */
function namedBefore(text: string): Metric | undefined {
  const last = METRIC_WORDS.map(([words, metric]) => ({ metric, at: [...text.matchAll(words)].at(-1)?.index ?? -1 }));
  const nearest = last.toSorted((a, b) => b.at - a.at)[0];
  return nearest && nearest.at >= 0 ? nearest.metric : undefined;
}

/** All figures that are known of a metric. */
function figuresOf({ metrics, brightest_hours_lux, diagnosis }: Facts, metric: Metric): number[] {
  const { value, thresholds, ideal, last_24h, last_7d } = metrics[metric];
  const of = (statistics: typeof last_24h): (number | null | undefined)[] => [
    statistics?.min,
    statistics?.max,
    statistics?.mean,
  ];
  const evidence =
    diagnosis?.findings.flatMap((finding) => (finding.metric === metric ? Object.values(finding.evidence) : [])) ?? [];
  const anchor =
    metric === 'soil_moisture' ? [diagnosis?.watering.lower, diagnosis?.watering.upper, diagnosis?.watering.soil] : [];
  return [
    value,
    thresholds?.min,
    thresholds?.max,
    ideal?.min,
    ideal?.max,
    ...of(last_24h),
    ...of(last_7d),
    ...evidence,
    ...anchor,
    ...(metric === 'light_level' ? [brightest_hours_lux] : []),
  ].filter((figure) => typeof figure === 'number');
}

/** Words between a metric and its value now: the highest of last week is not what it is at. */
const IS_NOW =
  /\b(?:is|are|reads|shows|stands|liegt|hat|ist|beträgt|steht)\s+(?:(?:now|currently|right now|only|just|still|at|about|around|roughly|jetzt|nur|noch|bei|etwa|rund|aktuell|gerade|derzeit|dry|wet|moist|warm|trocken|feucht|nass)[,:]?\s+)*$/i;

/** The figures that one in a text is compared with: the value now where it speaks of that, or else all that are known. */
function comparedWith(facts: Facts, metric: Metric, before: string): number[] {
  const { value, age_minutes } = facts.metrics[metric];
  const isFresh = value !== null && age_minutes !== null && age_minutes <= STALE_MINUTES;
  if (!isFresh || !IS_NOW.test(before)) return figuresOf(facts, metric);
  return [value, ...(metric === 'light_level' ? [facts.brightest_hours_lux ?? value] : [])];
}

const isNear = (said: number, known: number, { by, share }: { by: number; share: number }): boolean =>
  Math.abs(said - known) <= Math.max(by, Math.abs(known) * share);

/** `1,500` and `1.500` are thousands, `18.4` and `18,4` are not. */
function numberOf(text: string): number {
  return /^-?\d{1,3}(?:[,.]\d{3})+$/.test(text) ? Number(text.replaceAll(/[,.]/g, '')) : Number(text.replace(',', '.'));
}

/**
 * The first figure that is not of this plant, as it is written; undefined if there is none.
 * @param texts each tells of the plant as it is now
 */
export function foreignFigure(texts: readonly string[], facts: Facts): string | undefined {
  for (const sentence of texts.flatMap((text) => text.split(/(?<=[.!?;\n])\s+/))) {
    if (NOT_OF_NOW.test(sentence) || RANGE.test(sentence)) continue;
    for (const { 0: written, 1: digits = '', 2: unit = '', index } of sentence.matchAll(FIGURE))
      if (!isKnown(numberOf(digits), unit.toLowerCase(), sentence.slice(0, index), facts)) return written;
  }
  return undefined;
}

function isKnown(said: number, unit: string, before: string, facts: Facts): boolean {
  if (/^l/.test(unit))
    return comparedWith(facts, 'light_level', before).some((known) => isNear(said, known, TOLERANCE.lx));
  if (/^(?:°|deg|grad)/.test(unit)) {
    const isFahrenheit = /f$|fahrenheit/.test(unit) || (unit === 'grad' && facts.temperature_unit === 'fahrenheit');
    const celsius = isFahrenheit ? ((said - 32) * 5) / 9 : said;
    return comparedWith(facts, 'temperature', before).some((known) => isNear(celsius, known, TOLERANCE['°C']));
  }
  const metric = namedBefore(before);
  const shares = metric
    ? comparedWith(facts, metric, before)
    : [
        ...figuresOf(facts, 'soil_moisture'),
        ...figuresOf(facts, 'humidity'),
        ...facts.sensors.flatMap(({ battery_pct }) => battery_pct ?? []),
      ];
  // Where nothing was measured, any figure is invented.
  return shares.some((known) => isNear(said, known, TOLERANCE['%']));
}
