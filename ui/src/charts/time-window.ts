/** Which time the charts show, how it stands in the page's address, and how zooming moves it. Pure; times in milliseconds. */
import type { HistoryRange } from '@plantops/shared/api/readings.ts';

export interface TimeWindow {
  from: number;
  to: number;
}

/** What the owner asked to see: the time up to now, or a part that was zoomed to. `to` undefined: up to now. */
export type Span = { range: HistoryRange } | { from: number; to: number | undefined };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const RANGE_MS: Record<HistoryRange, number> = {
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '1y': 365 * DAY_MS,
};
export const RANGES = Object.keys(RANGE_MS) as HistoryRange[];
const DEFAULT_RANGE: HistoryRange = '24h';

/** Finer than this there are no buckets, which are whole seconds. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 5 * RANGE_MS['1y'];

/** A window that ends this close to now, as a part of its length, goes on with the time. */
const NOW_PART = 0.01;

export const lengthOf = ({ from, to }: TimeWindow): number => to - from;

type Query = Record<string, unknown>;

const isRange = (value: unknown): value is HistoryRange => RANGES.some((range) => range === value);

function instantOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** What an address asks to see; 24 hours where it asks for nothing that makes sense. */
export function spanOfQuery(query: Query): Span {
  const from = instantOf(query.from);
  const to = instantOf(query.to);
  if (from !== undefined && (to === undefined ? query.to === undefined : to - from >= SHORTEST_MS)) return { from, to };
  return { range: isRange(query.range) ? query.range : DEFAULT_RANGE };
}

/** The part of an address that asks for a span. */
export function queryOfSpan(span: Span): { range?: string; from?: string; to?: string } {
  if ('range' in span) return { range: span.range };
  return {
    from: new Date(span.from).toISOString(),
    ...(span.to !== undefined && { to: new Date(span.to).toISOString() }),
  };
}

/** Whether it goes on with the time. */
export const isOpenEnded = (span: Span): boolean => 'range' in span || span.to === undefined;

/** The times of a span. @param now where an open one ends */
export function windowOf(span: Span, now: number): TimeWindow {
  if ('range' in span) return { from: now - RANGE_MS[span.range], to: now };
  return { from: span.from, to: Math.max(span.to ?? now, span.from + SHORTEST_MS) };
}

/** The span of a window; one that reaches now goes on with the time. */
export const spanOfWindow = (window: TimeWindow, now: number): Span => ({
  from: Math.round(window.from),
  to: window.to >= now - NOW_PART * lengthOf(window) ? undefined : Math.round(window.to),
});

/** As long as asked for within what can be shown, and not beyond now. */
function fitted(from: number, length: number, now: number): TimeWindow {
  const fittedLength = Math.min(Math.max(length, SHORTEST_MS), LONGEST_MS);
  const start = Math.min(from + (length - fittedLength) / 2, now - fittedLength);
  return { from: start, to: start + fittedLength };
}

/** Longer (`factor` above 1) or shorter; `around` keeps its place. */
export function zoomed(window: TimeWindow, factor: number, around: number, now: number): TimeWindow {
  const length = Math.min(Math.max(lengthOf(window) * factor, SHORTEST_MS), LONGEST_MS);
  const part = (around - window.from) / lengthOf(window);
  return fitted(around - part * length, length, now);
}

/** Earlier (`part` below 0) or later by a part of its length. */
export const shifted = (window: TimeWindow, part: number, now: number): TimeWindow =>
  fitted(window.from + part * lengthOf(window), lengthOf(window), now);

/** What was dragged over, in either direction. */
export const selected = (one: number, other: number, now: number): TimeWindow =>
  fitted(Math.min(one, other), Math.abs(other - one), now);

/** A young plant's first readings would be a dot at the edge of a day. */
const YOUNG_PART = 0.25;
const YOUNG_LEAST_MS = 10 * 60_000;

/**
 * Where to begin instead, if all there is fills only the end of the window; undefined if it fills more.
 * @param first the oldest reading in the window
 * @param createdAt of the plant: silence after that is worth showing
 */
export function youngStart(window: TimeWindow, first: number, createdAt: number): number | undefined {
  const began = Math.min(first, createdAt);
  if (window.to - began > YOUNG_PART * lengthOf(window)) return undefined;
  return Math.floor(Math.min(began, window.to - YOUNG_LEAST_MS) / 60_000) * 60_000;
}

/** The time at a place of the plot, `width` pixels wide. */
export const timeAt = (x: number, width: number, window: TimeWindow): number =>
  window.from + (Math.min(Math.max(x, 0), width) / Math.max(width, 1)) * lengthOf(window);

/** Where a time lies in the plot, in pixels; outside of the window outside of the plot. */
export const xOf = (time: number, width: number, window: TimeWindow): number =>
  ((time - window.from) / lengthOf(window)) * width;

/**
 * The window to draw: one that went on by less than a pixel is drawn where it was. A reading then moves no line of the
 * grid and no label, only what it says itself.
 * @param drawn the one before
 */
export function steadyWindow(drawn: TimeWindow | undefined, next: TimeWindow, width: number): TimeWindow {
  const pixel = lengthOf(next) / Math.max(width, 1);
  const isStill = (one: number, other: number): boolean => Math.abs(one - other) < pixel;
  return drawn && isStill(drawn.from, next.from) && isStill(drawn.to, next.to) ? drawn : next;
}

/** How many points make a line of this width: one for two pixels, in steps so that a small change of size asks for nothing new. */
export const pointsFor = (width: number): number => Math.min(Math.max(Math.round(width / 200) * 100, 150), 1000);
