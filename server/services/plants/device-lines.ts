/** The main line of a plant that several devices measure. Pure. */
import type { HistoryPoint } from '@plantops/shared/api/readings.ts';
import type { Combine } from '@plantops/shared/judging/combine.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';

/** Whether another value than the mean is the main one of some metric. */
export const isCombined = (combine: Combine): boolean =>
  METRIC_NAMES.some((metric) => combine[metric] === 'min' || combine[metric] === 'max');

/** The points as the owner combines devices: the least or the greatest value of each bucket, where that is chosen. */
export const combinedPoints = (points: readonly HistoryPoint[], combine: Combine): HistoryPoint[] =>
  points.map((point) => {
    const chosen = { ...point };
    for (const metric of METRIC_NAMES)
      if (combine[metric] === 'min' || combine[metric] === 'max')
        chosen[metric] = point[`${metric}_${combine[metric]}`];
    return chosen;
  });

/**
 * The mean of devices and not of readings: one that sends ten times as often does not count ten times.
 * @param points whose means are of all readings
 * @param lines those of each device
 */
export function meansOfDevices(
  points: readonly HistoryPoint[],
  lines: readonly { points: readonly HistoryPoint[] }[],
): HistoryPoint[] {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const line of lines)
    for (const point of line.points)
      for (const metric of METRIC_NAMES) {
        const value = point[metric];
        if (value === null) continue;
        const key = `${point.time} ${metric}`;
        const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
        sums.set(key, { sum: sum + value, count: count + 1 });
      }
  return points.map((point) => {
    const mean = { ...point };
    for (const metric of METRIC_NAMES) {
      const of = sums.get(`${point.time} ${metric}`);
      if (of) mean[metric] = of.sum / of.count;
    }
    return mean;
  });
}
