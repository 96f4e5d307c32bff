/**
 * When to water next and how much: derived from the drying of this pot, else from a habit that did the plant good, else
 * from what is usual for its species. It counts from an anchor that stays where it is from one look to the next. Pure.
 */
import type { Watering as WateringWay } from '../species/species-schema.ts';
import { addDays, daysBetween, laterDate } from '../plain-date.ts';
import { dateIn } from './day-of.ts';
import type { WateringAnchor } from './diagnosis.ts';
import type { PlantFacts } from './facts.ts';
import { hoursBetween, mean, median } from './families/found.ts';
import { hasReservoir, isAirPlant, isDesert, isDormant, isOutdoors, isResting, nextSeason } from './kind.ts';
import { soilBand } from './ranges.ts';
import { FELT_AFTER_H, lately, usualInterval, type Watering, wateringsOf } from './waterings.ts';

/** Days between waterings if nothing else is known. Our judgement, for a 12 to 20 cm pot in a warm room in summer. */
const USUAL_DAYS: Readonly<Record<WateringWay, number>> = {
  dry_out: 14,
  mostly_dry: 10,
  surface_dry: 7,
  keep_moist: 4,
  keep_wet: 2,
};
/** A resting plant drinks about a third less, a desert plant in its winter rest next to nothing. Our judgement. */
const RESTING_FACTOR = 1.5;
const DESERT_RESTING_FACTOR = 2.5;
/** How much longer a pot lasts than one of plastic in a room. Our judgement: clay breathes, wind and sun dry. */
const POT_FACTOR = { plastic: 1, ceramic: 1, clay: 0.8, self_watering: 2, ground: 2 } as const;
const OUTDOORS_IN_SUMMER = 0.6;
const SMALL_POT = { below: 10, factor: 0.7 };
const LARGE_POT = { from: 25, factor: 1.4 };
/** Plants drink less in the cool and more in the heat (mean of the last days, °C). Our judgement. */
const WARMTH = { cool: 15, coolFactor: 1.3, hot: 28, hotFactor: 0.75 };
const FURTHEST_DAYS = 60;
/** What is further away than can be foretold is looked at again after so many days, counted from the last watering. */
const LOOK_DAYS = 14;
/** Epiphytes without soil are soaked or sprayed so often (days). General advice of growers. */
const AIR_PLANT_DAYS = 4;
/**
 * Soil that nobody is seen to water and that stays within these points (%) for so many days is kept moist by something
 * else: drops, a wet saucer, rain; if it has more than this share of its band. Our judgement.
 */
const HELD = { days: 5, within: 8, above: 0.25 };
/** No owner gives more at once (ml), in a room and outdoors; and no slip of a finger is a habit (times the usual). */
const MOST_ML = { indoors: 6000, outdoors: 20_000 };
const SLIP_FACTOR = 10;
/** A habit that was given up for so much longer than its interval is none any more (times, and days). */
const GIVEN_UP = { factor: 2, days: 3 };
/** After so many days with a probe the curve shows what a watering does; what is only logged proves nothing then. */
const SHOWN_BY_CURVE_DAYS = 7;
const FULL = 100;
const WINTER_DAYS = 92;
/** A drying that is slower than this (% a day) may be the drift of the sensor. */
const LEAST_DRYING = 0.2;
/** Soil that is too wet is looked at again after this many days at most. */
const REST_DAYS = 3;
/** Habits change with the seasons: only the last days count. */
const HABIT_DAYS = 45;
/**
 * A habit that waters this much more often than usual for the species, without a curve that speaks for it, is not taken
 * over; nor one that waters soil that still holds this share of its band. Our judgement.
 */
const TOO_OFTEN = 0.5;
const STILL_MOIST = 0.4;
/** Soil this far below its band before each watering (%) was watered too late. */
const TOO_DRY_BY = 5;
/** Of the volume of a pot, what a thorough watering takes. A pot is about 0.55 d³ large (cm). Our judgement. */
const POT_SHARE = 0.2;
const MOST_POT_SHARE = 0.6;
const potMl = (cm: number): number => 0.55 * cm ** 3;

export interface Habit {
  everyDays: number;
  count: number;
  /** Soil moisture before each of the waterings, the middle one (%); null where no curve shows it. */
  before: number | null;
  verdict: 'good' | 'too_often' | 'too_seldom';
}

const within = (days: number): number => Math.min(FURTHEST_DAYS, Math.max(1, Math.round(days)));

/** Days between waterings that are usual for the species, in this pot, place and season. */
export function usualDays(facts: PlantFacts): number {
  const { species, place, metrics, season } = facts;
  if (isAirPlant(facts)) return AIR_PLANT_DAYS;
  const resting = isResting(facts) ? (isDesert(facts) ? DESERT_RESTING_FACTOR : RESTING_FACTOR) : 1;
  const pot = place.pot_material === null ? 1 : POT_FACTOR[place.pot_material];
  const cm = place.pot_cm;
  const size = cm === null ? 1 : cm < SMALL_POT.below ? SMALL_POT.factor : cm >= LARGE_POT.from ? LARGE_POT.factor : 1;
  const outdoors = isOutdoors(facts) && season === 'summer' ? OUTDOORS_IN_SUMMER : 1;
  const warm = mean(metrics.temperature.days.slice(-3).map((day) => day.mean));
  const warmth = warm === null ? 1 : warm < WARMTH.cool ? WARMTH.coolFactor : warm > WARMTH.hot ? WARMTH.hotFactor : 1;
  return within(USUAL_DAYS[species?.watering ?? 'surface_dry'] * resting * pot * size * outdoors * warmth);
}

/** The habit of watering, judged by what it did. Null with fewer than three waterings in the last weeks. */
export function habitOf(facts: PlantFacts, waterings: readonly Watering[]): Habit | null {
  // Rain is no habit.
  const own = waterings.filter(({ isLogged }) => isLogged || !isOutdoors(facts));
  const recent = lately(own, facts.at, HABIT_DAYS);
  const interval = usualInterval(recent);
  const last = recent.at(-1);
  if (interval === null || !last) return null;
  if (hoursBetween(last.at, facts.at) / 24 > interval * GIVEN_UP.factor + GIVEN_UP.days) return null;
  const { lower, upper } = soilBand(facts);
  const everyDays = within(interval);
  const befores = recent.flatMap(({ from }) => from ?? []);
  // One may be by chance.
  const before = befores.length < 2 ? null : median(befores);
  if (before === null && facts.metrics.soil_moisture.days.length >= SHOWN_BY_CURVE_DAYS) return null;
  const moist = lower + STILL_MOIST * ((upper ?? 100) - lower);
  const isOften =
    before === null
      ? everyDays <= usualDays(facts) * TOO_OFTEN &&
        !isOutdoors(facts) &&
        !isAirPlant(facts) &&
        facts.species?.watering !== 'keep_wet'
      : before > moist && upper !== null;
  const isSeldom = before !== null && before < lower - TOO_DRY_BY && !isDesert(facts);
  const verdict = isOften ? 'too_often' : isSeldom ? 'too_seldom' : 'good';
  return { everyDays, count: recent.length, before, verdict };
}

/** Points of soil moisture lost a day: now, else as in the dry spells before. */
export function dryingOf({ soil }: Pick<PlantFacts, 'soil'>): number | null {
  const rate = soil.driesPerDay ?? median(soil.earlierDriesPerDay);
  return rate !== null && rate >= LEAST_DRYING ? rate : null;
}

/**
 * Soil moisture now. A value from before the last watering is no ground for another one, and water takes hours to spread.
 */
export function soilNow({ metrics }: Pick<PlantFacts, 'metrics'>, last: Watering | undefined): number | null {
  const { value, isFresh, measuredAt } = metrics.soil_moisture;
  if (!isFresh || value === null || measuredAt === null) return null;
  return last?.isLogged && last.to === null && hoursBetween(last.at, measuredAt) < FELT_AFTER_H ? null : value;
}

/** The middle amount that was given, without slips of a finger (ml). */
function usualAmount(facts: PlantFacts, waterings: readonly Watering[]): number | null {
  const most = isOutdoors(facts) ? MOST_ML.outdoors : MOST_ML.indoors;
  const amounts = waterings.flatMap(({ amountMl }) => (amountMl !== null && amountMl <= most ? [amountMl] : []));
  const middle = median(amounts);
  return middle === null ? null : median(amounts.filter((amount) => amount <= middle * SLIP_FACTOR));
}

/** How much to give: as usual, unless that was too much or more than the pot holds; else by the size of the pot. */
function amountOf(facts: PlantFacts, waterings: readonly Watering[], isTooMuch: boolean): number | null {
  const cm = facts.place.pot_material === 'ground' ? null : facts.place.pot_cm;
  const byPot = cm === null ? null : Math.max(10, Math.round((potMl(cm) * POT_SHARE) / 10) * 10);
  if (facts.species?.watering === 'keep_wet') return null;
  const usual = usualAmount(facts, waterings);
  if (usual === null) return byPot;
  if (isTooMuch) return byPot === null ? null : Math.min(byPot, Math.round(usual));
  return cm !== null && usual > potMl(cm) * MOST_POT_SHARE ? byPot : Math.round(usual);
}

/** Days between waterings, and what says so. */
function intervalOf(facts: PlantFacts, habit: Habit | null): Pick<WateringAnchor, 'every_days' | 'basis'> {
  const { lower, upper } = soilBand(facts);
  const rate = dryingOf(facts);
  const { days } = facts.metrics.soil_moisture;
  const top = days.length === 0 ? null : Math.min(upper ?? 100, Math.max(...days.map(({ max }) => max)));
  if (rate !== null && top !== null && top > lower && !hasReservoir(facts))
    return { every_days: within((top - lower) / rate), basis: 'soil' };
  if (habit?.verdict === 'good') return { every_days: habit.everyDays, basis: 'habit' };
  return { every_days: usualDays(facts), basis: 'species' };
}

/** Whether soil stays moist though nobody is seen to water it. */
export function isHeldMoist(facts: PlantFacts, { lower, upper }: Pick<WateringAnchor, 'lower' | 'upper'>): boolean {
  const days = facts.metrics.soil_moisture.days.slice(-HELD.days);
  if (days.length < HELD.days || dryingOf(facts) !== null || hasReservoir(facts)) return false;
  if (lately(wateringsOf(facts), facts.at, HELD.days).length > 0) return false;
  const means = days.map((day) => day.mean);
  return (
    Math.min(...means) > lower + HELD.above * ((upper ?? FULL) - lower) &&
    Math.max(...means) - Math.min(...means) <= HELD.within
  );
}

/** A desert plant that rests in the cool is left dry until spring; in a warm room it gets some water now and then. */
function wakesOn(facts: PlantFacts): string {
  const { today, hemisphere, metrics } = facts;
  const warm = mean(metrics.temperature.days.slice(-3).map((day) => day.mean));
  if (warm === null || warm >= WARMTH.cool) return today;
  const spring = hemisphere === 'south' ? '-09-01' : '-03-01';
  const thisYear = `${today.slice(0, 4)}${spring}`;
  const next = thisYear >= today ? thisYear : `${Number(today.slice(0, 4)) + 1}${spring}`;
  return daysBetween(today, next) > WINTER_DAYS ? addDays(today, WINTER_DAYS) : next;
}

/**
 * When a pot that is too wet is looked at again: every third day, counted from an anchor that stays where it is. Counted
 * from today, the day would move on with each look.
 */
export const restsUntil = (anchor: string, today: string, every = REST_DAYS): string =>
  addDays(anchor, (Math.floor(Math.max(0, daysBetween(anchor, today)) / every) + 1) * every);

/** @param isTooMuch whether the pot was watered too much: then neither its habit nor its amounts are taken over */
export function anchorOf(facts: PlantFacts, isTooMuch: boolean): WateringAnchor {
  const { today, plant } = facts;
  const waterings = wateringsOf(facts);
  const last = waterings.at(-1);
  const { lower, upper } = soilBand(facts);
  const soil = soilNow(facts, last);
  const interval = intervalOf(facts, isTooMuch ? null : habitOf(facts, waterings));
  const anchor = last ? dateIn(last.at, facts.timeZone) : plant.keptSince < today ? plant.keptSince : today;
  const byCalendar = addDays(anchor, interval.every_days);
  const whole = {
    ...interval,
    anchor,
    amount_ml: amountOf(facts, waterings, isTooMuch),
    lower,
    upper,
    soil,
  };
  if (isDormant(facts) && (soil === null || upper === null || soil <= upper))
    return { ...whole, next: laterDate(byCalendar, nextSeason(today)), not_before: null };
  if (soil === null) return { ...whole, next: byCalendar, not_before: null };
  // A probe does not see the water below.
  if (hasReservoir(facts) && soil > lower) return { ...whole, next: laterDate(byCalendar, today), not_before: null };
  const rate = dryingOf(facts);
  const daysTo = (level: number): number => Math.floor((soil - level) / (rate ?? Infinity));
  const until = (level: number, least: number): string => addDays(today, Math.max(least, daysTo(level)));
  // Nobody foretells what a pot does in two months: a date that moves on with each look is none.
  const isFar = rate !== null && daysTo(lower) > FURTHEST_DAYS;
  const look = restsUntil(anchor, today, LOOK_DAYS);
  if (upper !== null && soil > upper) {
    const rest = restsUntil(anchor, today);
    if (rate === null || daysTo(upper) > FURTHEST_DAYS) return { ...whole, next: null, not_before: rest };
    const rested = laterDate(rest, until(upper, 1));
    if (isFar) return { ...whole, next: null, not_before: rested };
    return { ...whole, next: laterDate(rested, until(lower, 1)), not_before: rested };
  }
  if (soil <= lower) {
    const isAsleep = isDesert(facts) && isResting(facts);
    return { ...whole, next: isAsleep ? laterDate(byCalendar, wakesOn(facts)) : today, not_before: null };
  }
  // The soil is still moist: it is not watered today, even if the calendar says so.
  if (isFar || isHeldMoist(facts, whole)) return { ...whole, next: null, not_before: look };
  if (rate !== null) return { ...whole, next: until(lower, 1), not_before: null };
  // How fast it dries is not known yet: as much of the interval is left as of its water.
  const left = Math.floor((interval.every_days * (soil - lower)) / ((upper ?? FULL) - lower));
  return { ...whole, next: laterDate(byCalendar, addDays(today, Math.max(1, left))), not_before: null };
}
