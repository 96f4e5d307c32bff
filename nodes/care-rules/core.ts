/** A care plan without a language model: the ranges of the species against readings and trends. Pure. */
import { type CareAdvice, type CareContext, MOST_ALERTS, type ScheduledTask } from '../shared/care.ts';
import type { Light } from '../shared/api.ts';
import { METRIC_NAMES, type Metric } from '../shared/metrics.ts';
import { addDays, daysBetween, laterDate } from '../shared/plain-date.ts';
import { LIGHT_CARE } from '../shared/species-care.ts';
import { forecastWatering, freshValue, STALE_MINUTES, type WateringForecast } from './watering.ts';
import { type Brightness, valueText, type Words, WORDS } from './words.ts';

/**
 * Lux of the brightest hours, from: low 25, medium 100, bright 300, direct sun 1,500 foot-candles; sources at `LIGHT_CARE`.
 */
const BRIGHTNESS: readonly (readonly [number, Brightness])[] = [[16_100, 'sun'], [3200, 'bright'], [1100, 'medium'], [270, 'low'], [0, 'dark']];
/** A place may miss what the species wants by so much: sensors and windows differ. Judged. */
const LIGHT_TOLERANCE = 0.8;
/** Shorter times outside a range say nothing (hours). */
const LEAST_HOURS = 1;
const LOW_BATTERY = 15;
/** Names from SQL or a board may be longer than the interface allows. */
const LONGEST_NAME = 60;
/** Days between feedings while a plant grows, at half the dose on the label. Judged, from what labels and growers advise. */
const FEEDING_DAYS = { slow: 30, usual: 21 };
const LOOK_EVERY_DAYS = 7;
/** House plants are repotted every one to three years, in spring. Judged. */
const REPOT_AFTER_DAYS = 730;

/** Cut without leaving half a character. */
const fit = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text);

const shortName = (name: string): string => {
  const plain = name.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').trim() || '?';
  return fit(plain, LONGEST_NAME);
};

interface Rules {
  context: CareContext;
  words: Words;
  name: string;
  watering: WateringForecast;
}

const shown = ({ words, context }: Rules, metric: Metric, value: number): string => valueText(words, metric, value, context.temperature_unit);

/** The limit that a fresh value misses. */
function missed({ context }: Rules, metric: Metric): { side: 'below' | 'above'; value: number; limit: number } | undefined {
  const { state, thresholds, ideal } = context.metrics[metric];
  const value = freshValue(context, metric);
  const limits = thresholds ?? ideal;
  if (value === null || !limits) return undefined;
  if (state === 'below' && limits.min !== null) return { side: 'below', value, limit: limits.min };
  return state === 'above' && limits.max !== null ? { side: 'above', value, limit: limits.max } : undefined;
}

const isStale = ({ context }: Rules, metric: Metric): boolean => (context.metrics[metric].age_minutes ?? 0) > STALE_MINUTES;

/** What the light of its place falls short of. */
const tooDark = ({ context: { brightest_hours_lux: lux, species } }: Rules): number | undefined =>
  lux !== null && species && lux < LIGHT_CARE[species.light].brightHoursLux * LIGHT_TOLERANCE ? lux : undefined;

/** At night every place is dark: what is missing then is judged over the day. */
const isAlarming = (metric: Metric, side: 'below' | 'above'): boolean => metric !== 'light_level' || side === 'above';

function summaryOf(rules: Rules): string {
  const { context, words, name, watering } = rules;
  const { summary } = words;
  const [soil, temperature, humidity] = [missed(rules, 'soil_moisture'), missed(rules, 'temperature'), missed(rules, 'humidity')];
  const measured = METRIC_NAMES.filter((metric) => context.metrics[metric].value !== null);
  const dark = tooDark(rules);
  const main = (): string => {
    if (measured.length === 0) return summary.noData(name, context.species ? shortName(context.species.common_name) : undefined);
    if (measured.every((metric) => isStale(rules, metric))) return summary.stale(name);
    if (soil) return summary[soil.side === 'below' ? 'dry' : 'wet'](name, shown(rules, 'soil_moisture', soil.value), shown(rules, 'soil_moisture', soil.limit));
    if (temperature) return summary[temperature.side === 'below' ? 'cold' : 'hot'](name, shown(rules, 'temperature', temperature.value), shown(rules, 'temperature', temperature.limit));
    if (dark !== undefined) return summary.dark(name, shown(rules, 'light_level', dark));
    if (humidity?.side === 'below') return summary.dryAir(name, shown(rules, 'humidity', humidity.value));
    const values = METRIC_NAMES.filter((metric) => metric !== 'light_level').flatMap((metric) => {
      const value = freshValue(context, metric);
      return value === null ? [] : [`${words.metric[metric].replace(/^(?:The|Die|Das) /, '').toLowerCase()} ${shown(rules, metric, value)}`];
    });
    return summary.well(name, context.language === 'de' ? values.map((text) => text.charAt(0).toUpperCase() + text.slice(1)).join(', ') : values.join(', '));
  };
  const next = soil ? [] : [words.next(daysBetween(context.today, watering.next))];
  return fit([main(), ...next, ...(context.species ? [context.species.season_words] : [])].join(' '), 600);
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function wateringOf({ context, words, watering }: Rules): CareAdvice['watering'] {
  const amount = median(context.waterings.flatMap(({ amount_ml }) => amount_ml ?? []));
  return {
    frequency: words.frequency[watering.basis](words.everyDays(watering.everyDays), words.percent(watering.lower)),
    amount: amount === undefined ? words.amounts[context.species?.watering ?? 'surface_dry'] : words.amountMl(words.number(Math.round(amount))),
    next: watering.next,
  };
}

const brightnessOf = (lux: number): Brightness => BRIGHTNESS.find(([from]) => lux >= from)?.[1] ?? 'dark';

/** The first part of the words for a place: what the light should be, without how to get it. */
const idealLight = (light: Light, language: CareContext['language']): string => LIGHT_CARE[light].words[language].split(/[:;.]/)[0] ?? '';

function lightOf(rules: Rules): CareAdvice['light'] {
  const { context, words } = rules;
  const lux = context.brightest_hours_lux;
  const sunny = missed(rules, 'light_level')?.side === 'above' || ((context.metrics.light_level.ideal ?? context.metrics.light_level.thresholds)?.max != null && (context.metrics.light_level.last_24h?.hours_outside ?? 0) >= LEAST_HOURS && lux !== null && brightnessOf(lux) === 'sun');
  const recommendation = (): string => {
    if (lux === null) return words.light.unknown;
    if (sunny) return words.light.sunny;
    if (tooDark(rules) !== undefined) return context.season === 'winter' ? `${words.light.dark} ${words.light.winter}` : words.light.dark;
    return words.light.fine;
  };
  return {
    current: lux === null ? words.notMeasured : `${words.brightness[brightnessOf(lux)]}, ${words.lux(words.number(lux))}`,
    ideal: fit(context.species ? idealLight(context.species.light, context.language) : words.unknownLight, 160),
    recommendation: recommendation(),
  };
}

function humidityOf(rules: Rules): CareAdvice['humidity'] {
  const { context, words } = rules;
  const { value, thresholds, ideal } = context.metrics.humidity;
  const limits = thresholds ?? ideal;
  const side = missed(rules, 'humidity')?.side;
  const wanted = (): string => {
    if (limits?.min != null && limits.max != null) return words.air.range(words.number(limits.min), words.number(limits.max));
    if (limits?.min != null) return words.air.from(words.number(limits.min));
    return limits?.max != null ? words.air.upTo(words.number(limits.max)) : words.air.usual;
  };
  const recommendation = side === 'below' ? words.air.dry : side === 'above' ? words.air.moist : freshValue(context, 'humidity') === null ? words.air.unknown : words.air.fine;
  return { current: value, ideal: wanted(), recommendation };
}

function alertsOf(rules: Rules): string[] {
  const { context, words } = rules;
  const outside = METRIC_NAMES.flatMap((metric) => {
    const miss = missed(rules, metric);
    if (!miss || !isAlarming(metric, miss.side)) return [];
    const hours = context.metrics[metric].last_24h?.hours_outside ?? 0;
    const since = hours >= LEAST_HOURS ? words.hours(words.number(Math.min(24, hours))) : '';
    return [`${words[miss.side](words.metric[metric], shown(rules, metric, miss.value), shown(rules, metric, miss.limit))}${since}`];
  });
  const sensors = context.sensors.flatMap(({ name, status, battery_pct, clock_wrong }) => {
    const called = name === null ? words.sensor.unnamed : shortName(name);
    return [
      ...(status === 'offline' ? [words.sensor.offline(called)] : []),
      ...(status === 'error' ? [words.sensor.error(called)] : []),
      ...(battery_pct !== null && battery_pct < LOW_BATTERY ? [words.sensor.battery(called, words.percent(battery_pct))] : []),
      ...(clock_wrong ? [words.sensor.clock(called)] : []),
    ];
  });
  // A sensor that is offline says it already.
  const isToldOffline = context.sensors.some(({ status }) => status === 'offline');
  const old = isToldOffline ? [] : METRIC_NAMES.filter((metric) => isStale(rules, metric)).map((metric) => words.old(words.metric[metric], words.age(context.metrics[metric].age_minutes ?? 0)));
  return [...new Set([...outside, ...sensors, ...old])].slice(0, MOST_ALERTS).map((text) => fit(text, 200));
}

function scheduleOf(rules: Rules, watering: CareAdvice['watering']): ScheduledTask[] {
  const { context, words } = rules;
  const { today, season, species, last_fertilized, last_repotted, plant } = context;
  const grows = season === 'spring' || season === 'summer';
  const feedingDays = species?.watering === 'dry_out' || species?.watering === 'mostly_dry' ? FEEDING_DAYS.slow : FEEDING_DAYS.usual;
  const inItsPotSince = last_repotted ?? plant.kept_since;
  const feels = freshValue(context, 'soil_moisture') === null;
  return [
    { task: 'watering', due: watering.next, every_days: rules.watering.everyDays, note: watering.amount },
    ...(feels ? [{ task: 'check' as const, due: today, every_days: Math.min(rules.watering.everyDays, LOOK_EVERY_DAYS), note: words.tasks.feel }] : []),
    ...(grows ? [{ task: 'fertilizing' as const, due: last_fertilized === null ? addDays(today, 3) : laterDate(today, addDays(last_fertilized, feedingDays)), every_days: feedingDays, note: words.tasks.feed }] : []),
    { task: 'check', due: addDays(today, 2), every_days: LOOK_EVERY_DAYS, note: words.tasks.look },
    ...(season === 'spring' && daysBetween(inItsPotSince, today) > REPOT_AFTER_DAYS ? [{ task: 'repotting' as const, due: addDays(today, 14), every_days: null, note: words.tasks.repot }] : []),
  ];
}

/** A plan in the form in which a language model gives it. */
export function planByRules(context: CareContext): CareAdvice {
  const rules: Rules = { context, words: WORDS[context.language], name: shortName(context.plant.name), watering: forecastWatering(context) };
  const watering = wateringOf(rules);
  return {
    summary: summaryOf(rules),
    watering,
    light: lightOf(rules),
    humidity: humidityOf(rules),
    alerts: alertsOf(rules),
    schedule: scheduleOf(rules, watering),
  };
}
