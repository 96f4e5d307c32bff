import { describe, expect, it } from 'vitest';
import { MOST_PLANTS } from '../components/compare/compare-query';
import { lineStyle, probeStyle } from './line-colours';

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

describe('lineStyle', () => {
  it.each([
    ['light', false, '#ffffff'],
    ['dark', true, '#19201a'],
  ])('on %s has a colour for each plant that is seen on the surface', (_name, isDark, surface) => {
    const colours = Array.from({ length: MOST_PLANTS }, (_, nth) => lineStyle(nth, isDark).colour);
    expect(new Set(colours).size).toBe(MOST_PLANTS);
    for (const colour of colours) expect(contrast(colour, surface), colour).toBeGreaterThanOrEqual(3);
  });
});

describe('probeStyle', () => {
  it('tells the first probes of a plant from each other without colour', () => {
    const dashes = [0, 1, 2, 3].map((nth) => probeStyle(nth, false).dashes);
    expect(new Set(dashes).size).toBe(4);
  });
});
