/** Water: how moist the soil is, what each watering did, how fast the pot dries, and when the next one is due. Pure. */
import { daysBetween } from '../../plain-date.ts';
import type { Ask } from '../codes.ts';
import type { CareFinding, WateringAnchor } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import { isAirPlant, isDesert, isDormant, isGrowing, isOutdoors, isResting, nextSeason } from '../kind.ts';
import { isUnlikeSpecies } from '../ranges.ts';
import { dryingOf, type Habit, habitOf, isHeldMoist } from '../watering-anchor.ts';
import { FELT_AFTER_H, lately, type Watering, wateringsOf } from '../waterings.ts';
import { confidenceFrom, found, hoursBetween, noon } from './found.ts';

export interface Soil {
  waterings: readonly Watering[];
  last: Watering | undefined;
  habit: Habit | null;
  anchor: WateringAnchor;
}

/**
 * A pot that was watered thoroughly, as it should be, is wet at first: so long it is nothing but watered (hours), for plants
 * that bear weeks without water less. Our judgement.
 */
const DRAINS_H = { usual: 72, desert: 48 };
/** For so long a watering is told of as the newest thing that happened (hours). */
const LATELY_H = 24;
/** Soil that was wet for so long in a week does not dry between two waterings (hours). */
const LONG_WET_H = { usual: 84, desert: 60 };
/** Waterings that were not felt are told of for this long (days). */
const UNFELT_DAYS = 4;
/** Soil moisture below the band (%) by which a plant suffers at once; less is a matter of hours. Our judgement. */
const MARGIN = 2;
const URGENT_SHARE = 0.5;
const URGENT_SHARE_OF_BOG = 0.75;
/** Soil wetter than its upper limit by this (%) has no air for roots. */
const DROWNED_BY = 10;
const OVERWATERED_DAYS = 7;
/** Of the band: soil that was moister than this needed no water. */
const STILL_MOIST = 0.25;
/** A rise can hardly be seen this close to saturation (%). */
const FULL_FROM = 70;
/** A pot that is dry again within this many days is too small, or stands too hot. Our judgement. */
const FAST_DAYS = 2;
/** A pot that loses less than this a day (%) while it is wet does not dry. */
const SLOW_A_DAY = 1;
/** Without water for this much longer than usual, and somebody should look (days, and share of the interval). */
const LONG_OVERDUE = { days: 3, share: 0.5 };
/** The ground of a pot that stands outdoors may be frozen below this (°C). */
const FREEZES_AT = 0;

/** Whether water now would freeze: nights of the last two days, where the plant stands outdoors. */
const isFreezing = (facts: PlantFacts): boolean =>
  [...facts.nights.slice(-2).map(({ min }) => min), facts.metrics.temperature.value ?? 99].some(
    (least) => least <= FREEZES_AT,
  );

/** Whether an alert about the soil is open by limits that suit the species. */
const isAlertedAbout = (facts: PlantFacts, side: 'below' | 'above'): boolean =>
  !isUnlikeSpecies(facts, 'soil_moisture') &&
  facts.alerts.some((alert) => alert.metric === 'soil_moisture' && alert.side === side);

function overwatering(facts: PlantFacts, waterings: readonly Watering[], soil: number, band: Band): CareFinding[] {
  const { lower, upper } = band;
  if (upper === null || soil <= upper + MARGIN) return [];
  // Outdoors what nobody logged may be rain.
  const own = waterings.filter(({ isLogged }) => isLogged || !isOutdoors(facts));
  const week = lately(own, facts.at, OVERWATERED_DAYS);
  const moist = lower + STILL_MOIST * (upper - lower);
  // Of waterings that no curve shows, three in a week are many.
  const needless = week.filter(({ from }) => from === null || from > moist);
  const isKnown = week.some(({ from }) => from !== null);
  if (needless.length < (isKnown ? 2 : 3)) return [];
  const amounts = week.flatMap(({ amountMl }) => amountMl ?? []);
  const befores = needless.flatMap(({ from }) => from ?? []);
  return [
    found('overwatered', {
      severity: soil > Math.min(95, upper + DROWNED_BY) || needless.length >= 3 ? 'urgent' : 'attention',
      confidence: befores.length > 0 ? confidenceFrom(befores.length + 2, facts) : 'likely',
      metric: 'soil_moisture',
      evidence: {
        soil,
        upper,
        waterings: week.length,
        days: OVERWATERED_DAYS,
        total_ml: amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0),
        least_before: befores.length === 0 ? null : Math.min(...befores),
      },
      from: week[0]?.at ?? null,
      to: facts.at,
      asks: ['hold_water', 'empty_saucer', 'water_less_often'],
    }),
  ];
}

type Band = Pick<WateringAnchor, 'lower' | 'upper'>;

function wetness(facts: PlantFacts, { anchor, last, waterings }: Soil): CareFinding[] {
  const { soil, upper } = anchor;
  if (soil === null || upper === null || soil <= upper) return [];
  const isAlerted = isAlertedAbout(facts, 'above');
  // At the limit a value comes and goes.
  if (soil <= upper + MARGIN && !isAlerted) return [];
  const over = overwatering(facts, waterings, soil, anchor);
  if (over.length > 0) return over;
  const hours = facts.metrics.soil_moisture.hoursAbove.week;
  const kind = isDesert(facts) ? 'desert' : 'usual';
  const isDraining = last !== undefined && hoursBetween(last.at, facts.at) < DRAINS_H[kind] && hours < LONG_WET_H[kind];
  if (isDraining && !isAlerted) return [];
  const rate = dryingOf(facts);
  const isSlow = rate !== null && rate < SLOW_A_DAY;
  return [
    found('soil_wet', {
      severity: 'attention',
      confidence: facts.species === null ? 'likely' : 'sure',
      metric: 'soil_moisture',
      evidence: { soil, upper, hours, rain: isOutdoors(facts) },
      to: facts.at,
      asks: ['hold_water', 'empty_saucer'],
    }),
    ...(isSlow
      ? [
          found('dries_slowly', {
            severity: 'notice',
            confidence: 'likely',
            metric: 'soil_moisture',
            evidence: { rate, soil },
            asks: ['hold_water'],
          }),
        ]
      : []),
  ];
}

/** Waterings that were logged and not felt by a probe that measures, newest last. */
function unfelt(facts: PlantFacts, { waterings }: Soil): Watering[] {
  const { value, isFresh, measuredAt, probes } = facts.metrics.soil_moisture;
  if (!isFresh || value === null || measuredAt === null || value >= FULL_FROM) return [];
  const noted = probes.some(({ findings }) => findings.includes('watering_not_felt'));
  // One that was felt says that the way to the root is open again.
  const sinceFelt = waterings.slice(waterings.findLastIndex(({ from }) => from !== null) + 1);
  const missed = lately(sinceFelt, facts.at, UNFELT_DAYS).filter(
    ({ at, isLogged }) => isLogged && hoursBetween(at, measuredAt) >= FELT_AFTER_H,
  );
  return missed.length === 0 && noted ? sinceFelt.slice(-1) : missed;
}

function notReached(facts: PlantFacts, missed: readonly Watering[], { anchor }: Soil): CareFinding[] {
  const last = missed.at(-1);
  if (!last || anchor.soil === null) return [];
  // Soil that was watered well and still is moist shows hardly any rise.
  if (anchor.soil > (anchor.lower + (anchor.upper ?? 100)) / 2) return [];
  const isProbe = missed.length > 1;
  return [
    found('water_did_not_reach', {
      severity: 'attention',
      confidence: isProbe ? 'guess' : 'likely',
      metric: 'soil_moisture',
      evidence: { soil: anchor.soil, waterings: missed.length, amount_ml: last.amountMl },
      from: last.at,
      to: facts.metrics.soil_moisture.measuredAt,
      asks: isProbe ? ['feel_soil', 'check_sensor'] : ['feel_soil', 'water_thoroughly'],
    }),
  ];
}

/** Water that freezes in the pot harms more than a dry day. */
const wateringAsks = (facts: PlantFacts): Ask[] =>
  isFreezing(facts) && isOutdoors(facts) ? ['water_after_frost'] : ['water_now'];

/** A dry pot: how bad that is depends on what the plant bears, and what is asked for on whether water would help. */
function dryness(facts: PlantFacts, { anchor, last }: Soil, isDoubted: boolean): CareFinding[] {
  const { soil, lower } = anchor;
  if (soil === null || soil > lower) return [];
  const isJustWatered = last !== undefined && hoursBetween(last.at, facts.at) < FELT_AFTER_H;
  // Dry is right for a desert plant in its winter rest, and for a bulb that sleeps.
  if (isJustWatered || (isDesert(facts) && isResting(facts)) || isDormant(facts)) return [];
  const isDry = soil < lower - MARGIN;
  const isAlerted = isAlertedAbout(facts, 'below');
  if (!isDry && !isAlerted) return [];
  const share = facts.species?.watering === 'keep_wet' ? URGENT_SHARE_OF_BOG : URGENT_SHARE;
  const isUrgent = !isDesert(facts) && soil < lower * share;
  const asks = wateringAsks(facts);
  // Frozen soil reads dry, as ice does not conduct.
  const isFrozen = asks.includes('water_after_frost');
  return [
    found('soil_dry', {
      severity: isFrozen && !isAlerted ? 'notice' : isUrgent && !isDoubted && !isFrozen ? 'urgent' : 'attention',
      confidence: isDoubted || isFrozen ? 'guess' : facts.species === null ? 'likely' : 'sure',
      metric: 'soil_moisture',
      evidence: {
        soil,
        lower,
        hours: facts.metrics.soil_moisture.hoursBelow.week,
        days: last ? hoursBetween(last.at, facts.at) / 24 : null,
        frozen: isFrozen,
      },
      to: facts.at,
      asks,
    }),
  ];
}

function speed(facts: PlantFacts, { anchor }: Soil): CareFinding[] {
  const rate = dryingOf(facts);
  const spells = facts.soil.earlierDriesPerDay.length + (facts.soil.driesPerDay === null ? 0 : 1);
  if (rate === null || spells < 2 || anchor.basis !== 'soil' || anchor.every_days >= FAST_DAYS + 1) return [];
  const days = facts.metrics.soil_moisture.days.map(({ max }) => max);
  const span = Math.min(anchor.upper ?? 100, Math.max(...days)) - anchor.lower;
  if (span / rate > FAST_DAYS || facts.species?.watering === 'keep_wet') return [];
  return [
    found('dries_fast', {
      severity: 'notice',
      confidence: confidenceFrom(spells, facts),
      metric: 'soil_moisture',
      evidence: { rate, hours: (span / rate) * 24, pot_cm: facts.place.pot_cm },
      asks: isGrowing(facts) && !isOutdoors(facts) ? ['repot'] : [],
    }),
  ];
}

function habits(facts: PlantFacts, { habit, anchor }: Soil): CareFinding[] {
  if (habit === null || habit.verdict === 'good') return [];
  const isOften = habit.verdict === 'too_often';
  return [
    found(isOften ? 'habit_too_often' : 'habit_too_seldom', {
      severity: 'notice',
      confidence: habit.before === null ? 'guess' : confidenceFrom(habit.count, facts),
      metric: 'soil_moisture',
      evidence: {
        every_days: habit.everyDays,
        count: habit.count,
        before: habit.before,
        lower: anchor.lower,
        better_days: anchor.every_days,
      },
      asks: isOften ? ['water_less_often'] : ['water_more_often'],
    }),
  ];
}

/** What is due by the soil or by the calendar, and what is not known. */
function dues(facts: PlantFacts, { anchor, last, waterings }: Soil): CareFinding[] {
  const { at, today, metrics } = facts;
  const isWatered = last !== undefined && hoursBetween(last.at, at) < LATELY_H;
  const lateness = anchor.next === null ? -1 : daysBetween(anchor.next, today);
  const isLogging = waterings.length > 0;
  const isLong = lateness > Math.max(LONG_OVERDUE.days, anchor.every_days * LONG_OVERDUE.share);
  const wasMeasured = Object.values(metrics).some(({ value }) => value !== null);
  return [
    ...(isWatered
      ? [
          found('watered_lately', {
            severity: 'good',
            metric: 'soil_moisture',
            evidence: {
              hours: hoursBetween(last.at, at),
              amount_ml: last.amountMl,
              soil: anchor.soil,
              seen: !last.isLogged,
            },
            from: last.at,
            to: at,
          }),
        ]
      : []),
    ...(lateness >= 0 && !isWatered
      ? [
          found('watering_due', {
            severity: anchor.soil === null && isLogging && isLong ? 'attention' : 'notice',
            confidence: anchor.basis === 'species' ? 'guess' : anchor.soil === null ? 'likely' : 'sure',
            metric: 'soil_moisture',
            evidence: {
              overdue_days: anchor.soil === null ? lateness : 0,
              every_days: anchor.every_days,
              known: isLogging,
              soil: anchor.soil,
              basis: anchor.basis,
            },
            from: noon(anchor.anchor),
            to: at,
            asks: anchor.soil !== null ? wateringAsks(facts) : isAirPlant(facts) ? [] : ['feel_soil', 'water_when_due'],
          }),
        ]
      : []),
    ...(isDormant(facts)
      ? [found('dormant', { severity: 'notice', confidence: 'guess', evidence: { until: nextSeason(facts.today) } })]
      : []),
    ...(anchor.soil !== null && isHeldMoist(facts, anchor) && (anchor.upper === null || anchor.soil <= anchor.upper)
      ? [
          found('kept_moist', {
            severity: 'notice',
            confidence: 'likely',
            metric: 'soil_moisture',
            evidence: { soil: anchor.soil, rain: isOutdoors(facts) },
          }),
        ]
      : []),
    ...(anchor.soil === null && !isWatered && wasMeasured && !isAirPlant(facts)
      ? [found('soil_unknown', { severity: 'notice', metric: 'soil_moisture', asks: ['feel_soil'] })]
      : []),
  ];
}

/** The waterings and the habit of a plant, with the anchor that was made of them. */
export function soilOf(facts: PlantFacts, anchor: WateringAnchor): Soil {
  const waterings = wateringsOf(facts);
  return { waterings, last: waterings.at(-1), habit: habitOf(facts, waterings), anchor };
}

/** Judges the water. @param facts as they can be believed */
export function water(facts: PlantFacts, soil: Soil): CareFinding[] {
  const wet = wetness(facts, soil);
  const missed = notReached(facts, unfelt(facts, soil), soil);
  const isDoubted = missed.some(({ confidence }) => confidence === 'guess');
  const dry = dryness(facts, soil, isDoubted);
  const fast = speed(facts, soil);
  const isOver = wet.some(({ code }) => code === 'overwatered');
  const isTold = dry.length > 0 || wet.length > 0;
  return [
    ...wet,
    ...missed,
    ...dry,
    ...fast,
    // A pot that dries in a day is no fault of whoever waters it.
    ...(isOver || fast.length > 0 ? [] : habits(facts, soil)),
    ...dues(facts, soil).filter(({ code }) => code !== 'watering_due' || !isTold),
  ];
}
