import { describe, expect, it } from 'vitest';
import { metricYear, plantYear, yearPhoto } from '../../testing/year-samples';
import { monthBars, spreadPhotos, yearFigures } from './year-words';

const figure = (name: string, year = plantYear()): string[] => {
  const found = yearFigures(year).find((one) => one.name === name);
  return found ? [found.label, found.value, found.note] : [];
};

describe("a year's figures", () => {
  it('are its extremes with their days; the brightest day is that with the most light', () => {
    expect(figure('warmest')).toEqual(['Warmest day', '31.2 °C', 'July 3']);
    expect(figure('driest')).toEqual(['Driest day', '8.0 %', 'January 1']);
    expect(figure('brightest')[2]).toBe('June 21, mean of the day');
  });

  it('have no extreme of what was not measured', () => {
    expect(yearFigures(plantYear({ metrics: [] })).map(({ name }) => name)).toEqual(['waterings', 'chores']);
  });

  it.each([
    { count: 1, amount_ml: 999.6, words: ['Watered', 'once', '1,000 ml in all'] },
    { count: 3, amount_ml: 1250, words: ['Watered', '3 times', '1.3 l in all'] },
    { count: 2, amount_ml: null, words: ['Watered', '2 times', ''] },
  ])('say how often it was watered, and with how much: $words', ({ count, amount_ml, words }) => {
    expect(figure('waterings', plantYear({ care: [{ kind: 'watering', count, amount_ml }] }))).toEqual(words);
  });

  it('count all other care together, without notes', () => {
    const care = (['fertilizing', 'note', 'repotting'] as const).map((kind, nth) => ({
      kind,
      count: nth + 1,
      amount_ml: null,
    }));
    expect(figure('chores', plantYear({ care }))).toEqual(['Other care', '4 times', '1× Fertilised, 3× Repotted']);
    expect(figure('waterings', plantYear({ care }))).toEqual(['Watered', 'not logged', '']);
  });
});

describe('the bars of the months', () => {
  const partsOf = (...known: (number | null)[]): number[] =>
    monthBars(metricYear('temperature', { months: [...known, ...Array<null>(12 - known.length).fill(null)] as never }))
      .map(({ part }) => Number(part.toFixed(2)))
      .slice(0, known.length);

  it('reach from zero, or from the coldest month below it, to the greatest; a month without values has none', () => {
    expect(partsOf(-10, null, 0, 10)).toEqual([0.06, 0, 0.53, 1]);
    expect(partsOf(44, 47)).toEqual([0.94, 1]);
  });

  it('are all alike where the months are', () => {
    expect(partsOf(5, 5)).toEqual([1, 1]);
    expect(partsOf(0, 0)).toEqual([0.06, 0.06]);
    expect(partsOf(-3)).toEqual([0.06]);
  });
});

describe('photos over the year', () => {
  const photos = Array.from({ length: 9 }, (_, nth) => yearPhoto(String(nth), '2026-01-01T00:00:00.000Z'));

  it('are chosen evenly, with the first and the last; few are all taken', () => {
    expect(spreadPhotos(photos, 4).map(({ id }) => id)).toEqual(['0', '3', '5', '8']);
    expect(spreadPhotos(photos.slice(0, 3), 4)).toHaveLength(3);
    expect(spreadPhotos([], 4)).toEqual([]);
  });
});
