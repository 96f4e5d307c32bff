/** A drawing for each way plants grow. The pot's rim is at y = 156, its middle at x = 200. Pure. */
import type { PlantForm } from '@plantops/nodes/shared/api.ts';
import { disc, heart, leaf, off, onStem, type Point, type Shape, stem, type Tone } from './shapes';

const SOIL: Point = { x: 200, y: 156 };
const GREENS: Tone[] = ['deep', 'dark', 'mid', 'light'];
const green = (index: number): Tone => GREENS[index % GREENS.length] ?? 'mid';

/** Broad blades on long stems, the outer ones behind. */
function leafy(): Shape[] {
  const blades: [angle: number, reach: number, length: number, width: number, tone: Tone][] = [
    [-58, 44, 62, 23, 'deep'], [58, 44, 62, 23, 'deep'], [-32, 50, 64, 25, 'dark'], [34, 48, 62, 25, 'dark'], [-78, 28, 50, 19, 'dark'], [78, 28, 50, 19, 'deep'],
    [-4, 44, 60, 26, 'mid'], [-46, 24, 50, 21, 'light'], [46, 22, 50, 21, 'mid'], [18, 16, 52, 22, 'light'], [-16, 12, 46, 20, 'pale'],
  ];
  return blades.flatMap(([angle, reach, length, width, tone]) => {
    const end = off(SOIL, angle * 0.6, reach);
    return [stem(SOIL, end, angle * 0.04, 3, 'dark'), ...leaf(end, angle, length, width, tone, angle * 0.16)];
  });
}

/** Shoots that climb out of the pot and hang down on both sides. */
function vine(): Shape[] {
  const shoots: [Point, bow: number][] = [
    [{ x: 96, y: 196 }, 62], [{ x: 304, y: 198 }, -62], [{ x: 126, y: 128 }, 34], [{ x: 276, y: 124 }, -34], [{ x: 150, y: 206 }, 44], [{ x: 254, y: 208 }, -44], [{ x: 172, y: 84 }, 10], [{ x: 232, y: 78 }, -10],
  ];
  const foot = { x: 200, y: 154 };
  return shoots.flatMap(([end, bow], shoot) => [
    stem(foot, end, bow, 2.4, 'dark'),
    ...[0.34, 0.52, 0.7, 0.86, 1].flatMap((share, index) => {
      const { point, angle } = onStem(foot, end, bow, share);
      return heart(point, angle + (index % 2 ? 58 : -58) * (share === 1 ? 0 : 1), 27 - index * 2.2, green(shoot + index));
    }),
  ]);
}

/** Fronds with leaflets along both sides. */
function fronds(ends: readonly [Point, bow: number, tone: Tone][], foot: Point, leaflets: number, length: number, width: number, slant: number): Shape[] {
  return ends.flatMap(([end, bow, tone]) => [
    ...Array.from({ length: leaflets }, (_, index) => (index + 1) / leaflets).flatMap((share) => {
      const { point, angle } = onStem(foot, end, bow, 0.16 + share * 0.84);
      const size = length * (0.35 + 0.65 * Math.sin(Math.PI * Math.min(1, 0.2 + share * 0.78)));
      return [...leaf(point, angle - slant, size, width, tone, 0, false), ...leaf(point, angle + slant, size, width, tone, 0, false)];
    }),
    stem(foot, end, bow, 1.8, 'vein'),
  ]);
}

const fern = (): Shape[] => fronds([
  [{ x: 84, y: 150 }, 46, 'deep'], [{ x: 316, y: 150 }, -46, 'deep'], [{ x: 112, y: 92 }, 30, 'dark'], [{ x: 290, y: 90 }, -30, 'dark'], [{ x: 164, y: 62 }, 14, 'deep'], [{ x: 238, y: 60 }, -14, 'dark'],
  [{ x: 122, y: 184 }, 52, 'mid'], [{ x: 280, y: 184 }, -52, 'mid'], [{ x: 140, y: 118 }, 26, 'light'], [{ x: 262, y: 116 }, -26, 'light'], [{ x: 200, y: 84 }, 6, 'mid'],
], SOIL, 15, 17, 5, 62);

function palm(): Shape[] {
  const crown = { x: 203, y: 104 };
  return [
    stem({ x: 196, y: 158 }, crown, 5, 8, 'wood'),
    ...fronds([
      [{ x: 92, y: 112 }, 44, 'deep'], [{ x: 314, y: 110 }, -44, 'deep'], [{ x: 118, y: 64 }, 26, 'dark'], [{ x: 290, y: 62 }, -26, 'dark'], [{ x: 132, y: 150 }, 40, 'mid'], [{ x: 276, y: 148 }, -40, 'mid'], [{ x: 176, y: 44 }, 8, 'light'], [{ x: 236, y: 44 }, -8, 'light'],
    ], crown, 13, 30, 4.6, 40),
  ];
}

/** A rosette: rings of fleshy leaves, each ring shorter, steeper and lighter. */
function succulent(): Shape[] {
  const heartOf = { x: 200, y: 152 };
  const rings: [number, number, number, number, Tone][] = [[9, 84, 70, 17, 'deep'], [8, 72, 64, 18, 'dark'], [7, 58, 58, 17, 'mid'], [6, 42, 50, 16, 'light'], [4, 22, 40, 13, 'pale']];
  return rings.flatMap(([count, spread, length, width, tone], ring) =>
    Array.from({ length: count }, (_, index) => (count === 1 ? 0 : (index / (count - 1)) * 2 - 1)).sort((a, b) => Math.abs(b) - Math.abs(a)).flatMap((share) =>
      leaf(off(heartOf, 0, ring * 3), share * spread, length * (1 - 0.14 * Math.abs(share)), width, tone, share * -12)));
}

function cactus(): Shape[] {
  const column = (x: number, top: number, bottom: number, width: number): Shape[] => [
    { d: `M${x} ${bottom}V${top + width / 2}`, tone: 'dark', stroke: width },
    ...[-0.3, 0, 0.3].map((share): Shape => ({ d: `M${x + share * width} ${bottom}V${top + width * 0.55 + Math.abs(share) * 10}`, tone: share === 0 ? 'light' : 'mid', stroke: 2.4 })),
  ];
  const arm = (path: string, inner: string): Shape[] => [{ d: path, tone: 'dark', stroke: 24 }, { d: inner, tone: 'mid', stroke: 2.4 }];
  const blossom = (centre: Point): Shape[] => [...[-64, -32, 0, 32, 64].flatMap((angle) => leaf(centre, angle, 15, 6, 'bloom', 0, false)), disc(off(centre, 0, 3), 3, 'heart')];
  return [
    ...arm('M196 132H162Q150 132 150 120V98', 'M196 132H162Q150 132 150 120V98'),
    ...arm('M204 118H240Q252 118 252 106V82', 'M204 118H240Q252 118 252 106V82'),
    ...column(200, 44, 160, 44),
    ...blossom({ x: 200, y: 48 }), ...blossom({ x: 252, y: 72 }),
  ];
}

function flowering(): Shape[] {
  const stalks: [Point, bow: number][] = [[{ x: 138, y: 74 }, 18], [{ x: 262, y: 72 }, -18], [{ x: 206, y: 58 }, -4]];
  const flower = (centre: Point, size: number, turn: number): Shape[] => [
    ...[0, 72, 144, 216, 288].flatMap((angle) => leaf(centre, angle + turn, size, size * 0.44, 'bloom', 0, false)),
    disc(centre, size * 0.24, 'heart'),
  ];
  const blades: [number, number, Tone][] = [[-74, 66, 'deep'], [74, 66, 'deep'], [-50, 62, 'dark'], [52, 60, 'dark'], [-26, 46, 'mid'], [28, 44, 'light']];
  return [
    ...stalks.map(([end, bow]) => stem(SOIL, end, bow, 2.6, 'dark')),
    ...blades.flatMap(([angle, length, tone]) => leaf(SOIL, angle, length, 17, tone, angle * 0.2)),
    ...stalks.flatMap(([end, bow], index) => [
      ...flower(onStem(SOIL, end, bow, 0.62).point, 14, 20 * index), ...flower(onStem(SOIL, end, bow, 0.82).point, 17, 40 + 15 * index), ...flower(end, 20, 10 * index),
    ]),
  ];
}

function tree(): Shape[] {
  const fork = { x: 200, y: 122 };
  const boughs: Point[] = [{ x: 152, y: 88 }, { x: 250, y: 86 }, { x: 178, y: 62 }, { x: 226, y: 60 }, { x: 202, y: 74 }];
  return [
    stem({ x: 200, y: 160 }, fork, 3, 8, 'wood'),
    ...boughs.map((end, index) => stem(fork, end, index % 2 ? -6 : 6, 4, 'wood')),
    ...boughs.flatMap((end, bough) => [0, 1, 2].flatMap((ring) => Array.from({ length: 7 - ring }, (_, index) => {
      const angle = (360 / (7 - ring)) * index + bough * 23 + ring * 31;
      return leaf(off(end, angle, 15 - ring * 5), angle, 31 - ring * 4, 12.5, green(ring + (bough % 2)), 4, ring > 0);
    }).flat())),
  ];
}

/** Many upright shoots with pairs of small leaves. */
function herb(): Shape[] {
  const shoots: [Point, bow: number][] = [[{ x: 118, y: 110 }, 22], [{ x: 282, y: 108 }, -22], [{ x: 148, y: 80 }, 14], [{ x: 254, y: 78 }, -14], [{ x: 178, y: 64 }, 6], [{ x: 224, y: 62 }, -6], [{ x: 202, y: 88 }, 0]];
  return shoots.flatMap(([end, bow], shoot) => [
    stem(SOIL, end, bow, 2.4, 'dark'),
    ...[0.4, 0.6, 0.8, 1].flatMap((share, index) => {
      const { point, angle } = onStem(SOIL, end, bow, share);
      const size = 31 - index * 3;
      return [-62, 62, ...(share === 1 ? [-20, 22] : [])].flatMap((turn) => leaf(point, angle + turn, size, size * 0.4, green(index + (shoot % 2) + (turn > 0 ? 1 : 0)), turn > 0 ? 4 : -4, shoot > 3));
    }),
  ]);
}

const DRAW: Record<PlantForm, () => Shape[]> = { leafy, vine, palm, fern, succulent, cactus, flowering, tree, herb };
const drawn = new Map<PlantForm, Shape[]>();

/** Neighbours of the same paint become one: a fern has hundreds of leaflets, and a page many ferns. */
function joined(shapes: readonly Shape[]): Shape[] {
  const all: Shape[] = [];
  for (const shape of shapes) {
    const last = all.at(-1);
    if (last && last.tone === shape.tone && last.stroke === shape.stroke) last.d += shape.d;
    else all.push({ ...shape });
  }
  return all;
}

/** The shapes of a drawing from back to front; each drawing is computed once. */
export function drawingOf(form: PlantForm): Shape[] {
  const known = drawn.get(form) ?? joined(DRAW[form]());
  drawn.set(form, known);
  return known;
}
