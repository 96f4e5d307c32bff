import { describe, expect, it } from 'vitest';
import { linesOf, nearBands } from './plant-lines';

const order = [
  { key: 'rest', ids: ['a', 'b', 'c', 'd', 'e'] },
  { key: 'no_sensor', ids: ['x', 'y'] },
];
const lines = linesOf(order, { columns: 2, hasHeading: (key) => key === 'no_sensor' });

describe('the lines of a list', () => {
  it('are rows of cards, with a heading before a part that has one', () => {
    expect(lines.map(({ band, from, count }) => [band.first, from, count])).toEqual([
      [0, 0, 2],
      [0, 2, 2],
      [0, 4, 1],
      [1, 0, 0],
      [1, 0, 2],
    ]);
  });

  it('near the screen are parts of parts, which know their place', () => {
    expect(nearBands(order, lines, 1, 3)).toEqual([
      [{ key: 'rest', size: 5, isHeadingNear: false, from: 2, ids: ['c', 'd', 'e'] }],
      [{ key: 'no_sensor', size: 2, isHeadingNear: true, from: 0, ids: [] }],
    ]);
    expect(nearBands(order, lines, 4, 4)).toEqual([
      [{ key: 'no_sensor', size: 2, isHeadingNear: false, from: 0, ids: ['x', 'y'] }],
    ]);
    expect(nearBands(order, lines, 0, -1)).toEqual([]);
  });
});

describe('small rooms', () => {
  const rooms = [
    { key: 'bath', ids: ['a'] },
    { key: 'kitchen', ids: ['b'] },
    { key: 'living', ids: ['c', 'd'] },
    { key: 'office', ids: ['e', 'f', 'g', 'h', 'i'] },
    { key: 'stairs', ids: ['j'] },
  ];
  const hasHeading = (): boolean => true;
  const countsAt = (columns: number): number[] => linesOf(rooms, { columns, hasHeading }).map(({ count }) => count);

  it('stand side by side as far as one line has room for all their plants', () => {
    expect(countsAt(4)).toEqual([0, 4, 0, 4, 1, 0, 1]);
    expect(countsAt(3)).toEqual([0, 2, 0, 2, 0, 3, 2, 0, 1]);
    expect(countsAt(1)).toEqual([0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1]);
  });

  it('keep their order and their own plants', () => {
    const [first] = nearBands(rooms, linesOf(rooms, { columns: 4, hasHeading }), 0, 1);
    expect(first).toEqual([
      { key: 'bath', size: 1, isHeadingNear: true, from: 0, ids: ['a'] },
      { key: 'kitchen', size: 1, isHeadingNear: true, from: 0, ids: ['b'] },
      { key: 'living', size: 2, isHeadingNear: true, from: 0, ids: ['c', 'd'] },
    ]);
  });

  it('stand by themselves where parts have no heading', () => {
    const bare = linesOf(rooms, { columns: 4, hasHeading: () => false });
    expect(bare.map(({ count }) => count)).toEqual([1, 1, 2, 4, 1, 1]);
  });
});
