import type { FiguresSource } from '../../db/repositories/history.ts';
import { areOfDays, type Buckets, daysOf } from './buckets.ts';
import { type Span, without } from './spans.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Longer than any day. */
const MORE_THAN_A_DAY = 30 * HOUR;

/** Up to where there are figures of a plant. */
export interface KeptFigures {
  /** Earlier readings are in the figures, except those in stale spans (ms since 1970). */
  mark: number;
  /** The time zone whose days there are figures of. */
  dayZone: string | null;
  stale: readonly Span[];
  /** Before when the owner has let readings or figures go; what is missing is kept from its beginning (ms since 1970). */
  keptFrom?: Partial<Record<FiguresSource, number>>;
}

export type Part = Span & { source: FiguresSource };

/** Figures of one length. */
interface Level {
  source: FiguresSource;
  /** The last beginning of one at or before an instant; -Infinity if there is none. */
  floor: (instant: number) => number;
  /** The first beginning of one at or after an instant; Infinity if there is none. */
  ceil: (instant: number) => number;
}

const every = (source: FiguresSource, ms: number): Level => ({
  source,
  floor: (instant) => Math.floor(instant / ms) * ms,
  ceil: (instant) => Math.ceil(instant / ms) * ms,
});
const HOURS = every('readings_hourly', HOUR);
const FIVE_MINUTES = every('readings_5min', 5 * MINUTE);

/** How many of these whole numbers, which are in order, are not greater than a limit. Halving: a chart asks for each of its days. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let [count, end] = [0, sorted.length];
  while (count < end) {
    const middle = (count + end) >> 1;
    if ((sorted[middle] ?? Infinity) <= limit) count = middle + 1;
    else end = middle;
  }
  return count;
}

function everyDay({ from, to }: Span, zone: string): Level {
  const days = daysOf(from, to + MORE_THAN_A_DAY, zone);
  return {
    source: 'readings_daily',
    floor: (instant) => days[countUpTo(days, instant) - 1] ?? -Infinity,
    ceil: (instant) => days[countUpTo(days, instant - 1)] ?? Infinity,
  };
}

/** Where figures may be read: where none is cut in two by a beginning of a bucket or by an end of the span. */
function whole(level: Level, span: Span, starts: readonly number[]): Span[] {
  const cut = starts.filter((start) => start > span.from && start < span.to && level.floor(start) !== start);
  const uncut =
    cut.length === 0
      ? [span]
      : without(
          span,
          cut.map((start) => ({ from: level.floor(start), to: level.ceil(start) })),
        );
  return uncut
    .map(({ from, to }) => ({ from: level.ceil(from), to: level.floor(to) }))
    .filter(({ from, to }) => from < to);
}

/** Whether so few figures are cut that those between are worth a look into an index for each. */
const areWorthIt = (ms: number, { from, to }: Span, starts: readonly number[]): boolean =>
  starts.filter((start) => start % ms !== 0).length * 2 * ms <= to - from;

/** The lengths that are exact for these buckets, the longest first. */
function levelsOf(span: Span, buckets: Buckets, zone: string, dayZone: string | null): Level[] {
  return [
    ...(areOfDays(buckets) && zone === dayZone ? [everyDay(span, zone)] : []),
    ...(areWorthIt(HOUR, span, buckets.starts) ? [HOURS] : []),
    ...(areWorthIt(5 * MINUTE, span, buckets.starts) ? [FIVE_MINUTES] : []),
  ];
}

/** The longest figures where they are whole, shorter ones around them, and `rest` for what no figure fits. */
function covered(
  span: Span,
  starts: readonly number[],
  [level, ...shorter]: readonly Level[],
  rest: FiguresSource,
): Part[] {
  if (!level) return [{ ...span, source: rest }];
  const middle = whole(level, span, starts);
  return [
    ...middle.map((part) => ({ ...part, source: level.source })),
    ...without(span, middle).flatMap((part) => covered(part, starts, shorter, rest)),
  ];
}

/**
 * Where to read a span for a chart: each time from one source, so that the sum of all is the same as of the readings
 * alone. The readings themselves serve what is after the mark, stale, or at an end that cuts a figure in two. Where they
 * are gone, the shortest figures that are left do, each in the bucket in which it begins.
 * @param zone whose calendar the buckets follow
 */
export function partsOf(span: Span, buckets: Buckets, zone: string, kept: KeptFigures): Part[] {
  const levels = levelsOf(span, buckets, zone, kept.dayZone);
  // The shortest first.
  const left = [FIVE_MINUTES, HOURS, everyDay(span, kept.dayZone ?? zone)];
  const keptFrom = (source: FiguresSource): number => kept.keptFrom?.[source] ?? -Infinity;
  const ends = Object.values(kept.keptFrom ?? {}).filter((time) => time > span.from && time < span.to);
  const parts: Part[] = [];
  let from = span.from;
  for (const to of [...ends.sort((a, b) => a - b), span.to]) {
    const isKept = ({ source }: Pick<Level, 'source'>): boolean => keptFrom(source) < to;
    const part = { from, to };
    if (from >= to) continue;
    if (isKept({ source: 'telemetry' })) return [...parts, ...withReadings(part, buckets.starts, levels, kept)];
    const shortest = left.find(isKept);
    from = to;
    if (!shortest) continue;
    // What the span begins in the middle of belongs to its first bucket, unless that begins there, too.
    const begin = shortest.floor(part.from);
    if (part.from === span.from && begin >= Math.max(buckets.starts[0] ?? Infinity, keptFrom(shortest.source)))
      part.from = begin;
    parts.push(...covered(part, buckets.starts, levels.filter(isKept), shortest.source));
    // One that begins before readings or shorter figures do, and ends after that, stands for all of its time.
    if (shortest.ceil(part.from) < to) from = Math.min(shortest.ceil(to), span.to);
  }
  return parts;
}

/** Where there are both figures and readings. */
function withReadings(span: Span, starts: readonly number[], levels: readonly Level[], kept: KeptFigures): Part[] {
  const fromFigures = without(span, [...kept.stale, { from: kept.mark, to: Infinity }]);
  return [
    ...fromFigures.flatMap((part) => covered(part, starts, levels, 'telemetry')),
    ...without(span, fromFigures).map((part): Part => ({ ...part, source: 'telemetry' })),
  ];
}
