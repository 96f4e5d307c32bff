/** Drawings of plants that are noticed for their flowers. Pure. */
import { disc, leaf, off, onStem, type Point, type Shape, SOIL, stem, type Tone } from './shapes';

type Blade = readonly [angle: number, length: number, width: number, tone: Tone];

const blades = (of: readonly Blade[], bend: number): Shape[] =>
  of.flatMap(([angle, length, width, tone]) => leaf(SOIL, angle, length, width, tone, angle * bend));

/** Arched stalks with rows of flowers above strap-shaped leaves. */
export function orchid(): Shape[] {
  const stalks: [end: Point, bow: number][] = [
    [{ x: 112, y: 78 }, 42],
    [{ x: 284, y: 56 }, -40],
  ];
  const flower = (centre: Point, size: number, turn: number): Shape[] => [
    ...[0, 124, -124].flatMap((angle) => leaf(centre, angle + turn, size, size * 0.6, 'bloom', 0, false)),
    ...[-74, 74].map((angle) => disc(off(centre, angle + turn, size * 0.5), size * 0.44, 'blush')),
    disc(off(centre, 180 + turn, size * 0.16), size * 0.2, 'heart'),
  ];
  const straps: [angle: number, length: number, tone: Tone][] = [
    [-70, 84, 'deep'],
    [68, 86, 'deep'],
    [-48, 66, 'dark'],
    [46, 68, 'dark'],
    [-22, 48, 'mid'],
    [20, 44, 'light'],
  ];
  return [
    ...stalks.map(([end, bow]) => stem(SOIL, end, bow, 2.4, 'dark')),
    ...straps.flatMap(([angle, length, tone]) => leaf(SOIL, angle, length, 22, tone, angle * 0.24)),
    ...stalks.flatMap(([end, bow], index) => [
      disc(end, 3, 'bloom'),
      disc(onStem(SOIL, end, bow, 0.93).point, 4.2, 'bloom'),
      ...[0.8, 0.63, 0.46].flatMap((share, place) =>
        flower(onStem(SOIL, end, bow, share).point, 16 + place * 2, (index === 0 ? -1 : 1) * (24 - place * 10)),
      ),
    ]),
  ];
}

/** White spathes around yellow spikes, above broad dark leaves, as peace lilies have. */
export function spathe(): Shape[] {
  const flowers: [end: Point, bow: number, lean: number][] = [
    [{ x: 142, y: 98 }, 12, -20],
    [{ x: 258, y: 96 }, -12, 22],
    [{ x: 204, y: 86 }, -4, 4],
  ];
  const flower = (base: Point, lean: number): Shape[] => [
    ...leaf(off(base, lean + 12, -3), lean + 12, 49, 31, 'pale', 5, false),
    ...leaf(base, lean + 12, 44, 27, 'cream', 5),
    { ...stem(off(base, lean, 5), off(base, lean, 25), 0, 5, 'heart') },
  ];
  return [
    ...blades(
      [
        [-76, 96, 30, 'deep'],
        [74, 98, 30, 'deep'],
        [-54, 92, 30, 'dark'],
        [52, 94, 30, 'dark'],
      ],
      0.2,
    ),
    ...flowers.flatMap(([end, bow, lean]) => [stem(SOIL, end, bow, 2.6, 'dark'), ...flower(end, lean)]),
    ...blades(
      [
        [-30, 72, 27, 'mid'],
        [28, 74, 27, 'mid'],
        [-68, 60, 24, 'mid'],
        [66, 60, 24, 'light'],
        [-4, 52, 24, 'light'],
      ],
      0.2,
    ),
  ];
}

/** Cups on bare stalks between straps, as tulips and amaryllis have. */
export function bulb(): Shape[] {
  const stalks: [end: Point, bow: number, lean: number][] = [
    [{ x: 158, y: 88 }, 8, -12],
    [{ x: 246, y: 92 }, -8, 14],
    [{ x: 202, y: 76 }, 2, 1],
  ];
  const cup = (base: Point, lean: number): Shape[] => [
    ...[-20, 20].flatMap((turn) => leaf(base, lean + turn, 36, 22, 'bloom', 0, false)),
    ...[-36, 36].flatMap((turn) => leaf(base, lean + turn, 30, 18, 'blush', turn / -4, false)),
    ...leaf(base, lean, 33, 20, 'bloom'),
  ];
  return [
    ...blades(
      [
        [-52, 84, 13, 'deep'],
        [50, 86, 13, 'deep'],
        [-30, 96, 13, 'dark'],
        [32, 94, 13, 'dark'],
      ],
      0.3,
    ),
    ...stalks.flatMap(([end, bow, lean]) => [stem(SOIL, end, bow, 3.4, 'mid'), ...cup(end, lean)]),
    ...blades(
      [
        [-16, 66, 13, 'mid'],
        [18, 70, 13, 'mid'],
        [-66, 58, 12, 'mid'],
        [64, 60, 12, 'light'],
        [2, 48, 12, 'light'],
      ],
      0.3,
    ),
  ];
}

/** A star of bracts on a stalk out of a funnel of arching straps. */
export function bromeliad(): Shape[] {
  const tiers: [at: number, spread: number, length: number, tone: Tone][] = [
    [0.5, 62, 34, 'bloom'],
    [0.64, 50, 32, 'blush'],
    [0.78, 38, 30, 'bloom'],
    [0.9, 22, 26, 'blush'],
  ];
  const top = { x: 202, y: 72 };
  return [
    ...blades(
      [
        [-82, 108, 17, 'deep'],
        [80, 110, 17, 'deep'],
        [-60, 112, 18, 'dark'],
        [62, 110, 18, 'dark'],
        [-40, 100, 18, 'dark'],
        [42, 98, 18, 'deep'],
      ],
      0.5,
    ),
    stem(SOIL, top, 2, 5, 'mid'),
    ...tiers.flatMap(([at, spread, length, tone]) => {
      const { point } = onStem(SOIL, top, 2, at);
      return [-1, 1].flatMap((side) => leaf(point, side * spread, length, 13, tone, side * -4, false));
    }),
    ...leaf(top, 2, 26, 13, 'heart', 0, false),
    ...blades(
      [
        [-22, 74, 17, 'mid'],
        [24, 72, 17, 'mid'],
        [-54, 66, 16, 'light'],
        [52, 66, 16, 'light'],
        [-6, 44, 15, 'pale'],
      ],
      0.5,
    ),
  ];
}

/** A bush with flowers of five petals all over it. */
export function flowering(): Shape[] {
  const shoots: [end: Point, bow: number, tone: Tone][] = [
    [{ x: 122, y: 120 }, 18, 'deep'],
    [{ x: 280, y: 118 }, -18, 'deep'],
    [{ x: 142, y: 88 }, 14, 'deep'],
    [{ x: 260, y: 84 }, -14, 'dark'],
    [{ x: 182, y: 70 }, 6, 'dark'],
    [{ x: 224, y: 70 }, -6, 'dark'],
    [{ x: 160, y: 116 }, 10, 'mid'],
    [{ x: 242, y: 114 }, -10, 'mid'],
    [{ x: 200, y: 96 }, 2, 'mid'],
  ];
  const flower = (centre: Point, size: number, turn: number, isDark: boolean): Shape[] => [
    ...[0, 72, 144, 216, 288].flatMap((angle) =>
      leaf(off(centre, angle + turn, 1.5), angle + turn, size, size * 0.74, isDark ? 'bloom' : 'blush', 0, false),
    ),
    disc(centre, size * 0.3, 'heart'),
  ];
  return [
    ...shoots.flatMap(([end, bow, tone]) => [
      stem(SOIL, end, bow, 2.4, tone),
      ...[0.5, 0.72, 0.94].flatMap((share) => {
        const { point, angle } = onStem(SOIL, end, bow, share);
        return [-58, 58].flatMap((turn) => leaf(point, angle + turn, 28, 15, tone, turn > 0 ? -4 : 4, false));
      }),
    ]),
    ...shoots.flatMap(([end], index) => flower(end, 13 + (index % 3) * 1.5, index * 29, index % 3 !== 1)),
    ...flower({ x: 178, y: 138 }, 13, 10, true),
    ...flower({ x: 224, y: 138 }, 13.5, 40, false),
  ];
}
