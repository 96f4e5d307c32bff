/** The shapes that make up the drawings of plants, in a box of 400 by 260. Pure. */

/** The paints: greens from dark to light, then other colours. `vein` and `shade` are translucent. */
export type Tone =
  | 'deep'
  | 'dark'
  | 'mid'
  | 'light'
  | 'pale'
  | 'wood'
  | 'bloom'
  | 'blush'
  | 'heart'
  | 'cream'
  | 'fruit'
  | 'vein'
  | 'shade';

export interface Shape {
  d: string;
  tone: Tone;
  /** If set, the shape is drawn as a line of this width instead of an area. */
  stroke?: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Where a plant grows out of its pot: in the middle, at the rim. */
export const SOIL: Point = { x: 200, y: 156 };

const round = (number: number): number => Math.round(number * 10) / 10;
const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

/**
 * The point `along` units in a direction and `across` units to the right of it.
 * @param angle in degrees, 0 is up, positive to the right
 */
export function off(from: Point, angle: number, along: number, across = 0): Point {
  const radians = (angle * Math.PI) / 180;
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  return { x: from.x + sin * along + cos * across, y: from.y - cos * along + sin * across };
}

/**
 * A blade that curves to the right by `bend` and is widest at a third of its length. With a middle vein, its right half
 * is shaded.
 */
export function leaf(
  base: Point,
  angle: number,
  length: number,
  width: number,
  tone: Tone,
  bend = 0,
  vein = true,
): Shape[] {
  const tip = off(base, angle, length, bend);
  const edge = (sign: number): Point[] => [
    off(base, angle, length * 0.18, sign * width * 0.75),
    off(base, angle, length * 0.7, bend * 0.55 + sign * width * 0.62),
  ];
  const path = (...points: Point[]): string => points.map(at).join(' ');
  const outline = `M${at(base)}C${path(...edge(1), tip)}`;
  const blade: Shape = { d: `${outline}C${path(...edge(-1).reverse(), base)}Z`, tone };
  if (!vein) return [blade];
  const middle = off(base, angle, length * 0.55, bend * 0.3);
  return [
    blade,
    { d: `${outline}Q${path(middle, base)}Z`, tone: 'shade' },
    { d: `M${at(base)}Q${path(middle, off(base, angle, length * 0.9, bend * 0.84))}`, tone: 'vein', stroke: 1 },
  ];
}

/** A heart-shaped leaf that hangs from its stem. */
export function heart(base: Point, angle: number, size: number, tone: Tone, vein = true): Shape[] {
  const place = (along: number, across: number): string => at(off(base, angle, size * along, size * across));
  const right = `M${place(0, 0)}C${place(-0.34, 0.28)} ${place(0.02, 0.8)} ${place(0.42, 0.46)}Q${place(0.66, 0.28)} ${place(1, 0)}`;
  const blade: Shape = {
    d: `${right}Q${place(0.66, -0.28)} ${place(0.42, -0.46)}C${place(0.02, -0.8)} ${place(-0.34, -0.28)} ${place(0, 0)}Z`,
    tone,
  };
  if (!vein) return [blade];
  return [
    blade,
    { d: `${right}Z`, tone: 'shade' },
    { d: `M${place(0, 0)}L${place(0.82, 0)}`, tone: 'vein', stroke: 1 },
  ];
}

/** A stem from one point to another, curved to the right by `bow`. */
export function stem(from: Point, to: Point, bow: number, width: number, tone: Tone): Shape {
  const angle = (Math.atan2(to.x - from.x, from.y - to.y) * 180) / Math.PI;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return { d: `M${at(from)}Q${at(off(from, angle, length / 2, bow))} ${at(to)}`, tone, stroke: width };
}

/** A point on a curved stem, and the stem's direction there. @param share 0 at its foot, 1 at its end */
export function onStem(from: Point, to: Point, bow: number, share: number): { point: Point; angle: number } {
  const straight = (Math.atan2(to.x - from.x, from.y - to.y) * 180) / Math.PI;
  const control = off(from, straight, Math.hypot(to.x - from.x, to.y - from.y) / 2, bow);
  const mix = (a: number, b: number): number => a + (b - a) * share;
  const [first, second] = [
    { x: mix(from.x, control.x), y: mix(from.y, control.y) },
    { x: mix(control.x, to.x), y: mix(control.y, to.y) },
  ];
  return {
    point: { x: mix(first.x, second.x), y: mix(first.y, second.y) },
    angle: (Math.atan2(second.x - first.x, first.y - second.y) * 180) / Math.PI,
  };
}

export function disc({ x, y }: Point, radius: number, tone: Tone): Shape {
  const r = round(radius);
  return { d: `M${round(x - r)} ${round(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`, tone };
}
