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

/** The ends of a short line across the arc, such as marks where the wanted range begins. */
export function tickAt(percent: number, inner: number, outer: number, centre: Point): { from: Point; to: Point } {
  const angle = angleAt(percent);
  return { from: pointAt(angle, inner, centre), to: pointAt(angle, outer, centre) };
}
