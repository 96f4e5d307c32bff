import { describe, expect, it } from 'vitest';
import { linesOf, nearParts } from './plant-lines';

const order = [
  { key: 'rest', ids: ['a', 'b', 'c', 'd', 'e'] },
  { key: 'no_sensor', ids: ['x', 'y'] },
];
const lines = linesOf(order, { columns: 2, hasHeading: (key) => key === 'no_sensor' });

describe('the lines of a list', () => {
  it('are rows of cards, with a heading before a part that has one', () => {
    expect(lines.map(({ part, from, count }) => [part, from, count])).toEqual([
      [0, 0, 2],
      [0, 2, 2],
      [0, 4, 1],
      [1, 0, 0],
      [1, 0, 2],
    ]);
  });

  it('near the screen are parts of parts, which know their place', () => {
    expect(nearParts(order, lines, 1, 3)).toEqual([
      { key: 'rest', size: 5, isHeadingNear: false, from: 2, ids: ['c', 'd', 'e'] },
      { key: 'no_sensor', size: 2, isHeadingNear: true, from: 0, ids: [] },
    ]);
    expect(nearParts(order, lines, 4, 4)).toEqual([
      { key: 'no_sensor', size: 2, isHeadingNear: false, from: 0, ids: ['x', 'y'] },
    ]);
    expect(nearParts(order, lines, 0, -1)).toEqual([]);
  });
});
