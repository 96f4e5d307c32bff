import { describe, expect, it } from 'vitest';
import { Figures } from './figures.ts';
import type { Machine } from './machine.ts';
import { formatNumber, markdown, type Results } from './report.ts';

const machine: Machine = {
  processor: 'Slow One',
  cores: 2,
  memoryMb: 4096,
  system: 'Debian 12, Linux 6.1',
  node: 'v24.21.0',
  loadBefore: 0.1,
};

function resultsOf(fill: (figures: Figures) => void, more: Partial<Results> = {}): Results {
  const figures = new Figures();
  fill(figures);
  return {
    madeAt: '2026-03-01T10:00:00.000Z',
    commit: 'abc1234',
    form: 'short',
    rounds: 3,
    machine,
    figures: figures.list(),
    ...more,
  };
}
const linesOf = (results: Results): string[] => markdown(results).split('\n');

describe('a number in the table', () => {
  it.each([
    [14_234, '14,200'],
    [999.6, '1,000'],
    [320.4, '320'],
    [9.44, '9.4'],
    [2, '2'],
    [0.4567, '0.46'],
    [0, '0'],
    [Number.NaN, '–'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('the table', () => {
  it('sets the contestants side by side, with median, spread and ratios', () => {
    const results = resultsOf((figures) => {
      for (const value of [30_900, 29_000, 31_500]) figures.add('Readings taken', 'readings/s', 'limit', value);
      for (const value of [3800, 3800, 3800]) figures.add('Readings taken', 'readings/s', 'stock', value);
      for (const value of [14_200, 13_000, 15_000]) figures.add('Readings taken', 'readings/s', 'plantops', value);
    });
    expect(linesOf(results)).toContain(
      '| Readings taken, readings/s | 30,900 (29,000–31,500) | 3,800 | 14,200 (13,000–15,000) | 0.46 | 3.7 |',
    );
  });

  it('lists apart what only PlantOps does, and leaves out a unit where there is none', () => {
    const lines = linesOf(
      resultsOf((figures) => {
        figures.add('Start', 's', 'limit', 0.2);
        figures.add('Start', 's', 'plantops', 3);
        figures.add('Boards', '', 'plantops', 1500);
      }),
    );
    expect(lines).toContain('| Start, s | 0.2 |  | 3 | 15 |  |');
    expect(lines.indexOf('| Boards | 1,500 |')).toBeGreaterThan(lines.indexOf('| PlantOps alone |  |'));
  });

  it('is left out where nothing belongs into it', () => {
    const lines = linesOf(resultsOf((figures) => figures.add('Boards', '', 'plantops', 1500)));
    expect(lines.filter((line) => line.startsWith('| '))).toEqual([
      '| PlantOps alone |  |',
      '| --- | --: |',
      '| Boards | 1,500 |',
    ]);
  });

  it('says what was measured, when, and on which machine', () => {
    const text = markdown(resultsOf(() => undefined));
    expect(text).toContain('Made on 2026-03-01 of commit abc1234, short form, median of 3');
    expect(text).toContain('Machine: Slow One, 2 cores, 4 GB; Debian 12, Linux 6.1; Node.js v24.21.0.');
    expect(text).toContain('The machine was quiet (load 0.1 before the bench began).');
  });

  it('says that a machine was busy, whose figures compare with no others', () => {
    const text = markdown(resultsOf(() => undefined, { machine: { ...machine, loadBefore: 1.7 }, commit: undefined }));
    expect(text).toContain('**The machine was busy** (load 1.7 before the bench began)');
    expect(text).toContain('Made on 2026-03-01, short form');
  });
});
