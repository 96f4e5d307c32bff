/**
 * Which values are old. The server judges it, by the rhythm of each device and metric; see `GET /api/plants`. Without the server
 * all are.
 */
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Plant } from '../api/generated';
import { useFreshnessStore } from '../stores/freshness';

export type AgedPlant = Pick<Plant, 'stale' | 'device_count' | 'offline_count'>;

/** Whether no device of the plant is heard, so that all of its values are old. */
export const isUnheard = ({ device_count, offline_count }: AgedPlant): boolean =>
  device_count > 0 && offline_count === device_count;

/** What components ask that show values: whether one may not look like a value of now. */
export function useOldValues(): { isOldNow: (plant: AgedPlant, metric: Metric) => boolean } {
  const freshness = useFreshnessStore();
  return { isOldNow: (plant, metric) => freshness.valuesOf !== undefined || isOld(plant, metric) };
}

/** Whether the server counts the value of a metric as old: nothing is heard of the plant, or nothing new of this metric. */
export const isOld = (plant: AgedPlant, metric: Metric): boolean =>
  isUnheard(plant) || plant.stale.some((stale) => stale.metric === metric);
