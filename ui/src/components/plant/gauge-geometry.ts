/** Places on a round gauge. Pure; angles in degrees clockwise from 12 o'clock, percent of the scale's length. */

/** The arc opens downwards by 360 − 240 degrees, where the ends of the scale are written. */
export const SWEEP_DEG = 240;

export interface Point {
  x: number;
  y: number;
}

/** The angle of a place on the scale: −120° at its start, 0° in its middle, 120° at its end; outside of it sticks to the end. */
export const angleAt = (percent: number): number => (Math.min(100, Math.max(0, percent)) / 100 - 0.5) * SWEEP_DEG;

/** The point at an angle on a circle. */
export function pointAt(angle: number, radius: number, centre: Point): Point {
  const radians = (angle * Math.PI) / 180;
  return { x: centre.x + radius * Math.sin(radians), y: centre.y - radius * Math.cos(radians) };
}

const say = (value: number): string => String(Math.round(value * 100) / 100);

/**
 * The SVG path of an arc from one place on the scale to another, clockwise.
 * @returns undefined where there is nothing to draw: the places are the same, or the wrong way round
 */
export function arcPath(from: number, to: number, radius: number, centre: Point): string | undefined {
  const [start, end] = [angleAt(from), angleAt(to)];
  if (end - start < 0.05) return undefined;
  const [first, last] = [pointAt(start, radius, centre), pointAt(end, radius, centre)];
  return `M${say(first.x)} ${say(first.y)}A${radius} ${radius} 0 ${end - start > 180 ? 1 : 0} 1 ${say(last.x)} ${say(last.y)}`;
}

/** A length along the arc in percent of the scale. */
export const shareOf = (length: number, radius: number): number =>
  ((length * 180) / Math.PI / radius / SWEEP_DEG) * 100;

/**
 * A range drawn shorter by its round ends, so that they end where it does. At an end of the scale, which is round
 * itself, they stand over like the scale's; a very short range is but its two ends.
 */
export function withinCaps({ from, to }: { from: number; to: number }, cap: number): { from: number; to: number } {
  const start = from <= 0 ? 0 : from + cap;
  const end = to >= 100 ? 100 : to - cap;
  const middle = Math.min(100, Math.max(0, (from + to) / 2));
  return end - start < 0.2 ? { from: middle - 0.1, to: middle + 0.1 } : { from: start, to: end };
}
