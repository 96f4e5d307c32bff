import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import type { History, Plant } from '../../api/generated';
import { preferences } from '../../messages/preferences';
import { at, basil, fern, history, plant } from '../../testing/samples';
import { onScreen } from '../../testing/screen';
import { vuetify } from '../../theme/vuetify';
import type { CompareQuery } from './compare-query';
import { bucketsOf } from './compared-series';
import { lineStyle } from '../../theme/line-colours';
import { useComparedPlants } from './use-compared-plants';
import type { Comparison } from './use-comparison';

const buckets = bucketsOf('24h', Date.parse(at('12:00')), 'UTC');
/** The fern is between 20 and 30 %, the basil between 50 and 60 %. */
const ofFern = history('fern', { '11:50': { soil_moisture: 20 }, '11:55': { soil_moisture: 30 } });
const ofBasil = history('basil', { '11:50': { soil_moisture: 50 }, '11:55': { soil_moisture: 60 } });
const comparisonOf = (...histories: History[]): Comparison => ({
  range: '24h',
  buckets,
  histories: new Map(histories.map((one) => [one.plant_id, one])),
});
const spaces = (words: string): string => words.replace(/\s/g, ' ');

function page(found: Comparison | undefined = comparisonOf(ofFern, ofBasil), first: Plant[] = [fern(), basil()]) {
  const plants = ref(first);
  const query = ref<CompareQuery>({ metric: 'soil_moisture', plants: undefined, range: '24h' });
  const comparison = ref(found);
  const { it: shown } = onScreen(() =>
    useComparedPlants(
      () => plants.value,
      () => query.value,
      () => comparison.value,
    ),
  );
  return { ...shown, plants, query, comparison };
}
const limited = (id: string, min: number | null, max: number | null): Plant =>
  plant(id, { thresholds: { soil_moisture: { min, max } } });

describe('the lines of compared plants', () => {
  it('have a point for each bucket, in the colours of their places', () => {
    const { lines, window, momentAt, valueAt } = page();
    expect(lines.value.map(({ id, name, colour }) => [id, name, colour])).toEqual([
      ['fern', 'Fern', lineStyle(0, false).colour],
      ['basil', 'Basil', lineStyle(1, false).colour],
    ]);
    const measured = lines.value.map(({ points }) => points.filter(([, value]) => value !== null));
    expect(measured.map((points) => points.map(([, value]) => value))).toEqual([
      [20, 30],
      [50, 60],
    ]);
    expect(window.value).toEqual({ from: lines.value[0]?.points[0]?.[0], to: lines.value[0]?.points.at(-1)?.[0] });
    const nth = lines.value[0]!.points.findIndex(([, value]) => value === 30);
    expect([spaces(valueAt('basil', nth)), valueAt('basil', 0), valueAt('cactus', nth), valueAt('fern', 999)]).toEqual([
      '60.0 %',
      '–',
      '–',
      '–',
    ]);
    expect([spaces(momentAt(nth)), momentAt(999)]).toEqual([expect.stringMatching(/11:55/), '']);
  });

  it('are in the unit and the colours that the owner prefers', async () => {
    preferences.temperatureUnit = 'fahrenheit';
    await vuetify.theme.change('dark');
    const { lines, query, legend } = page(comparisonOf(history('fern', { '11:50': { temperature: 20 } })));
    query.value = { ...query.value, metric: 'temperature' };
    expect(lines.value[0]?.points.find(([, value]) => value !== null)?.[1]).toBeCloseTo(68);
    expect([lines.value[0]?.colour, legend.value[0]?.colour]).toEqual(Array(2).fill(lineStyle(0, true).colour));
    await vuetify.theme.change('system');
  });

  it('are hidden and shown again one by one, which changes neither colours nor the legend', () => {
    const { lines, toggle, legend, columns } = page();
    toggle('fern');
    expect(lines.value.map(({ id, colour }) => [id, colour])).toEqual([['basil', lineStyle(1, false).colour]]);
    expect(legend.value.map(({ id, isShown }) => [id, isShown])).toEqual([
      ['fern', false],
      ['basil', true],
    ]);
    expect(columns.value.map(({ id }) => id)).toEqual(['fern', 'basil']);
    toggle('basil');
    expect(lines.value).toEqual([]);
    toggle('fern');
    expect(lines.value.map(({ id }) => id)).toEqual(['fern']);
  });

  it('of a removed plant are gone at once, those of an added one come with its history', () => {
    const { lines, plants, comparison, legend } = page();
    plants.value = [basil(), plant('cactus')];
    expect([lines.value.map(({ id }) => id), legend.value.map(({ words }) => spaces(words))]).toEqual([
      ['basil'],
      ['50.0 % to 60.0 %, mean 55.0 %', '…'],
    ]);
    comparison.value = comparisonOf(ofBasil, history('cactus'));
    expect([lines.value.map(({ id }) => id), legend.value[1]?.words]).toEqual([
      ['basil', 'cactus'],
      'no readings in this time',
    ]);
  });

  it('bridge short pauses', () => {
    const sparse = history('fern', {
      '11:30': { soil_moisture: 10 },
      '11:40': { soil_moisture: 20 },
      '11:50': { soil_moisture: 30 },
    });
    const [line] = page(comparisonOf(sparse)).lines.value;
    expect(line?.points.map(([, value]) => value).filter((value) => value !== null)).toEqual([10, 15, 20, 25, 30]);
  });

  it('are none before the first answer', () => {
    const { lines, rows, isEmpty, legend, window, momentAt } = page(null as never);
    expect([lines.value, rows.value, isEmpty.value, window.value, momentAt(0)]).toEqual([
      [],
      [],
      true,
      { from: 0, to: 1 },
      '',
    ]);
    expect(legend.value.map(({ words }) => words)).toEqual(['…', '…']);
  });
});

describe('the axis', () => {
  it('fits the lines that are shown, and stays the same for the same range', () => {
    const { axis, toggle, comparison } = page();
    const both = axis.value;
    expect([both.min <= 20, both.max >= 60]).toEqual([true, true]);
    comparison.value = comparisonOf(ofFern, ofBasil);
    expect(axis.value).toBe(both);
    toggle('basil');
    expect(axis.value.max).toBeLessThan(60);
    toggle('basil');
    expect(axis.value).toEqual(both);
  });
});

describe('the limits', () => {
  it('are shown if all shown plants have the same', () => {
    const { limits, sentences, toggle, plants } = page(undefined, [limited('fern', 20, 60), limited('basil', 20, 60)]);
    expect(limits.value).toEqual({ min: 20, max: 60 });
    expect(spaces(sentences.value)).toMatch(/All have the same limits: .*20.*60/);
    plants.value = [limited('fern', 20, 60), limited('basil', 30, 60)];
    expect([limits.value, sentences.value]).toEqual([undefined, expect.stringMatching(/limits differ/)]);
    toggle('basil');
    expect([limits.value, sentences.value]).toEqual([{ min: 20, max: 60 }, expect.not.stringMatching(/limits/)]);
  });

  it('are not mentioned where no plant has any, nor those of other metrics', () => {
    expect(page().sentences.value).not.toMatch(/limits/);
    const warm = plant('fern', { thresholds: { temperature: { min: 10, max: 30 } } });
    expect(page(undefined, [warm, basil()]).sentences.value).not.toMatch(/limits/);
  });
});

describe('the sentences', () => {
  it('name the highest and the lowest mean', () => {
    expect(spaces(page().sentences.value)).toBe('Highest on average: Basil with 55.0 %. Lowest: Fern with 25.0 %.');
  });

  it('compare nothing where only one plant has readings', () => {
    expect(page(comparisonOf(ofFern, history('basil'))).sentences.value).toBe('');
  });
});

describe('the table', () => {
  it('has a column for each plant that was fetched, and rows with means', () => {
    const { rows, columns, isEmpty } = page();
    expect(columns.value).toEqual([
      { id: 'fern', name: 'Fern' },
      { id: 'basil', name: 'Basil' },
    ]);
    expect(rows.value.map(({ values }) => values)).toEqual([[25, 55]]);
    expect(isEmpty.value).toBe(false);
    expect(page(comparisonOf(history('fern'), history('basil'))).isEmpty.value).toBe(true);
    expect(page(comparisonOf(ofFern, history('basil'))).isEmpty.value).toBe(false);
  });
});
