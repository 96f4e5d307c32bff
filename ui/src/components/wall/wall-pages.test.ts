import { describe, expect, it } from 'vitest';
import { onPage, pageCount, wallGrid } from './wall-pages';

describe('the grid of the wall', () => {
  it.each([
    ['a tablet', 45, 1280, 740, { columns: 2, rows: 2 }],
    ['a tablet held upright', 45, 800, 1220, { columns: 1, rows: 3 }],
    ['a television', 45, 1920, 1020, { columns: 3, rows: 3 }],
    ['a phone', 45, 390, 740, { columns: 1, rows: 2 }],
    ['a tiny screen', 45, 320, 200, { columns: 1, rows: 1 }],
    ['one plant on a television', 1, 1920, 1020, { columns: 1, rows: 1 }],
    ['four plants on a television', 4, 1920, 1020, { columns: 2, rows: 2 }],
    ['no plant', 0, 1280, 740, { columns: 1, rows: 1 }],
  ])('on %s has tiles that are large enough, and no more than are needed', (_screen, count, width, height, grid) => {
    expect(wallGrid(count, width, height)).toEqual(grid);
  });

  it('shows each item on exactly one page, and begins again after the last', () => {
    const items = Array.from({ length: 9 }, (_, number) => number);
    const grid = { columns: 2, rows: 2 };
    expect(pageCount(9, grid)).toBe(3);
    expect([0, 1, 2].flatMap((page) => onPage(items, page, grid))).toEqual(items);
    expect([onPage(items, 3, grid), onPage(items, -1, grid)]).toEqual([[0, 1, 2, 3], [8]]);
    expect([pageCount(0, grid), onPage([], 0, grid)]).toEqual([1, []]);
  });
});
