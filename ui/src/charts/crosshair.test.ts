import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../api/generated';
import { crosshairAt, nearestIndex, steppedTime, timesOf } from './crosshair';
import { tableRows } from './history-table';

const from = Date.UTC(2026, 0, 7);
const MINUTE = 60_000;
const point = (minutes: number, values: { temperature?: number; humidity?: number }): HistoryPoint => {
  const of = (metric: 'temperature' | 'humidity') => ({
    [metric]: values[metric] ?? null,
    [`${metric}_min`]: values[metric] === undefined ? null : values[metric] - 1,
    [`${metric}_max`]: values[metric] === undefined ? null : values[metric] + 1,
  });
  return {
    time: new Date(from + minutes * MINUTE).toISOString(),
    ...of('temperature'),
    ...of('humidity'),
  } as unknown as HistoryPoint;
};
const window = { from, to: from + 600 * MINUTE };
const points = [
  point(0, { temperature: 20 }),
  point(10, { temperature: 21 }),
  point(11, { humidity: 50 }),
  point(300, { temperature: 25, humidity: 40 }),
];
const times = timesOf(points);
const at = (minutes: number) => crosshairAt(points, times, from + minutes * MINUTE, window, MINUTE);

describe('nearestIndex', () => {
  it.each([
    [-5, 0],
    [0, 0],
    [4, 0],
    [5, 0],
    [6, 1],
    [10.6, 2],
    [200, 3],
    [999, 3],
  ])('of minute %d is %d', (minutes, index) => {
    expect(nearestIndex(times, from + minutes * MINUTE)).toBe(index);
  });

  it('of nothing is -1', () => {
    expect(nearestIndex([], 5)).toBe(-1);
  });
});

describe('crosshairAt', () => {
  it('jumps to the nearest point and reads every metric near it', () => {
    expect(at(12)).toEqual({
      time: from + 11 * MINUTE,
      values: { temperature: { mean: 21, min: 20, max: 22 }, humidity: { mean: 50, min: 49, max: 51 } },
    });
  });

  it('leaves out a metric that has nothing near', () => {
    expect(Object.keys(at(0).values)).toEqual(['temperature']);
  });

  it('stays where it is in silence', () => {
    expect(at(150)).toEqual({ time: from + 150 * MINUTE, values: {} });
    expect(crosshairAt([], [], from, window, MINUTE)).toEqual({ time: from, values: {} });
  });
});

describe('steppedTime', () => {
  it('begins at the newest point, goes from point to point, and ends at the ends', () => {
    expect(steppedTime(times, undefined, -1, window)).toBe(times[3]);
    expect(steppedTime(times, undefined, -Infinity, window)).toBe(times[0]);
    expect([
      steppedTime(times, times[3], -1, window),
      steppedTime(times, times[1], 1, window),
      steppedTime(times, times[1], -Infinity, window),
      steppedTime(times, times[1], 99, window),
    ]).toEqual([times[2], times[2], times[0], times[3]]);
  });

  it('stays within the window, and is nothing without a point there', () => {
    expect(steppedTime(times, times[2], 1, { from, to: from + 20 * MINUTE })).toBe(times[2]);
    expect(steppedTime(times, undefined, 1, { from: from + 400 * MINUTE, to: window.to })).toBeUndefined();
  });
});

describe('tableRows', () => {
  it('are the points, newest first', () => {
    expect(tableRows(points, 10).map(({ time }) => time)).toEqual(points.map(({ time }) => time).reverse());
  });

  it('of many points are joined: mean of means, least of least, greatest of greatest', () => {
    const rows = tableRows(points, 2);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual({ time: points[0]?.time, values: { temperature: { mean: 20.5, min: 19, max: 22 } } });
  });
});
