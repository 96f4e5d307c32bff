/** Moves and scales the visible part of a span, and keeps it within the span. Pure; any unit of time. */
import { lengthOf, type TimeWindow } from '../../charts/time-window';

/** The part, moved and shortened so that it lies within the whole. */
export function clampedWindow(part: TimeWindow, whole: TimeWindow): TimeWindow {
  const length = Math.min(lengthOf(part), lengthOf(whole));
  const from = Math.min(Math.max(part.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/** Makes a part longer (`factor` above 1) or shorter around its middle. */
export function scaledWindow(part: TimeWindow, factor: number, whole: TimeWindow): TimeWindow {
  const middle = (part.from + part.to) / 2;
  const half = (lengthOf(part) * factor) / 2;
  return clampedWindow({ from: middle - half, to: middle + half }, whole);
}

/** Moves a part earlier (`share` below 0) or later by a share of its length. */
export const shiftedWindow = (part: TimeWindow, share: number, whole: TimeWindow): TimeWindow =>
  clampedWindow({ from: part.from + share * lengthOf(part), to: part.to + share * lengthOf(part) }, whole);
