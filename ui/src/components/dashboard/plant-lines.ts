/** Where the lines of the plants' list stand: headings, and rows of cards. Pure. */
import type { Order } from '../../composables/use-calm-order';

/**
 * Parts that stand side by side, since all their items fit on one line: small rooms do not take a line each. Most bands
 * are of one part.
 */
export interface Band {
  /** The index of its first part in the order. */
  first: number;
  /** Of how many parts it is made. */
  parts: number;
}

/** The headings of a band, or items of it that stand side by side. */
export interface PlantLine {
  band: Band;
  /** The items of the band from `from` on; none in a line of headings. */
  from: number;
  count: number;
}

export interface LineSizes {
  columns: number;
  /** Whether a part has a heading. Those without one stand by themselves. */
  hasHeading: (key: string) => boolean;
}

interface FilledBand extends Band {
  size: number;
}

function bandsOf(order: Order, { columns, hasHeading }: LineSizes): FilledBand[] {
  const bands: FilledBand[] = [];
  for (const [first, { key, ids }] of order.entries()) {
    const last = bands.at(-1);
    if (last && hasHeading(key) && hasHeading(order[last.first]?.key ?? '') && last.size + ids.length <= columns) {
      last.parts += 1;
      last.size += ids.length;
    } else bands.push({ first, parts: 1, size: ids.length });
  }
  return bands;
}

export function linesOf(order: Order, sizes: LineSizes): PlantLine[] {
  const { columns, hasHeading } = sizes;
  return bandsOf(order, sizes).flatMap(({ size, ...band }) => [
    ...(hasHeading(order[band.first]?.key ?? '') ? [{ band, from: 0, count: 0 }] : []),
    ...Array.from({ length: Math.ceil(size / columns) }, (_, row) => ({
      band,
      from: row * columns,
      count: Math.min(columns, size - row * columns),
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

/** What of the bands is in the lines from `first` to `last`, each as its parts from left to right. */
export function nearBands(order: Order, lines: readonly PlantLine[], first: number, last: number): NearPart[][] {
  const near = Map.groupBy(lines.slice(first, last + 1), ({ band }) => band);
  return [...near].map(([band, own]) => {
    const rows = own.filter(({ count }) => count > 0);
    const isHeadingNear = own.some(({ count }) => count === 0);
    const parts = order.slice(band.first, band.first + band.parts);
    // Side by side, all items of each part are on the one line.
    if (parts.length > 1)
      return parts.map(({ key, ids }) => ({
        key,
        size: ids.length,
        isHeadingNear,
        from: 0,
        ids: rows.length > 0 ? ids : [],
      }));
    const from = rows[0]?.from ?? 0;
    const to = rows.at(-1);
    return parts.map(({ key, ids }) => ({
      key,
      size: ids.length,
      isHeadingNear,
      from,
      ids: ids.slice(from, to ? to.from + to.count : 0),
    }));
  });
}
