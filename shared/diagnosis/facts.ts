/**
 * Everything that a plant is judged by: what is known of it, its place and its pot, what was measured, and what was done.
 * Times are instants unless they are named a day; days are YYYY-MM-DD where the plant stands. Figures are in the units
 * of readings. What is not known is null, never a guess: guesses are the diagnosis' own, and named as such.
 */
import type { Metric } from '../metrics.ts';
import type { Season } from '../care/care-words.ts';
import type { Light, PlantForm, Watering } from '../species/species-schema.ts';
import type { Thresholds } from '../thresholds.ts';
import type { Place } from './place.ts';

/** A minimum, a mean and a maximum of one metric on one day. */
export interface DayFigures {
  day: string;
  min: number;
  mean: number;
  max: number;
  /** Hours of the day with readings, 0 to 24. */
  hours: number;
}

/** The nights of a plant: from an hour after sunset to sunrise, else 22 to 6 o'clock. */
export interface NightFigures {
  /** The day on which the night ended. */
  day: string;
  min: number;
  mean: number;
}

/** What one metric of a plant shows. */
export interface MetricFacts {
  /** Made from its fresh probes, as `combine` says, as are its figures: without those that are doubted beside sound ones. */
  value: number | null;
  measuredAt: string | null;
  /** Whether the value describes the present: younger than three of its own intervals (or three hours, if more). */
  isFresh: boolean;
  /** How often it is measured (s); null where that is not known. */
  intervalS: number | null;
  /** The last 14 days with readings, oldest first; today is the last one while it lasts. */
  days: readonly DayFigures[];
  /** Hours outside the range that the plant needs (`countedRange`), in the last 24 hours and the last seven days. */
  hoursBelow: { day: number; week: number };
  hoursAbove: { day: number; week: number };
  /** The probes that measure it, with what was found about each. */
  probes: readonly ProbeFacts[];
}

export interface ProbeFacts {
  deviceId: string;
  name: string | null;
  value: number | null;
  measuredAt: string | null;
  isFresh: boolean;
  /** Codes of open findings about this device and metric, such as `stuck` or `out_of_soil`. */
  findings: readonly string[];
}

/** A rise in the curve of soil moisture that is a watering. */
export interface SeenWatering {
  at: string;
  from: number;
  to: number;
}

/** The curve of soil moisture over the last 14 days. */
export interface SoilFacts {
  /** Waterings seen in the curve, oldest first. */
  seen: readonly SeenWatering[];
  /** Points lost a day since it was last wettest; null where the curve does not say. */
  driesPerDay: number | null;
  /** Points lost a day in each of the earlier dry spells between two waterings, oldest first. */
  earlierDriesPerDay: readonly number[];
  /** A fall of many points within an hour, with no fall of another metric: when, from and to. The newest one. */
  drop: { at: string; from: number; to: number } | null;
}

export interface CareEvent {
  kind: 'watering' | 'fertilizing' | 'repotting' | 'pruning' | 'moving' | 'treatment';
  at: string;
  amountMl: number | null;
}

export interface DeviceFacts {
  id: string;
  name: string | null;
  isOnline: boolean;
  lastSeenAt: string | null;
  batteryPct: number | null;
  error: string | null;
  /** Codes of open findings about the whole device, such as `clock_off`. */
  findings: readonly string[];
}

/** The light of a day. */
export interface LightDay {
  day: string;
  /** Daily light integral, mol/m²/d, from lux over the whole day. */
  dli: number;
  /** Mean lux of the three brightest hours. */
  brightLux: number;
  /** Hours of the day with readings, 0 to 24: an integral needs at least 18. */
  hours: number;
}

/** The air of a day, by vapour-pressure deficit (kPa) over the hours with light; temperature and humidity together. */
export interface AirDay {
  day: string;
  meanVpd: number;
  maxVpd: number;
  hours: number;
}

export interface SpeciesFacts {
  name: string;
  commonNames: Readonly<Record<'en' | 'de', string>>;
  /** Whether only its genus is known, so that its ranges are careful ones. */
  isGenus: boolean;
  /** Of a genus: the least temperature (°C) that the most tender of its species bears. */
  tender?: number | null;
  form: PlantForm;
  thresholds: Thresholds;
  watering: Watering;
  light: Light;
  season: Readonly<Record<'en' | 'de', string>>;
  pets: 'toxic' | 'safe' | 'unknown';
}

export interface PlantFacts {
  /** The instant that all of it is of. */
  at: string;
  /** The day of that instant where the plant stands. */
  today: string;
  timeZone: string;
  season: Season;
  hemisphere: 'north' | 'south' | 'tropics';
  /** Length of today from sunrise to sunset (h), by the zone's usual latitude; null where that is not known. */
  daylightHours: number | null;
  plant: { id: string; name: string; species: string | null; keptSince: string };
  place: Place;
  /** From the library; null where its species is not known there. */
  species: SpeciesFacts | null;
  /** The plant's own limits, as the owner set them. */
  thresholds: Thresholds;
  metrics: Readonly<Record<Metric, MetricFacts>>;
  soil: SoilFacts;
  light: readonly LightDay[];
  nights: readonly NightFigures[];
  air: readonly AirDay[];
  /** From the journal, newest first, of the last 120 days; at most 50. */
  events: readonly CareEvent[];
  devices: readonly DeviceFacts[];
  /** Open alerts about values: their metric and side. */
  alerts: readonly { metric: Metric | null; side: 'below' | 'above' | null; since: string }[];
}
