import { describe, expect, it } from 'vitest';
import { sparklineShape } from './sparkline-path';
import { trendOf } from './trend';

const HOUR = 60 * 60_000;
const DAY = { from: 0, to: 24 * HOUR };
const hourly = (...values: number[]) => values.map((value, hour) => ({ at: hour * HOUR, value }));

describe('sparklineShape', () => {
  it('runs from left to right, with higher values nearer to the top', () => {
    expect(
      sparklineShape(
        'soil_moisture',
        [
          { at: 0, value: 20 },
          { at: 12 * HOUR, value: 60 },
          { at: 24 * HOUR, value: 40 },
        ],
        DAY,
        DAY.to,
      ),
    ).toEqual({ line: 'M0 92L50 8L100 50', end: { x: 100, y: 50 }, zone: undefined });
  });

  it('leaves a gap where values are missing', () => {
    expect(sparklineShape('humidity', hourly(50, 50), { from: 0, to: HOUR }, HOUR / 2)?.line).toBe('M0 50M100 50');
  });

  it('shows noise as a flat line', () => {
    const { end } = sparklineShape('temperature', hourly(21, 21.1), { from: 0, to: HOUR }, HOUR) ?? { end: { y: 0 } };
    expect(Math.abs(end.y - 50)).toBeLessThan(3);
  });

  it.each([
    ['both limits', { min: 30, max: 50 }, { y: 29, height: 42 }],
    ['only the least', { min: 30, max: null }, { y: 0, height: 71 }],
    ['limits beyond what is shown', { min: 70, max: 80 }, { y: 0, height: 0 }],
  ])('marks the wanted range with %s', (_what, limits, zone) => {
    expect(sparklineShape('soil_moisture', hourly(20, 60), { from: 0, to: HOUR }, HOUR, limits)?.zone).toEqual(zone);
  });

  it('is undefined with fewer than two values in the window', () => {
    expect([
      sparklineShape('humidity', [], DAY, HOUR),
      sparklineShape(
        'humidity',
        [
          { at: -HOUR, value: 1 },
          { at: HOUR, value: 2 },
        ],
        DAY,
        HOUR,
      ),
    ]).toEqual([undefined, undefined]);
  });
});

describe('trendOf', () => {
  it.each([
    ['soil_moisture', [50, 49, 48, 47], 'falling'],
    ['temperature', [20, 20.5, 21, 21.5], 'rising'],
    ['humidity', [50, 51, 50, 51], 'steady'],
    ['light_level', [1000, 1100, 1200, 1250], 'steady'],
    ['light_level', [0, 10, 400, 4000], 'rising'],
  ] as const)('%s of %j is %s', (metric, values, trend) => {
    expect(trendOf(metric, hourly(...values), 3 * HOUR)).toBe(trend);
  });

  it('is unknown if the values span less than an hour or are long ago', () => {
    expect([
      trendOf(
        'humidity',
        [
          { at: 0, value: 1 },
          { at: HOUR / 2, value: 50 },
        ],
        HOUR,
      ),
      trendOf('humidity', hourly(10, 50), 20 * HOUR),
    ]).toEqual([undefined, undefined]);
  });
});
