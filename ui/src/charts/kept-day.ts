import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { History, HistoryPoint, Sparkline } from '../api/generated';

/** The means of a bucket as a point of a history, whose least and greatest values they then are, too. */
function pointOf(point: Sparkline['points'][number]): HistoryPoint {
  const values = METRIC_NAMES.flatMap((metric: Metric) => [
    [metric, point[metric]],
    [`${metric}_min`, point[metric]],
    [`${metric}_max`, point[metric]],
  ]);
  return { time: point.time, ...Object.fromEntries(values) } as HistoryPoint;
}

/** The last day of a plant, as it is kept for times without the server, as a history. */
export const historyOfDay = ({ plant_id, from, to, bucket_s, points }: Sparkline, timeZone: string): History => ({
  plant_id,
  from,
  to,
  bucket_s,
  bucket: `PT${bucket_s}S`,
  time_zone: timeZone,
  readings_from: null,
  points: points.map(pointOf),
});
