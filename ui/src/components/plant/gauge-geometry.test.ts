import { describe, expect, it } from 'vitest';
import { angleAt, arcPath, pointAt, shareOf, withinCaps } from './gauge-geometry';

const CENTRE = { x: 100, y: 100 };

describe('angleAt', () => {
  it.each([
    [0, -120],
    [50, 0],
    [100, 120],
    [25, -60],
    [-5, -120],
    [130, 120],
  ])('puts %s %% of the scale at %s°', (percent, angle) => {
    expect(angleAt(percent)).toBeCloseTo(angle);
  });
});

describe('pointAt', () => {
  it('counts clockwise from 12 o’clock', () => {
    expect(pointAt(0, 50, CENTRE)).toEqual({ x: 100, y: 50 });
    expect(pointAt(90, 50, CENTRE).x).toBeCloseTo(150);
    expect(pointAt(90, 50, CENTRE).y).toBeCloseTo(100);
  });
});

describe('arcPath', () => {
  it('draws the whole scale the long way round', () => {
    expect(arcPath(0, 100, 80, CENTRE)).toBe('M30.72 140A80 80 0 1 1 169.28 140');
  });

  it('draws a part of at most half a circle the short way', () => {
    expect(arcPath(20, 80, 80, CENTRE)).toMatch(/^M\S+ \S+A80 80 0 0 1 /);
  });

  it('is mirrored for a range in the middle', () => {
    const numbers = (arcPath(30, 70, 80, CENTRE) ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];
    expect((numbers[0] ?? 0) + (numbers.at(-2) ?? 0)).toBeCloseTo(200);
    expect(numbers[1]).toBeCloseTo(numbers.at(-1) ?? 0);
  });

  it('draws nothing for an empty range', () => {
    expect([arcPath(40, 40, 80, CENTRE), arcPath(60, 40, 80, CENTRE)]).toEqual([undefined, undefined]);
  });
});

describe('shareOf', () => {
  it('is the fraction of the scale that a length along it covers', () => {
    expect(shareOf((240 / 360) * 2 * Math.PI * 80, 80)).toBeCloseTo(100);
  });
});

describe('withinCaps', () => {
  it.each([
    [
      { from: 20, to: 80 },
      { from: 22, to: 78 },
    ],
    [
      { from: 0, to: 80 },
      { from: 0, to: 78 },
    ],
    [
      { from: 20, to: 100 },
      { from: 22, to: 100 },
    ],
    [
      { from: 50, to: 52 },
      { from: 50.9, to: 51.1 },
    ],
  ])('draws %o as %o', (range, drawn) => {
    expect(withinCaps(range, 2)).toEqual(drawn);
  });
});
