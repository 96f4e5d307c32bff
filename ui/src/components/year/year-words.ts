/** What a plant's year was like, in words and figures: of the page, and of its image. Follows language and units. */
import {
  mdiShovel,
  mdiSnowflake,
  mdiThermometerHigh,
  mdiWaterOffOutline,
  mdiWateringCan,
  mdiWhiteBalanceSunny,
} from '@mdi/js';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { MetricYear, PlantPhoto, PlantYear } from '../../api/generated';
import { formatMoment, formatValue } from '../../messages/format';
import { dateFormat, numberFormat } from '../../messages/formatters';
import { text } from '../../messages/text';

/** One figure of the year, such as the warmest day. */
export interface YearFigure {
  name: string;
  icon: string;
  label: string;
  value: string;
  /** Its day, or what belongs to it; empty where there is nothing to add. */
  note: string;
}

/** A calendar day of the answer, which has no time zone of its own. */
const dayWords = (day: string): string =>
  formatMoment(`${day}T12:00:00Z`, { day: 'numeric', month: 'long', timeZone: 'UTC' });

/** Of all that was noted: millilitres as long as these are few. */
const amountWords = (ml: number): string =>
  ml < 1000
    ? `${numberFormat({ maximumFractionDigits: 0 }).format(ml)} ml`
    : `${numberFormat({ maximumFractionDigits: 1 }).format(ml / 1000)} l`;

export const metricOf = ({ metrics }: PlantYear, metric: Metric): MetricYear | undefined =>
  metrics.find((one) => one.metric === metric);

/** Whether nothing at all is known of the year. */
export const isEmptyYear = ({ metrics, care, photos }: PlantYear): boolean =>
  metrics.length + care.length + photos.length === 0;

function careFigures({ care }: PlantYear): YearFigure[] {
  const watering = care.find(({ kind }) => kind === 'watering');
  const chores = care.filter(({ kind }) => kind !== 'watering' && kind !== 'note');
  const count = chores.reduce((sum, one) => sum + one.count, 0);
  return [
    {
      name: 'waterings',
      icon: mdiWateringCan,
      label: text('year.waterings'),
      value: watering ? text('year.times', { n: watering.count }) : text('year.never'),
      note: watering?.amount_ml ? text('year.water', { amount: amountWords(watering.amount_ml) }) : '',
    },
    {
      name: 'chores',
      icon: mdiShovel,
      label: text('year.chores'),
      value: count > 0 ? text('year.times', { n: count }) : text('year.never'),
      note: chores
        .map(({ kind, count: n }) => text('year.chore', { n, kind: text(`journal.kind.${kind}`) }))
        .join(', '),
    },
  ];
}

/** The extremes that were measured, then what was done. */
export function yearFigures(year: PlantYear): YearFigure[] {
  const temperature = metricOf(year, 'temperature');
  const soil = metricOf(year, 'soil_moisture');
  const light = metricOf(year, 'light_level');
  const extremes: [string, string, Metric, MetricYear['least'] | undefined][] = [
    ['warmest', mdiThermometerHigh, 'temperature', temperature?.greatest],
    ['coldest', mdiSnowflake, 'temperature', temperature?.least],
    ['driest', mdiWaterOffOutline, 'soil_moisture', soil?.least],
    // A moment of sun says little: the brightest day is the one with the most light.
    ['brightest', mdiWhiteBalanceSunny, 'light_level', light?.highest_day],
  ];
  return [
    ...extremes.flatMap(([name, icon, metric, found]) => {
      if (!found) return [];
      const day = dayWords(found.day);
      return {
        name,
        icon,
        label: text(`year.${name as 'warmest' | 'coldest' | 'driest' | 'brightest'}`),
        value: formatValue(metric, found.value),
        note: name === 'brightest' ? text('year.brightest.mean', { day }) : day,
      };
    }),
    ...careFigures(year),
  ];
}

/** The metrics that are judged, with the days on which each was as it should be. */
export const daysWithin = ({ metrics }: PlantYear): { metric: Metric; within: number; days: number }[] =>
  metrics.flatMap(({ metric, days, days_within: within }) => (within === null ? [] : { metric, within, days }));

/** The names of the months, as long as there is room for. */
export const monthNames = (length: 'narrow' | 'short' | 'long'): string[] =>
  Array.from({ length: 12 }, (_, month) =>
    dateFormat({ month: length, timeZone: 'UTC' }).format(new Date(Date.UTC(2026, month, 15))),
  );

/** A month's mean with its bar. */
export interface MonthBar {
  value: number | null;
  /** Its height, 0 to 1. */
  part: number;
}

/** The least share of the height that a bar has, so that a month that was measured is always seen. */
const LEAST_PART = 0.06;

/** Bars from zero, or from the coldest month below it, to the greatest: small differences look small. */
export function monthBars({ months }: MetricYear): MonthBar[] {
  const known = months.filter((value) => value !== null);
  const floor = Math.min(0, ...known);
  const span = Math.max(...known, floor) - floor;
  return months.map((value) => ({
    value,
    part: value === null ? 0 : LEAST_PART + (span > 0 ? ((1 - LEAST_PART) * (value - floor)) / span : 0),
  }));
}

/** As many photos as there is room for, evenly over the year: always the first and the last. */
export function spreadPhotos(photos: readonly PlantPhoto[], most: number): PlantPhoto[] {
  if (photos.length <= most) return [...photos];
  return Array.from({ length: most }, (_, nth) => photos[Math.round((nth * (photos.length - 1)) / (most - 1))]).filter(
    (photo) => photo !== undefined,
  );
}
