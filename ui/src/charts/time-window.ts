/** The time window of the charts: its form in the page's URL, zooming and moving it. Pure; times in milliseconds. */
import type { HistoryRange } from '@plantops/shared/api/readings.ts';

export interface TimeWindow {
  from: number;
  to: number;
}

/** What the owner chose to see: a range up to now, or a span from zooming. If `to` is undefined, it ends now. */
export type Span = { range: HistoryRange } | { from: number; to: number | undefined };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const RANGE_MS: Record<HistoryRange, number> = {
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '1y': 365 * DAY_MS,
};
export const RANGES = Object.keys(RANGE_MS) as HistoryRange[];
const DEFAULT_RANGE: HistoryRange = '24h';

/** A shorter window would show too few points, because buckets are whole seconds. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 5 * RANGE_MS['1y'];

/** A window that ends within this share of its length before now keeps following the current time. */
const NOW_PART = 0.01;

export const lengthOf = ({ from, to }: TimeWindow): number => to - from;

type Query = Record<string, unknown>;

const isRange = (value: unknown): value is HistoryRange => RANGES.some((range) => range === value);

function instantOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The span in a URL's query; the last 24 hours if the query has no valid one. */
export function spanOfQuery(query: Query): Span {
  const from = instantOf(query.from);
  const to = instantOf(query.to);
  if (from !== undefined && (to === undefined ? query.to === undefined : to - from >= SHORTEST_MS)) return { from, to };
  return { range: isRange(query.range) ? query.range : DEFAULT_RANGE };
}

/** The query parameters for a span. Inverse of `spanOfQuery`. */
export function queryOfSpan(span: Span): { range?: string; from?: string; to?: string } {
  if ('range' in span) return { range: span.range };
  return {
    from: new Date(span.from).toISOString(),
    ...(span.to !== undefined && { to: new Date(span.to).toISOString() }),
  };
}

/** Whether the span follows the current time. */
export const isOpenEnded = (span: Span): boolean => 'range' in span || span.to === undefined;

/** The window of a span. @param now the end of an open-ended span */
export function windowOf(span: Span, now: number): TimeWindow {
  if ('range' in span) return { from: now - RANGE_MS[span.range], to: now };
  return { from: span.from, to: Math.max(span.to ?? now, span.from + SHORTEST_MS) };
}

/** The span of a window. It is open-ended if the window reaches now. */
export const spanOfWindow = (window: TimeWindow, now: number): Span => ({
  from: Math.round(window.from),
  to: window.to >= now - NOW_PART * lengthOf(window) ? undefined : Math.round(window.to),
});

/** Limits the length to what can be shown, and moves the window so that it does not end after now. */
function fitted(from: number, length: number, now: number): TimeWindow {
  const fittedLength = Math.min(Math.max(length, SHORTEST_MS), LONGEST_MS);
  const start = Math.min(from + (length - fittedLength) / 2, now - fittedLength);
  return { from: start, to: start + fittedLength };
}

/** Makes the window longer (`factor` > 1) or shorter. The time `around` keeps its position on the screen. */
export function zoomed(window: TimeWindow, factor: number, around: number, now: number): TimeWindow {
  const length = Math.min(Math.max(lengthOf(window) * factor, SHORTEST_MS), LONGEST_MS);
  const part = (around - window.from) / lengthOf(window);
  return fitted(around - part * length, length, now);
}

/** Moves the window by a share of its length: to earlier times if `part` is negative, otherwise to later ones. */
export const shifted = (window: TimeWindow, part: number, now: number): TimeWindow =>
  fitted(window.from + part * lengthOf(window), lengthOf(window), now);

/** The window between two times, in either order. */
export const selected = (one: number, other: number, now: number): TimeWindow =>
  fitted(Math.min(one, other), Math.abs(other - one), now);

/** If a plant's readings fill no more than this share of the window, the charts begin later. */
const YOUNG_PART = 0.25;
const YOUNG_LEAST_MS = 10 * 60_000;

/**
 * A later start for the window of a young plant, whose readings fill only the end of the window.
 * @param first the time of the oldest reading in the window
 * @param createdAt when the plant was created; the window begins no later, so that it shows a gap since then
 * @returns the start, in whole minutes; undefined if the readings fill more of the window
 */
export function youngStart(window: TimeWindow, first: number, createdAt: number): number | undefined {
  const began = Math.min(first, createdAt);
  if (window.to - began > YOUNG_PART * lengthOf(window)) return undefined;
  return Math.floor(Math.min(began, window.to - YOUNG_LEAST_MS) / 60_000) * 60_000;
}

/** The time at a position in a plot of the given width, both in pixels. */
export const timeAt = (x: number, width: number, window: TimeWindow): number =>
  window.from + (Math.min(Math.max(x, 0), width) / Math.max(width, 1)) * lengthOf(window);

/** The position of a time in the plot, in pixels. Times outside the window are outside the plot. */
export const xOf = (time: number, width: number, window: TimeWindow): number =>
  ((time - window.from) / lengthOf(window)) * width;

/**
 * The window to draw. While it moves by less than a pixel, it stays the same, so that a new reading does not redraw the
 * grid and the labels.
 * @param drawn the window drawn last
 */
export function steadyWindow(drawn: TimeWindow | undefined, next: TimeWindow, width: number): TimeWindow {
  const pixel = lengthOf(next) / Math.max(width, 1);
  const isStill = (one: number, other: number): boolean => Math.abs(one - other) < pixel;
  return drawn && isStill(drawn.from, next.from) && isStill(drawn.to, next.to) ? drawn : next;
}

/**
 * How many points to fetch for a plot of this width in pixels: one for every two pixels, 150 to 1000. Rounded to
 * hundreds, so that a small change of the width asks for the same.
 */
export const pointsFor = (width: number): number => Math.min(Math.max(Math.round(width / 200) * 100, 150), 1000);
