/** Gathers everything that a plant is judged by. */
import { type Doubted, partlyDoubted } from '@plantops/shared/diagnosis/doubted.ts';
import { airDays } from '@plantops/shared/diagnosis/figures/air.ts';
import { dayAfter } from '@plantops/shared/diagnosis/figures/calendar.ts';
import { dayFigures, type HourFigures, hoursOutside } from '@plantops/shared/diagnosis/figures/hours.ts';
import { lightDays } from '@plantops/shared/diagnosis/figures/light.ts';
import { lightOf, nightFigures } from '@plantops/shared/diagnosis/figures/nights.ts';
import { soilFacts } from '@plantops/shared/diagnosis/figures/soil.ts';
import { daylightOf, hemisphereOf } from '@plantops/shared/diagnosis/figures/sun.ts';
import { placeOfZone } from '@plantops/shared/diagnosis/figures/zone-places.ts';
import type {
  DeviceFacts,
  MetricFacts,
  PlantFacts,
  ProbeFacts,
  SpeciesFacts,
} from '@plantops/shared/diagnosis/facts.ts';
import { countedRange } from '@plantops/shared/diagnosis/ranges.ts';
import { siteByWords } from '@plantops/shared/diagnosis/site.ts';
import type { ProbeRhythm } from '@plantops/shared/judging/combine.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import { matchSpecies } from '@plantops/shared/species/species.ts';
import type { Species } from '@plantops/shared/species/species-schema.ts';
import type { Queryable } from '../../db/pool.ts';
import { combineColumns, type ProbeColumns, storedRhythm } from '../../db/repositories/latest-columns.ts';
import { type FactsDevice, isHeard, readStoredFacts, type StoredFacts } from '../../db/repositories/plant-facts.ts';
import { seasonOf } from '../care/season.ts';
import { type Curves, readCurves } from './curves.ts';
import { calendarOf, daysBetween } from './local-calendar.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The days that a plant is judged by, today included. */
const DAYS = 14;
/** A value describes the present for three of its own intervals, and three hours at least. */
const MISSED = 3;
const LEAST_FRESH_MS = 3 * HOUR_MS;
/** What the air around a plant does not lose within an hour, unless the board was moved or fails: °C, and points of %. */
const SUDDEN = { temperature: 6, humidity: 25 } as const;

/** @returns undefined where nothing is known */
const intervalOf = ({ toldS, learnedS }: ProbeRhythm): number | null =>
  toldS === null ? learnedS : Math.max(toldS, learnedS ?? 0);

const isFresh = (at: number, intervalS: number | null, now: number): boolean =>
  now - at <= Math.max(LEAST_FRESH_MS, MISSED * 1000 * (intervalS ?? 0));

interface KnownProbe extends ProbeFacts {
  intervalS: number | null;
}

/** The devices that have measured a metric. */
const probesOf = (devices: readonly FactsDevice[], metric: Metric, now: number): KnownProbe[] =>
  devices.flatMap(({ id, name, probe, findings }) => {
    const measuredAt = probe?.[`${metric}_at`];
    if (!probe || measuredAt == null) return [];
    const intervalS = intervalOf(storedRhythm(probe, metric));
    const at = Date.parse(measuredAt);
    return {
      deviceId: id,
      name,
      value: probe[metric],
      measuredAt: new Date(at).toISOString(),
      isFresh: isFresh(at, intervalS, now),
      findings: findings.filter((finding) => finding.metric === metric).map(({ code }) => code),
      intervalS,
    };
  });

const deviceFacts = ({ findings, ...device }: FactsDevice): DeviceFacts => ({
  id: device.id,
  name: device.name,
  isOnline: isHeard(device.status),
  lastSeenAt: device.lastSeenAt,
  batteryPct: device.batteryPct,
  error: device.error,
  findings: findings.filter(({ metric }) => metric === null).map(({ code }) => code),
});

/** @param kinds the species that a genus stands for; none where the species is known */
const speciesFacts = (species: Species, kinds: readonly Species[]): SpeciesFacts => ({
  name: species.name,
  commonNames: { en: species.common_names[0] ?? species.name, de: species.german_names[0] ?? species.name },
  isGenus: kinds.length > 0,
  tender: kinds.flatMap(({ thresholds }) => thresholds.temperature?.min ?? []).toSorted((a, b) => b - a)[0] ?? null,
  form: species.form,
  thresholds: species.thresholds,
  watering: species.watering,
  light: species.light,
  season: species.season,
  pets: species.pets,
});

/** Whether temperature or humidity fell suddenly in the hour of an instant. */
function airFell({ hours }: Curves): (at: number) => boolean {
  const fellIn =
    (of: readonly HourFigures[], by: number) =>
    (at: number): boolean => {
      const index = of.findIndex((hour) => hour.at <= at && at < hour.at + HOUR_MS);
      const [before, hour] = [of[index - 1], of[index]];
      return before !== undefined && hour !== undefined && before.mean - hour.min >= by;
    };
  const [byTemperature, byHumidity] = [
    fellIn(hours.temperature, SUDDEN.temperature),
    fellIn(hours.humidity, SUDDEN.humidity),
  ];
  return (at) => byTemperature(at) || byHumidity(at);
}

/** What a device measured, without the metrics of which it is not believed and others are. */
function withoutDoubted(
  deviceId: string,
  probe: ProbeColumns,
  partly: Readonly<Record<Metric, Doubted | undefined>>,
): ProbeColumns {
  const known = { ...probe };
  for (const metric of METRIC_NAMES)
    if (partly[metric]?.doubted.some((doubted) => doubted.probe.deviceId === deviceId)) {
      known[metric] = null;
      known[`${metric}_at`] = null;
    }
  return known;
}

/** The interval of the probe that measures most often, of those that count. */
function shortestOf(probes: readonly KnownProbe[]): number | null {
  const fresh = probes.filter((probe) => probe.isFresh);
  const known = (fresh.length > 0 ? fresh : probes).flatMap(({ intervalS }) => intervalS ?? []);
  return known.length > 0 ? Math.min(...known) : null;
}

interface GatherOptions {
  plantId: string;
  now: Date;
  /** IANA name of the zone whose days are shown, and in which the plants are thought to be. */
  timeZone: string;
}

/** @returns undefined if there is no such plant */
export async function gatherFacts(
  database: Queryable,
  { plantId, now, timeZone }: GatherOptions,
): Promise<PlantFacts | undefined> {
  const stored = await readStoredFacts(database, plantId, now);
  if (!stored) return undefined;
  const probes = perMetric((metric) => probesOf(stored.devices, metric, now.getTime()));
  const partly = perMetric((metric) => partlyDoubted(metric, probes[metric]));
  const intervals = perMetric((metric) => shortestOf(partly[metric]?.sound ?? probes[metric]));
  const curves = await readCurves(database, {
    plantId,
    soilProbes: probes.soil_moisture.length,
    sound: perMetric((metric) => partly[metric]?.sound.map(({ deviceId }) => deviceId) ?? null),
    combine: stored.combine,
    intervals,
    now: now.getTime(),
  });
  return factsOf(stored, { plantId, now: now.getTime(), timeZone, probes, partly, intervals, curves });
}

interface Measured {
  plantId: string;
  now: number;
  timeZone: string;
  probes: Readonly<Record<Metric, KnownProbe[]>>;
  partly: Readonly<Record<Metric, Doubted | undefined>>;
  intervals: Readonly<Record<Metric, number | null>>;
  curves: Curves;
}

function factsOf(stored: StoredFacts, measured: Measured): PlantFacts {
  const { plantId, now, timeZone, probes, partly, intervals, curves } = measured;
  const calendar = calendarOf(timeZone, now - (DAYS + 1) * DAY_MS, now);
  const today = calendar.dayOf(now);
  const days = daysBetween(dayAfter(today, 1 - DAYS), today);
  const isJudged = ({ day }: { day: string }): boolean => day >= (days[0] ?? today);
  const place = placeOfZone(timeZone);
  const lights = new Map(days.map((day) => [day, lightOf(day, calendar, place)]));
  const isLight = (at: number): boolean => {
    const middle = at + HOUR_MS / 2;
    const light = lights.get(calendar.dayOf(middle));
    return light !== undefined && middle >= light.from && middle < light.to;
  };
  const match = stored.species === null ? undefined : matchSpecies(stored.species);
  const species = match?.species;
  const columns = combineColumns(
    stored.devices.flatMap(({ id, probe }) => (probe ? withoutDoubted(id, probe, partly) : [])),
    stored.combine,
  );

  const known = {
    thresholds: stored.thresholds,
    species: species ? speciesFacts(species, match.certainty === 'genus' ? match.suggestions : []) : null,
    place: { ...stored.place, site: siteByWords(stored.place, stored.name) },
    season: seasonOf(today, timeZone),
    hemisphere: hemisphereOf(place),
  };

  const metricFacts = (metric: Metric): MetricFacts => {
    const hours = curves.hours[metric];
    const range = countedRange(known, metric);
    const [day, week] = [DAY_MS, 7 * DAY_MS].map((ms) => hoursOutside(hours, range, now - ms));
    const at = columns[`${metric}_at`];
    return {
      value: columns[metric],
      measuredAt: at?.toISOString() ?? null,
      isFresh: at !== null && isFresh(at.getTime(), intervals[metric], now),
      intervalS: intervals[metric],
      days: dayFigures(hours, calendar.dayOf).filter(isJudged),
      hoursBelow: { day: day?.below ?? 0, week: week?.below ?? 0 },
      hoursAbove: { day: day?.above ?? 0, week: week?.above ?? 0 },
      probes: probes[metric].map(({ intervalS: _, ...probe }) => probe),
    };
  };

  return {
    at: new Date(now).toISOString(),
    today,
    timeZone,
    season: known.season,
    hemisphere: known.hemisphere,
    daylightHours: place ? daylightOf(calendar.instantOf(today, 12), place).hours : null,
    plant: {
      id: plantId,
      name: stored.name,
      species: stored.species,
      keptSince: calendar.dayOf(stored.createdAt.getTime()),
    },
    place: stored.place,
    species: known.species,
    thresholds: stored.thresholds,
    metrics: perMetric(metricFacts),
    soil: soilFacts({
      points: curves.soil,
      logged: stored.events.filter(({ kind }) => kind === 'watering').map(({ at }) => Date.parse(at)),
      airFellAt: airFell(curves),
      now,
    }),
    light: lightDays(curves.hours.light_level, calendar.dayOf).filter(isJudged),
    // The night that begins this evening ends tomorrow.
    nights: nightFigures(curves.hours.temperature, [...days, dayAfter(today)], calendar, place),
    air: airDays(curves.hours.temperature, curves.hours.humidity, isLight, calendar.dayOf).filter(isJudged),
    events: stored.events,
    devices: stored.devices.map(deviceFacts),
    alerts: stored.alerts,
  };
}
