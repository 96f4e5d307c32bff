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

function everyDay({ from, to }: Span, zone: string): Level {
  const days = daysOf(from, to + MORE_THAN_A_DAY, zone);
  return {
    source: 'readings_daily',
    floor: (instant) => days.findLast((day) => day <= instant) ?? -Infinity,
    ceil: (instant) => days.find((day) => day >= instant) ?? Infinity,
  };
}

/** The lengths that the buckets are whole multiples of, the longest first. */
function levelsOf(span: Span, buckets: Buckets, zone: string, dayZone: string | null): Level[] {
  const areMultiplesOf = (ms: number): boolean => buckets.starts.every((start) => start % ms === 0);
  return [
    ...(areOfDays(buckets) && zone === dayZone ? [everyDay(span, zone)] : []),
    ...(areMultiplesOf(HOUR) ? [every('readings_hourly', HOUR)] : []),
    ...(areMultiplesOf(5 * MINUTE) ? [every('readings_5min', 5 * MINUTE)] : []),
  ];
}

/** The longest figures in the middle of a span, and shorter ones at its ends. */
function covered(span: Span, [level, ...shorter]: readonly Level[]): Part[] {
  if (span.from >= span.to) return [];
  if (!level) return [{ ...span, source: 'telemetry' }];
  const [from, to] = [level.ceil(span.from), level.floor(span.to)];
  if (from >= to) return covered(span, shorter);
  return [
    ...covered({ from: span.from, to: from }, shorter),
    { from, to, source: level.source },
    ...covered({ from: to, to: span.to }, shorter),
  ];
}

/**
 * Where to read a span for a chart: each time from one source, so that the sum of all is the same as of the readings
 * alone. The readings themselves serve what is after the mark, stale, or at an end that cuts a figure in two.
 * @param zone whose calendar the buckets follow
 */
export function partsOf(span: Span, buckets: Buckets, zone: string, kept: KeptFigures): Part[] {
  const levels = levelsOf(span, buckets, zone, kept.dayZone);
  const unkept = [...kept.stale, { from: kept.mark, to: Infinity }];
  const fromFigures = without(span, unkept);
  return [
    ...fromFigures.flatMap((part) => covered(part, levels)),
    ...without(span, fromFigures).map((part): Part => ({ ...part, source: 'telemetry' })),
  ];
}
