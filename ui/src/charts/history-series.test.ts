import { METRIC_NAMES, METRICS, perMetric } from '@plantops/shared/metrics.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { History, HistoryPoint } from '../api/generated';
import {
  axisOf,
  metricsIn,
  pointsWithin,
  seriesOf,
  settledPoints,
  summaryOf,
  summaryWith,
  tailOf,
  withReading,
} from './history-series';
import { valueTicks } from './value-axis';

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
  bucket: 'PT1M',
  time_zone: 'UTC',
  readings_from: null,
  points,
});
const reading = (seconds: number, temperature: number) => ({
  device_id: 'd',
  plant_id: 'p',
  time: iso(seconds),
  temperature,
});

const valueAt = (seconds: number, value: number) => ({
  time: from + seconds * 1000,
  mean: value,
  min: value,
  max: value,
});

describe('seriesOf', () => {
  it('leaves out buckets without the metric', () => {
    expect(seriesOf([point(0, 20), point(60, null)], 'temperature').runs).toEqual([[valueAt(0, 20)]]);
  });

  it('begins a new run where nothing was heard for long', () => {
    const points = [0, 60, 120, 180, 900, 960].map((seconds) => point(seconds, 20));
    expect(seriesOf(points, 'temperature').runs.map((run) => run.length)).toEqual([4, 2]);
  });
});

describe('tailOf', () => {
  const settled = seriesOf([point(0, 20), point(60, 21)], 'temperature');

  it('goes from the last settled point to the newest', () => {
    expect(tailOf(settled, point(120, 22), 'temperature')).toEqual([valueAt(60, 21), valueAt(120, 22)]);
  });

  it('is the newest alone after silence, and after nothing', () => {
    expect(tailOf(settled, point(900, 22), 'temperature')).toEqual([valueAt(900, 22)]);
    expect(tailOf(seriesOf([], 'temperature'), point(0, 22), 'temperature')).toEqual([valueAt(0, 22)]);
  });

  it('joins the first two points, however far apart', () => {
    expect(tailOf(seriesOf([point(0, 20)], 'temperature'), point(9000, 22), 'temperature')).toHaveLength(2);
  });

  it('is empty where the newest point lacks the metric', () => {
    expect(tailOf(settled, point(120, null), 'temperature')).toEqual([]);
    expect(tailOf(settled, undefined, 'temperature')).toEqual([]);
  });
});

describe('settledPoints', () => {
  it('stay the same array while a reading changes the newest bucket only', () => {
    const before = history([point(480, 20), point(540, 20)]);
    const settled = settledPoints(undefined, before.points);
    expect(settled).toEqual([point(480, 20)]);
    const widened = withReading(before, reading(570, 22));
    expect(settledPoints(settled, widened.points)).toBe(settled);
    const longer = withReading(widened, reading(610, 25));
    expect(settledPoints(settled, longer.points)).toEqual(longer.points.slice(0, 2));
    expect(settledPoints(settled, history([point(480, 20), point(540, 20)]).points)).not.toBe(settled);
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

  it('counts buckets from those of the server, which need not begin with the span', () => {
    expect(withReading(history([point(510, 20)]), reading(700, 25)).points.map(({ time }) => time)).toEqual([
      iso(510),
      iso(690),
    ]);
    expect(withReading(history([]), reading(610, 25)).points.map(({ time }) => time)).toEqual([iso(600)]);
  });

  it('ignores a reading older than what is drawn last, or than the span', () => {
    const drawn = history([point(540, 20)]);
    expect(withReading(drawn, reading(100, 99))).toBe(drawn);
    expect(withReading(drawn, reading(-100, 99))).toBe(drawn);
  });
});

describe('axisOf', () => {
  it('shows thresholds that are near and leaves out those far away', () => {
    const near = axisOf('temperature', { min: 20, max: 24 }, { min: 18, max: 90 });
    expect(near.min).toBeLessThan(18);
    expect(near.max).toBeLessThan(40);
  });

  it('does not blow up the noise of a value that stays the same', () => {
    const still = axisOf('temperature', { min: 21, max: 21.1 }, undefined);
    expect(still.max - still.min).toBeCloseTo(4, 6);
  });

  it('never leaves what the metric can be', () => {
    expect(axisOf('humidity', { min: 0.2, max: 99.9 }, undefined)).toEqual({ min: 0, max: 100 });
  });

  it('has a span without values, too', () => {
    expect(axisOf('temperature', undefined, undefined)).toEqual({ min: 10, max: 30 });
    expect(axisOf('temperature', undefined, { min: 5 })).toEqual({ min: 5, max: 30 });
  });

  it.each(METRIC_NAMES)('of %s holds its values, spans no less than its noise, and has ticks', (metric) => {
    const { min, max } = METRICS[metric];
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }), (one, other) => {
        const measured = { min: Math.min(one, other), max: Math.max(one, other) };
        const domain = axisOf(metric, measured, { min, max });
        expect(domain.min).toBeLessThanOrEqual(measured.min);
        expect(domain.max).toBeGreaterThanOrEqual(measured.max);
        expect(domain.max - domain.min).toBeGreaterThanOrEqual(METRICS[metric].axis.leastSpan.value / 2.001);
        expect(valueTicks(metric, domain).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a live reading of one of several probes', () => {
  const before: History = {
    ...history([point(0, 20)]),
    devices: [
      { device_id: 'd', points: [point(0, 18)] },
      { device_id: 'e', points: [point(0, 22)] },
    ],
  };
  const temperatures = (points: HistoryPoint[] = []): unknown[] => points.map(({ temperature }) => temperature);

  it("extends the device's line by its value, and the plant's by that of the plant", () => {
    const after = withReading(before, { ...reading(60, 16), plant_values: { temperature: 19 } });
    expect(temperatures(after.points)).toEqual([20, 19]);
    expect(after.devices?.map(({ points }) => temperatures(points))).toEqual([[18, 16], [22]]);
  });

  it('leaves a history without lines of devices without them', () => {
    expect(withReading(history([point(0, 20)]), reading(60, 16))).not.toHaveProperty('devices');
  });
});

describe('summaryOf', () => {
  it('tells least, greatest and mean', () => {
    expect(summaryOf(seriesOf([point(0, 20), point(60, 24)], 'temperature'))).toEqual({
      min: 20,
      max: 24,
      mean: 22,
      count: 2,
    });
    expect(summaryOf({ runs: [], silenceMs: 0 })).toBeUndefined();
  });

  it('with one more point is that of them all', () => {
    const points = [point(0, 20), point(60, 24), point(120, 31)];
    const more = summaryWith(summaryOf(seriesOf(points.slice(0, 2), 'temperature')), valueAt(120, 31));
    expect(more).toEqual(summaryOf(seriesOf(points, 'temperature')));
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
    const complete = perMetric(() => null);
    expect(
      metricsIn([
        { ...complete, ...point(0, 20) },
        { ...complete, ...point(60, null) },
      ]),
    ).toEqual(['temperature']);
  });
});
