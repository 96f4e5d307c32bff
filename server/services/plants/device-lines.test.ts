import type { HistoryPoint } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { expect, it } from 'vitest';
import { combinedPoints, meansOfDevices } from './device-lines.ts';

const point = (time: string, metric: Metric, mean: number, min = mean, max = mean): HistoryPoint =>
  ({
    time,
    ...Object.fromEntries(
      METRIC_NAMES.flatMap((name) => [name, `${name}_min`, `${name}_max`].map((key) => [key, null])),
    ),
    [metric]: mean,
    [`${metric}_min`]: min,
    [`${metric}_max`]: max,
  }) as HistoryPoint;

it('the main line is the least or the greatest value where the owner chose that, and the mean elsewhere', () => {
  const points = [point('noon', 'soil_moisture', 40, 10, 45)];
  expect(combinedPoints(points, { soil_moisture: 'min' })[0]?.soil_moisture).toBe(10);
  expect(combinedPoints(points, { soil_moisture: 'max', humidity: 'min' })[0]).toMatchObject({
    soil_moisture: 45,
    humidity: null,
  });
  expect(combinedPoints(points, { soil_moisture: 'mean' })).toEqual(points);
  expect(combinedPoints(points, {})).toEqual(points);
});

it('the mean is that of devices, however often each sends', () => {
  const all = [point('noon', 'soil_moisture', 44), point('one', 'soil_moisture', 45), point('two', 'humidity', 50)];
  const dry = [point('noon', 'soil_moisture', 10)];
  const wet = [point('noon', 'soil_moisture', 45), point('one', 'soil_moisture', 45)];
  const means = meansOfDevices(all, [{ points: dry }, { points: wet }]);
  expect(means.map(({ soil_moisture, humidity }) => [soil_moisture, humidity])).toEqual([
    [27.5, null],
    [45, null],
    [null, 50],
  ]);
  expect(meansOfDevices(all, [])).toEqual(all);
});
