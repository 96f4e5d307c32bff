/** Where the lines of the plants' list stand: headings, and rows of cards. Pure. */
import type { Order } from '../../composables/use-calm-order';

/** A heading, or items that stand side by side. */
export interface PlantLine {
  /** The index of the part that it belongs to. */
  part: number;
  /** The items of its part from `from` on; none in a heading. */
  from: number;
  count: number;
}

export interface LineSizes {
  columns: number;
  /** Whether a part has a heading. */
  hasHeading: (key: string) => boolean;
}

export function linesOf(order: Order, { columns, hasHeading }: LineSizes): PlantLine[] {
  return order.flatMap(({ key, ids }, part) => [
    ...(hasHeading(key) ? [{ part, from: 0, count: 0 }] : []),
    ...Array.from({ length: Math.ceil(ids.length / columns) }, (_, row) => ({
      part,
      from: row * columns,
      count: Math.min(columns, ids.length - row * columns),
    })),
  ]);
}

/** The part of a part that is near the screen. */
export interface NearPart {
  key: string;
  /** How many items it has in all. */
  size: number;
  isHeadingNear: boolean;
  /** The index of the first of `ids` in its part. */
  from: number;
  ids: readonly string[];
}

/** What of the parts is in the lines from `first` to `last`. */
export function nearParts(order: Order, lines: readonly PlantLine[], first: number, last: number): NearPart[] {
  const near = lines.slice(first, last + 1);
  return order.flatMap(({ key, ids }, part) => {
    const own = near.filter((line) => line.part === part);
    const rows = own.filter(({ count }) => count > 0);
    const from = rows[0]?.from ?? 0;
    const to = rows.at(-1);
    if (own.length === 0) return [];
    return {
      key,
      size: ids.length,
      isHeadingNear: own.some(({ count }) => count === 0),
      from,
      ids: ids.slice(from, to ? to.from + to.count : 0),
    };
  });
}
