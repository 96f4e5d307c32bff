/**
 * Positions on a round gauge. Pure. Angles are in degrees clockwise from 12 o'clock, positions in percent of the scale.
 */

/** The scale covers 240 of 360 degrees. The gap at the bottom is where its ends are labelled. */
export const SWEEP_DEG = 240;

export interface Point {
  x: number;
  y: number;
}

/**
 * The angle of a position on the scale: −120° at its start, 0° in its middle, 120° at its end. Positions beyond the
 * scale are placed at its end.
 */
export const angleAt = (percent: number): number => (Math.min(100, Math.max(0, percent)) / 100 - 0.5) * SWEEP_DEG;

/** The point on a circle at an angle. */
export function pointAt(angle: number, radius: number, centre: Point): Point {
  const radians = (angle * Math.PI) / 180;
  return { x: centre.x + radius * Math.sin(radians), y: centre.y - radius * Math.cos(radians) };
}

const say = (value: number): string => String(Math.round(value * 100) / 100);

/**
 * The SVG path of an arc from one position on the scale to another, clockwise.
 * @returns undefined if there is nothing to draw, because the positions are equal or in reverse order
 */
export function arcPath(from: number, to: number, radius: number, centre: Point): string | undefined {
  const [start, end] = [angleAt(from), angleAt(to)];
  if (end - start < 0.05) return undefined;
  const [first, last] = [pointAt(start, radius, centre), pointAt(end, radius, centre)];
  return `M${say(first.x)} ${say(first.y)}A${radius} ${radius} 0 ${end - start > 180 ? 1 : 0} 1 ${say(last.x)} ${say(last.y)}`;
}

/** A length along the arc, in percent of the scale. */
export const shareOf = (length: number, radius: number): number =>
  ((length * 180) / Math.PI / radius / SWEEP_DEG) * 100;

/**
 * Shortens a range by its rounded ends, so that they end where the range ends. At an end of the scale, which is rounded
 * too, they extend past it just as the scale does. A very short range consists only of its two rounded ends.
 */
export function withinCaps({ from, to }: { from: number; to: number }, cap: number): { from: number; to: number } {
  const start = from <= 0 ? 0 : from + cap;
  const end = to >= 100 ? 100 : to - cap;
  const middle = Math.min(100, Math.max(0, (from + to) / 2));
  return end - start < 0.2 ? { from: middle - 0.1, to: middle + 0.1 } : { from: start, to: end };
}
