import { describe, expect, it } from 'vitest';
import type { History, HistoryPoint } from '../api/generated';
import { axisOf, metricsIn, pointsWithin, seriesOf, summaryOf, withReading } from './history-series';

const from = Date.UTC(2026, 0, 7);
const iso = (seconds: number): string => new Date(from + seconds * 1000).toISOString();
const point = (seconds: number, temperature: number | null): HistoryPoint =>
  ({
    time: iso(seconds),
    temperature,
    temperature_min: temperature,
    temperature_max: temperature,
    humidity: null,
    humidity_min: null,
    humidity_max: null,
  }) as HistoryPoint;
const history = (points: HistoryPoint[]): History => ({
  plant_id: 'p',
  from: iso(0),
  to: iso(600),
  bucket_s: 60,
  points,
});
const reading = (seconds: number, temperature: number) => ({
  device_id: 'd',
  plant_id: 'p',
  time: iso(seconds),
  temperature,
});

describe('seriesOf', () => {
  it('leaves out buckets without the metric', () => {
    expect(seriesOf([point(0, 20), point(60, null)], 'temperature')).toEqual({
      mean: [{ x: from, y: 20 }],
      band: [{ x: from, y: [20, 20] }],
    });
  });
});

describe('gaps', () => {
  it('are drawn where nothing was heard for long', () => {
    const points = [0, 60, 120, 180, 900, 960].map((seconds) => point(seconds, 20));
    expect(seriesOf(points, 'temperature').mean.map(({ y }) => y)).toEqual([20, 20, 20, 20, null, 20, 20]);
    expect(seriesOf(points, 'temperature').band[4]?.y).toEqual([null, null]);
  });
});

describe('withReading', () => {
  it('widens the last bucket', () => {
    const { points } = withReading(history([point(540, 20)]), reading(570, 22));
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ time: iso(540), temperature: 22, temperature_min: 20, temperature_max: 22 });
  });

  it('begins a new bucket and moves the end of the span', () => {
    const result = withReading(history([point(540, 20)]), reading(610, 25));
    expect(result.points.map(({ time }) => time)).toEqual([iso(540), iso(600)]);
    expect(result.to).toBe(iso(610));
  });

  it('ignores a reading older than what is drawn last, or than the span', () => {
    const drawn = history([point(540, 20)]);
    expect(withReading(drawn, reading(100, 99))).toBe(drawn);
    expect(withReading(drawn, reading(-100, 99))).toBe(drawn);
  });
});

describe('axisOf', () => {
  const series = seriesOf([point(0, 20), point(60, 24)], 'temperature');

  it('shows thresholds that are near and leaves out those far away', () => {
    const near = axisOf('temperature', series, { min: 18, max: 90 });
    expect(near.min).toBeLessThan(18);
    expect(near.max).toBeLessThan(40);
  });

  it('does not blow up the noise of a value that stays the same', () => {
    const still = axisOf('temperature', seriesOf([point(0, 21), point(60, 21.1)], 'temperature'), undefined);
    expect(still.max - still.min).toBeCloseTo(4, 6);
  });

  it('never leaves what the metric can be', () => {
    expect(axisOf('humidity', { mean: [{ x: 0, y: 99 }], band: [{ x: 0, y: [0.2, 99.9] }] }, undefined)).toEqual({
      min: 0,
      max: 100,
    });
  });

  it('has a span without values, too', () => {
    expect(axisOf('temperature', { mean: [], band: [] }, undefined)).toEqual({ min: 10, max: 30 });
    expect(axisOf('temperature', { mean: [], band: [] }, { min: 5 })).toEqual({ min: 5, max: 30 });
  });
});

describe('summaryOf', () => {
  it('tells least, greatest and mean', () => {
    expect(summaryOf(seriesOf([point(0, 20), point(60, 24)], 'temperature'))).toEqual({ min: 20, max: 24, mean: 22 });
    expect(summaryOf({ mean: [], band: [] })).toBeUndefined();
  });
});

describe('pointsWithin', () => {
  it('are those of the window and one more on each side', () => {
    const points = [0, 60, 120, 180, 240].map((seconds) => point(seconds, 20));
    expect(pointsWithin(points, { from: from + 100_000, to: from + 130_000 }).map(({ time }) => time)).toEqual([
      iso(60),
      iso(120),
      iso(180),
    ]);
    expect(pointsWithin(points, { from: from + 300_000, to: from + 400_000 })).toEqual([]);
  });
});

describe('metricsIn', () => {
  it('are those with a value', () => {
    const complete = { soil_moisture: null, light_level: null };
    expect(
      metricsIn([
        { ...point(0, 20), ...complete },
        { ...point(60, null), ...complete },
      ]),
    ).toEqual(['temperature']);
  });
});
