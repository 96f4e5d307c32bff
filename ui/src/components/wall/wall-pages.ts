/** How the plants are laid out on a wall. Pure. */

/** In px. A value on a tile of this size is 15 mm high on a tablet of 10 inches: to be read from three metres. */
const LEAST_TILE = { width: 560, height: 330 };

export interface WallGrid {
  columns: number;
  rows: number;
}

/** The grid for a number of plants: as few tiles as they need, as large as the screen lets them be. */
export function wallGrid(count: number, width: number, height: number): WallGrid {
  const mostColumns = Math.max(1, Math.floor(width / LEAST_TILE.width));
  const mostRows = Math.max(1, Math.floor(height / LEAST_TILE.height));
  const shown = Math.max(1, Math.min(count, mostColumns * mostRows));
  const rows = Math.ceil(shown / mostColumns);
  return { rows, columns: Math.ceil(shown / rows) };
}

/** How many pages are needed; at least one. */
export const pageCount = (count: number, { columns, rows }: WallGrid): number =>
  Math.max(1, Math.ceil(count / (columns * rows)));

/** What is on a page. @param page any whole number: after the last page comes the first */
export function onPage<T>(items: readonly T[], page: number, grid: WallGrid): T[] {
  const pages = pageCount(items.length, grid);
  const size = grid.columns * grid.rows;
  const nth = ((page % pages) + pages) % pages;
  return items.slice(nth * size, (nth + 1) * size);
}
