/** Makes a care plan without a language model, by comparing readings and trends with the species' ranges. Pure. */
import {
  type CareAdvice,
  type CareContext,
  FURTHEST_DAYS,
  MOST_ALERTS,
  type ScheduledTask,
} from '@plantops/shared/care/care-plan.ts';
import type { Light } from '@plantops/shared/species/species-schema.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { addDays, daysBetween, laterDate } from '@plantops/shared/plain-date.ts';
import { LIGHT_CARE } from '@plantops/shared/species/species-care.ts';
import { isCarnivore, isGrowing, isResting, pausesUntilSpring } from './growth.ts';
import {
  fit,
  isAlarming,
  isStale,
  limitsOf,
  missed,
  missText,
  type Rules,
  shortName,
  staleText,
  tooDark,
  tooSunny,
} from './judged.ts';
import { summaryOf } from './summary.ts';
import { forecastWatering, freshValue } from './watering.ts';
import { type Brightness, WORDS } from './words.ts';

/**
 * Lower bounds for the lux of the brightest hours: low 25, medium 100, bright 300, direct sun 1,500 foot-candles;
 * sources at `LIGHT_CARE`.
 */
const BRIGHTNESS: readonly (readonly [number, Brightness])[] = [
  [16_100, 'sun'],
  [3200, 'bright'],
  [1100, 'medium'],
  [270, 'low'],
  [0, 'dark'],
];
/** Less time outside a range than this is not worth mentioning (hours). */
const LEAST_HOURS = 1;
const LOW_BATTERY = 15;
/**
 * Days between feedings while a plant grows, at half the dose on the label. Our judgement, based on the advice of
 * labels and growers.
 */
const FEEDING_DAYS = { slow: 30, usual: 21 };
/** Fresh potting mix contains nutrients for about six weeks. Our judgement. */
const FED_BY_NEW_SOIL_DAYS = 42;
const LOOK_EVERY_DAYS = 7;
/** House plants are repotted every one to three years, in spring. Our judgement. */
const REPOT_AFTER_DAYS = 730;

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function wateringOf({ context, words, watering }: Rules): CareAdvice['watering'] {
  const usual = median(context.waterings.flatMap(({ amount_ml }) => amount_ml ?? []));
  const kind = context.species?.watering ?? 'surface_dry';
  // Dormant bog plants are kept moist, but not standing in water.
  const way = kind === 'keep_wet' && isCarnivore(context) && isResting(context) ? 'keep_moist' : kind;
  // A pot that stands in water is filled up to a height, so the millilitres differ each time.
  const amount =
    usual === undefined || way === 'keep_wet' ? words.amounts[way] : words.amountMl(words.number(Math.round(usual)));
  return {
    frequency: fit(
      words.frequency[watering.basis](words.everyDays(watering.everyDays), words.percent(watering.lower)),
      160,
    ),
    amount: fit(isCarnivore(context) ? `${amount}. ${words.rainwater}` : amount, 200),
    next: watering.next,
  };
}

const brightnessOf = (lux: number): Brightness => BRIGHTNESS.find(([from]) => lux >= from)?.[1] ?? 'dark';

/** The first part of the words for a light level: what the light should be, not how to provide it. */
const idealLight = (light: Light, language: CareContext['language']): string =>
  LIGHT_CARE[light].words[language].split(/[:;.]/)[0] ?? '';

function lightOf(rules: Rules): CareAdvice['light'] {
  const { context, words } = rules;
  const lux = context.brightest_hours_lux;
  const recommendation = (): string => {
    if (lux === null) return words.light.unknown;
    if (tooSunny(rules)) return words.light.sunny;
    if (tooDark(rules) !== undefined)
      return context.season === 'winter' ? `${words.light.dark} ${words.light.winter}` : words.light.dark;
    return words.light.fine;
  };
  return {
    current:
      lux === null
        ? words.notMeasured
        : fit(`${words.brightness[brightnessOf(lux)]}, ${words.lux(words.number(lux))}`, 120),
    ideal: fit(context.species ? idealLight(context.species.light, context.language) : words.unknownLight, 160),
    recommendation: recommendation(),
  };
}

function humidityOf(rules: Rules): CareAdvice['humidity'] {
  const { context, words } = rules;
  const value = freshValue(context, 'humidity');
  const limits = limitsOf(rules, 'humidity');
  const wanted = (): string => {
    if (limits.min !== null && limits.max !== null)
      return words.air.range(words.number(limits.min), words.number(limits.max));
    if (limits.min !== null) return words.air.from(words.number(limits.min));
    return limits.max !== null ? words.air.upTo(words.number(limits.max)) : words.air.usual;
  };
  const recommendation = (): string => {
    if (value === null) return isStale(rules, 'humidity') ? staleText(rules, 'humidity') : words.air.unknown;
    const side = missed(rules, 'humidity')?.side;
    return side === 'below' ? words.air.dry : side === 'above' ? words.air.moist : words.air.fine;
  };
  return {
    current: value === null ? null : Math.min(100, Math.max(0, value)),
    ideal: fit(wanted(), 120),
    recommendation: fit(recommendation(), 400),
  };
}

function alertsOf(rules: Rules): string[] {
  const { context, words } = rules;
  const outside = METRIC_NAMES.flatMap((metric) => {
    const miss = missed(rules, metric);
    if (!miss || !isAlarming(metric, miss.side)) return [];
    const hours = context.metrics[metric].last_24h?.hours_outside ?? 0;
    const since = hours >= LEAST_HOURS ? words.hours(words.number(Math.min(24, hours))) : '';
    return [
      `${missText(rules, metric, miss)}${since}${metric === 'soil_moisture' && miss.side === 'above' ? words.standingWet : ''}`,
    ];
  });
  const sensors = context.sensors.flatMap(({ name, status, battery_pct, clock_wrong }) => {
    const called = name === null ? words.sensor.unnamed : shortName(name);
    return [
      ...(status === 'offline' ? [words.sensor.offline(called)] : []),
      ...(status === 'error' ? [words.sensor.error(called)] : []),
      ...(battery_pct !== null && battery_pct < LOW_BATTERY
        ? [words.sensor.battery(called, words.percent(battery_pct))]
        : []),
      ...(clock_wrong ? [words.sensor.clock(called)] : []),
    ];
  });
  // A sensor reported as offline already implies old readings.
  const isToldOffline = context.sensors.some(({ status }) => status === 'offline');
  const old = isToldOffline
    ? []
    : METRIC_NAMES.filter((metric) => isStale(rules, metric)).map((metric) => staleText(rules, metric));
  return [...new Set([...outside, ...sensors, ...old])].slice(0, MOST_ALERTS).map((text) => fit(text, 200));
}

/** The date of the first feeding: some days after the last one, and not while fresh soil still provides nutrients. */
function feedingFrom({ today, last_fertilized, last_repotted }: CareContext, everyDays: number): string {
  const due = last_fertilized === null ? addDays(today, 3) : laterDate(today, addDays(last_fertilized, everyDays));
  const fed = last_repotted === null ? due : laterDate(due, addDays(last_repotted, FED_BY_NEW_SOIL_DAYS));
  return daysBetween(today, fed) > FURTHEST_DAYS ? addDays(today, FURTHEST_DAYS) : fed;
}

function scheduleOf(rules: Rules, watering: CareAdvice['watering']): ScheduledTask[] {
  const { context, words } = rules;
  const { today, season, species, last_repotted, plant } = context;
  const isFed = isGrowing(context) && !isCarnivore(context);
  const feedingDays =
    species?.watering === 'dry_out' || species?.watering === 'mostly_dry' ? FEEDING_DAYS.slow : FEEDING_DAYS.usual;
  const inItsPotSince = last_repotted ?? plant.kept_since;
  const feels = freshValue(context, 'soil_moisture') === null;
  return [
    { task: 'watering', due: watering.next, every_days: rules.watering.everyDays, note: watering.amount },
    ...(feels
      ? [
          {
            task: 'check' as const,
            due: today,
            every_days: Math.min(rules.watering.everyDays, LOOK_EVERY_DAYS),
            note: words.tasks.feel,
          },
        ]
      : []),
    ...(isFed
      ? [
          {
            task: 'fertilizing' as const,
            due: feedingFrom(context, feedingDays),
            every_days: feedingDays,
            note: words.tasks.feed,
          },
        ]
      : []),
    {
      task: 'check',
      due: addDays(today, 2),
      every_days: LOOK_EVERY_DAYS,
      note: pausesUntilSpring(context) ? `${words.tasks.look} ${words.tasks.noFeeding}` : words.tasks.look,
    },
    ...(season === 'spring' && daysBetween(inItsPotSince, today) > REPOT_AFTER_DAYS
      ? [{ task: 'repotting' as const, due: addDays(today, 14), every_days: null, note: words.tasks.repot }]
      : []),
  ];
}

/** Makes a plan in the same form as a language model's answer. */
export function planByRules(context: CareContext): CareAdvice {
  const rules: Rules = {
    context,
    words: WORDS[context.language],
    name: shortName(context.plant.name),
    watering: forecastWatering(context),
  };
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
