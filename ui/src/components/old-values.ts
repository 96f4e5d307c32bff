/** Which values are old. The server judges it, by the rhythm of each device and metric; see `GET /api/plants`. */
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Plant } from '../api/generated';

export type AgedPlant = Pick<Plant, 'stale' | 'device_count' | 'offline_count'>;

/** Whether no device of the plant is heard, so that all of its values are old. */
export const isUnheard = ({ device_count, offline_count }: AgedPlant): boolean =>
  device_count > 0 && offline_count === device_count;

/** Whether the value of a metric is old: nothing is heard of the plant, or nothing new of this metric. */
export const isOld = (plant: AgedPlant, metric: Metric): boolean =>
  isUnheard(plant) || plant.stale.some((stale) => stale.metric === metric);
