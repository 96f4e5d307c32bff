/**
 * A small world in which a plant is watered, dries, freezes and is measured, hour by hour, so that what is said of it can
 * be read day by day. It needs no database: figures are made here as the server makes them of readings.
 */
import type { Season } from '../../care/care-words.ts';
import { METRIC_NAMES, type Metric, perMetric } from '../../metrics.ts';
import { addDays, daysBetween } from '../../plain-date.ts';
import { UNMEASURED } from '../believed.ts';
import { countedRange, type Range } from '../ranges.ts';
import type { Thresholds } from '../../thresholds.ts';
import type {
  CareEvent,
  DayFigures,
  DeviceFacts,
  MetricFacts,
  PlantFacts,
  SeenWatering,
  SpeciesFacts,
} from '../facts.ts';
import { MORE_STORY_SPECIES } from './more-story-species.ts';
import { STORY_SPECIES } from './story-species.ts';
import { type Place, UNKNOWN_PLACE } from '../place.ts';

export const STORY_DAYS = 60;
const HOURS = 24;
/** When the plant is watered, UTC. */
const WATERING_HOUR = 9;
/** Photons per lux of sunlight (µmol/m²/s), as shared/diagnosis/figures has it. */
const PPFD_PER_LUX = 0.0185;
const RISE = 6;
const DROP = 15;
const FULL = 97;

/** The weather or the room of one day. */
export interface Climate {
  night: number;
  noon: number;
  humidity: number;
  /** Lux of the brightest hour. */
  lux: number;
  daylight: number;
}

export type Reading = Readonly<Partial<Record<Metric, number>>>;

export interface Story {
  title: string;
  /** What somebody who knows plants would say of it. Written before the snapshot. */
  expectation: string;
  species: string | null;
  /** Whether the library does not know the species. */
  isUnknown?: true;
  /** For a plant of which only the genus is known, or whose species is changed in the story. */
  speciesIs?: Partial<SpeciesFacts>;
  start: string;
  hemisphere?: PlantFacts['hemisphere'];
  /** Hour of the day at which it is looked at, UTC. */
  hour?: number;
  keptSince?: string;
  place?: Partial<Place>;
  thresholds?: Thresholds;
  climate: (day: number) => Climate;
  /** Points that the pot loses a day, and the soil moisture that it starts with. */
  pot: { dries: number; starts: number; pointsPer100Ml?: number };
  /** Millilitres that are given on this day, and whether they are logged. */
  waters?: (day: number, soil: number) => { ml: number; logged?: boolean; reaches?: boolean } | undefined;
  events?: readonly CareEvent[];
  /** What the sensors make of the truth in an hour; null: nothing is sent. Left out: they tell the truth. */
  measures?: (reading: Reading, at: { day: number; hour: number }) => Reading | null;
  /** The second probe of soil moisture, where there is one. */
  second?: (soil: number, day: number) => number;
  device?: (day: number) => Partial<DeviceFacts> | null;
  alerts?: (day: number) => PlantFacts['alerts'];
}

interface Hour {
  at: string;
  /** The same, to compare: it is done for each hour on each day. */
  atMs: number;
  day: number;
  hour: number;
  reading: Reading;
}

export interface World {
  story: Story;
  hours: readonly Hour[];
  events: readonly CareEvent[];
}

export const room =
  (overrides: Partial<Climate> = {}) =>
  (): Climate => ({
    night: 19,
    noon: 22,
    humidity: 50,
    lux: 6000,
    daylight: 12,
    ...overrides,
  });

/** Noise that is the same on every run: between -1 and 1. */
const noise = (hour: number, seed: number): number => Math.sin(hour * 12.9898 + seed * 78.233);

function truthOf({ night, noon, humidity, lux, daylight }: Climate, hour: number, soil: number): Reading {
  const sun = Math.max(0, Math.sin((Math.PI * (hour - (12 - daylight / 2))) / daylight));
  const temperature = night + (noon - night) * Math.max(0, Math.sin((Math.PI * (hour - 6)) / 16));
  return {
    soil_moisture: Math.min(100, Math.max(0, soil + 0.1 * noise(hour, 1))),
    temperature: temperature + 0.1 * noise(hour, 2),
    humidity: Math.min(100, humidity + noise(hour, 3)),
    light_level: sun > 0 && hour >= 12 - daylight / 2 && hour <= 12 + daylight / 2 ? lux * sun : 0,
  };
}

/** Plays a story. */
export function play(story: Story): World {
  const { pot } = story;
  const hours: Hour[] = [];
  const events: CareEvent[] = [...(story.events ?? [])];
  let soil = pot.starts;
  for (let day = 0; day < STORY_DAYS; day += 1) {
    for (let hour = 0; hour < HOURS; hour += 1) {
      const at = `${addDays(story.start, day)}T${String(hour).padStart(2, '0')}:00:00.000Z`;
      if (hour === WATERING_HOUR) {
        const given = story.waters?.(day, soil);
        if (given) {
          if (given.reaches ?? true) soil = Math.min(FULL, soil + (given.ml * (pot.pointsPer100Ml ?? 8)) / 100);
          if (given.logged ?? true) events.push({ kind: 'watering', at, amountMl: given.ml });
        }
      }
      // Wet soil loses more than soil that is nearly dry.
      soil = Math.max(2, soil - (pot.dries / HOURS) * Math.min(1, 0.3 + soil / 60));
      const truth = truthOf(story.climate(day), hour, soil);
      const reading = story.measures ? story.measures(truth, { day, hour }) : truth;
      if (reading) hours.push({ at, atMs: Date.parse(at), day, hour, reading });
    }
  }
  return { story, hours, events };
}

function seasonOf(day: string, hemisphere: PlantFacts['hemisphere']): Season {
  const month = Number(day.slice(5, 7));
  const north = (['winter', 'spring', 'summer', 'autumn'] as const)[Math.floor((month % 12) / 3)] ?? 'winter';
  const turned = { winter: 'summer', spring: 'autumn', summer: 'winter', autumn: 'spring' } as const;
  return hemisphere === 'south' ? turned[north] : north;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Groups the hours by day, with the values of a metric in each. */
function byDay(hours: readonly Hour[], metric: Metric): { day: number; values: number[] }[] {
  const days = new Map<number, number[]>();
  for (const { day, reading } of hours) {
    const value = reading[metric];
    if (value === undefined) continue;
    const values = days.get(day);
    if (values) values.push(value);
    else days.set(day, [value]);
  }
  return [...days].map(([day, values]) => ({ day, values }));
}

function metricOf(
  { story }: World,
  { hours, ever }: { hours: readonly Hour[]; ever: readonly Hour[] },
  metric: Metric,
  now: string,
  { min, max }: Range,
): MetricFacts {
  const has = hours.filter(({ reading }) => reading[metric] !== undefined);
  const last = has.at(-1) ?? ever.findLast(({ reading }) => reading[metric] !== undefined);
  if (!last) return { ...UNMEASURED, intervalS: null };
  const days: DayFigures[] = byDay(has, metric).map(({ day, values }) => ({
    day: addDays(story.start, day),
    min: Math.min(...values),
    mean: mean(values),
    max: Math.max(...values),
    hours: values.length,
  }));
  const nowMs = Date.parse(now);
  const since = (ago: number): number[] =>
    has.filter(({ atMs }) => nowMs - atMs <= ago * 3_600_000).map(({ reading }) => reading[metric] ?? 0);
  const below = (ago: number): number => (min === null ? 0 : since(ago).filter((value) => value < min).length);
  const above = (ago: number): number => (max === null ? 0 : since(ago).filter((value) => value > max).length);
  const value = last.reading[metric] ?? null;
  const isFresh = nowMs - last.atMs <= 3 * 3_600_000;
  const probe = { deviceId: 'device_1', name: 'Shelf', value, measuredAt: last.at, isFresh, findings: [] };
  const second = metric === 'soil_moisture' && value !== null ? story.second?.(value, last.day) : undefined;
  const other = {
    deviceId: 'device_2',
    name: 'Sill',
    value: second ?? null,
    measuredAt: last.at,
    isFresh,
    findings: [],
  };
  return {
    value: second === undefined || value === null ? value : (value + second) / 2,
    measuredAt: last.at,
    isFresh,
    intervalS: 3600,
    days,
    hoursBelow: { day: below(24), week: below(168) },
    hoursAbove: { day: above(24), week: above(168) },
    probes: second === undefined ? [probe] : [probe, other],
  };
}

/** Rises, the newest fall, and how fast it dries between rises. */
function soilOf(hours: readonly Hour[]): PlantFacts['soil'] {
  const points = hours.flatMap(({ at, reading: { soil_moisture: value } }) =>
    value === undefined ? [] : [{ at, value }],
  );
  const seen: SeenWatering[] = [];
  let drop: PlantFacts['soil']['drop'] = null;
  const spells: { at: string; value: number }[][] = [[]];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    const change = before ? point.value - before.value : 0;
    if (before && change >= RISE) {
      seen.push({ at: point.at, from: before.value, to: point.value });
      spells.push([]);
    }
    if (before && change <= -DROP) drop = { at: point.at, from: before.value, to: point.value };
    spells.at(-1)?.push(point);
  }
  const rates = spells.map((spell) => {
    const [first, last] = [spell[2], spell.at(-1)];
    const days = first && last ? (Date.parse(last.at) - Date.parse(first.at)) / 86_400_000 : 0;
    return first && last && days >= 0.5 && first.value > last.value ? (first.value - last.value) / days : null;
  });
  return {
    seen,
    driesPerDay: rates.at(-1) ?? null,
    earlierDriesPerDay: rates.slice(0, -1).flatMap((rate) => rate ?? []),
    drop,
  };
}

const svp = (celsius: number): number => 0.6108 * Math.exp((17.27 * celsius) / (celsius + 237.3));

function airOf(hours: readonly Hour[], start: string): PlantFacts['air'] {
  const days = new Map<number, number[]>();
  for (const { day, reading } of hours) {
    const { temperature, humidity, light_level: lux } = reading;
    if (temperature === undefined || humidity === undefined || (lux ?? 0) < 50) continue;
    days.set(day, [...(days.get(day) ?? []), svp(temperature) * (1 - humidity / 100)]);
  }
  return [...days].slice(-14).map(([day, values]) => ({
    day: addDays(start, day),
    meanVpd: mean(values),
    maxVpd: Math.max(...values),
    hours: values.length,
  }));
}

function nightsOf(hours: readonly Hour[], start: string): PlantFacts['nights'] {
  const nights = new Map<number, number[]>();
  for (const { day, hour, reading } of hours) {
    if (reading.temperature === undefined || (hour > 6 && hour < 22)) continue;
    const ends = hour >= 22 ? day + 1 : day;
    nights.set(ends, [...(nights.get(ends) ?? []), reading.temperature]);
  }
  return [...nights].slice(-14).map(([day, values]) => ({
    day: addDays(start, day),
    min: Math.min(...values),
    mean: mean(values),
  }));
}

const daylightOn = ({ story }: World, day: number): number => story.climate(day).daylight;

/** @throws Error where a story names a species that is not written down for the stories */
function speciesOf({ species, isUnknown, speciesIs }: Story): SpeciesFacts | null {
  if (species === null || isUnknown) return null;
  const known = STORY_SPECIES[species] ?? MORE_STORY_SPECIES[species];
  if (!known) throw new Error(`story-species.ts has no ${species}.`);
  return { ...known, season: { en: '', de: '' }, ...speciesIs };
}

/** What is known of the plant on a day of its story. */
export function factsFrom(world: World, day: number): PlantFacts {
  const { story, events } = world;
  const hour = story.hour ?? 12;
  const today = addDays(story.start, day);
  const at = `${today}T${String(hour).padStart(2, '0')}:30:00.000Z`;
  const ever = world.hours.slice(0, world.hours.findLastIndex((known) => known.at <= at) + 1);
  const hours = ever.slice(ever.findIndex((known) => known.day > day - 14 || known === ever.at(-1)));
  const hemisphere = story.hemisphere ?? 'north';
  const species = speciesOf(story);
  const thresholds = story.thresholds ?? species?.thresholds ?? {};
  const device = story.device?.(day);
  const season = seasonOf(today, hemisphere);
  const place = { ...UNKNOWN_PLACE, ...story.place };
  const rangeOf = (metric: Metric): Range => countedRange({ thresholds, species, place, season, hemisphere }, metric);
  return {
    at,
    today,
    timeZone: 'UTC',
    season,
    hemisphere,
    daylightHours: daylightOn(world, day),
    plant: {
      id: 'plant_1',
      name: 'Flora',
      species: story.species,
      keptSince: story.keptSince ?? addDays(story.start, -200),
    },
    place,
    species,
    thresholds,
    metrics: {
      ...perMetric(() => ({ ...UNMEASURED, intervalS: null })),
      ...Object.fromEntries(
        METRIC_NAMES.map((metric) => [metric, metricOf(world, { hours, ever }, metric, at, rangeOf(metric))]),
      ),
    },
    soil: soilOf(hours),
    light: byDay(hours, 'light_level').map(({ day: of, values }) => ({
      day: addDays(story.start, of),
      dli: (values.reduce((sum, lux) => sum + lux, 0) * PPFD_PER_LUX * 3600) / 1e6,
      brightLux: mean(values.toSorted((a, b) => b - a).slice(0, 3)),
      hours: values.length,
    })),
    nights: nightsOf(hours, story.start),
    air: airOf(hours, story.start),
    events: events
      .filter((event) => event.at <= at && daysBetween(event.at.slice(0, 10), today) <= 120)
      .toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    devices:
      device === null
        ? []
        : [
            {
              id: 'device_1',
              name: 'Shelf',
              isOnline: true,
              lastSeenAt: at,
              batteryPct: 80,
              error: null,
              findings: [],
              ...device,
            },
          ],
    alerts: story.alerts?.(day) ?? [],
  };
}
