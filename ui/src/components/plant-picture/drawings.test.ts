import { PLANT_FORMS } from '@plantops/shared/species/species-schema.ts';
import { describe, expect, it } from 'vitest';
import { drawingOf } from './drawings';

/** More shapes would slow down a page with many cards. */
const MOST_SHAPES = 130;

describe.each(PLANT_FORMS)('the drawing of a plant that grows as %s', (form) => {
  it('differs from the others and uses few shapes', () => {
    const shapes = drawingOf(form);
    expect(shapes.length).toBeGreaterThan(3);
    expect(shapes.length).toBeLessThan(MOST_SHAPES);
    for (const other of PLANT_FORMS.filter((one) => one !== form)) expect(drawingOf(other)).not.toEqual(shapes);
  });

  it('stays within the frame and above the table', () => {
    const numbers = drawingOf(form).flatMap(({ d }) =>
      [...d.replace(/a[^A-Z]*/g, '').matchAll(/[MLQC ](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => ({
        x: Number(x),
        y: Number(y),
      })),
    );
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers.filter(({ x, y }) => !(x >= 72 && x <= 328 && y >= 36 && y <= 206))).toEqual([]);
  });
});
