/** One drawing per growth form, those of flowers and of the kitchen garden in files of their own. Pure. */
import type { PlantForm } from '@plantops/shared/species/species-schema.ts';
import { bromeliad, bulb, flowering, orchid, spathe } from './flower-drawings';
import { fruiting, grass, sword, vegetable } from './kitchen-drawings';
import { disc, heart, leaf, off, onStem, type Point, type Shape, SOIL, stem, type Tone } from './shapes';

const GREENS: Tone[] = ['deep', 'dark', 'mid', 'light'];
const green = (index: number): Tone => GREENS[index % GREENS.length] ?? 'mid';

/** Broad blades on long stems, with the outer ones behind. */
function leafy(): Shape[] {
  const blades: [angle: number, reach: number, length: number, width: number, tone: Tone][] = [
    [-62, 46, 60, 26, 'deep'],
    [56, 48, 62, 27, 'deep'],
    [-30, 52, 58, 27, 'dark'],
    [29, 50, 62, 28, 'dark'],
    [-84, 30, 52, 22, 'dark'],
    [82, 28, 50, 21, 'deep'],
    [-2, 46, 60, 28, 'mid'],
    [-50, 26, 54, 25, 'mid'],
    [48, 24, 54, 24, 'mid'],
    [21, 18, 56, 25, 'light'],
    [-18, 14, 48, 23, 'pale'],
  ];
  return blades.flatMap(([angle, reach, length, width, tone]) => {
    const end = off(SOIL, angle * 0.6, reach);
    return [stem(SOIL, end, angle * 0.04, 3, 'dark'), ...leaf(end, angle, length, width, tone, angle * 0.16)];
  });
}

/** Shoots that climb out of the pot and hang down on both sides, with the lighter ones in front. */
function vine(): Shape[] {
  const shoots: [end: Point, bow: number, tone: Tone, tip: Tone][] = [
    [{ x: 170, y: 74 }, 12, 'deep', 'dark'],
    [{ x: 234, y: 70 }, -12, 'deep', 'dark'],
    [{ x: 124, y: 116 }, 34, 'dark', 'mid'],
    [{ x: 282, y: 108 }, -34, 'deep', 'mid'],
    [{ x: 98, y: 176 }, 60, 'deep', 'light'],
    [{ x: 304, y: 170 }, -58, 'dark', 'light'],
    [{ x: 202, y: 94 }, 4, 'mid', 'light'],
    [{ x: 134, y: 186 }, 50, 'mid', 'light'],
    [{ x: 266, y: 184 }, -46, 'mid', 'pale'],
  ];
  const foot = { x: 200, y: 152 };
  return shoots.flatMap(([end, bow, tone, tip], shoot) => [
    stem(foot, end, bow, 2.2, tone),
    ...[0.3, 0.46, 0.62, 0.78, 0.9, 1].flatMap((share, index) => {
      const { point, angle } = onStem(foot, end, bow, share);
      return heart(
        point,
        angle + (share === 1 ? 0 : (index + shoot) % 2 ? 64 : -64),
        27 - index * 2.4,
        index > 3 ? tip : tone,
        shoot > 3,
      );
    }),
  ]);
}

/** Fronds with leaflets along both sides. Short fronds have fewer and shorter leaflets. */
function fronds(
  ends: readonly [end: Point, bow: number, tone: Tone][],
  foot: Point,
  gap: number,
  longest: number,
  width: number,
  slant: number,
): Shape[] {
  return ends.flatMap(([end, bow, tone]) => {
    const reach = Math.hypot(end.x - foot.x, end.y - foot.y) + Math.abs(bow) / 3;
    const leaflets = Math.round(reach / gap);
    const length = longest * Math.min(1, 0.35 + reach / 150);
    return [
      ...Array.from({ length: leaflets }, (_, index) => (index + 1) / leaflets).flatMap((share) => {
        const { point, angle } = onStem(foot, end, bow, 0.16 + share * 0.84);
        const size = length * (0.3 + 0.7 * Math.sin(Math.PI * Math.min(1, 0.2 + share * 0.78)));
        return [
          ...leaf(point, angle - slant, size, width, tone, 0, false),
          ...leaf(point, angle + slant, size, width, tone, 0, false),
        ];
      }),
      stem(foot, end, bow, 1.4, 'vein'),
      // The bare foot of the frond. It covers the vein, which has no leaflets around it here.
      stem(foot, onStem(foot, end, bow, 0.24).point, bow * 0.05, 2.6, tone),
    ];
  });
}

const fern = (): Shape[] =>
  fronds(
    [
      [{ x: 86, y: 138 }, 46, 'deep'],
      [{ x: 314, y: 132 }, -48, 'deep'],
      [{ x: 116, y: 84 }, 30, 'deep'],
      [{ x: 288, y: 78 }, -28, 'deep'],
      [{ x: 160, y: 52 }, 16, 'dark'],
      [{ x: 234, y: 48 }, -14, 'dark'],
      [{ x: 108, y: 176 }, 58, 'dark'],
      [{ x: 292, y: 178 }, -56, 'dark'],
      [{ x: 134, y: 108 }, 30, 'mid'],
      [{ x: 262, y: 100 }, -26, 'mid'],
      [{ x: 200, y: 74 }, 8, 'mid'],
      [{ x: 146, y: 146 }, 34, 'light'],
      [{ x: 250, y: 140 }, -30, 'light'],
    ],
    SOIL,
    8,
    17.5,
    4.8,
    58,
  );

function palm(): Shape[] {
  const crown = { x: 203, y: 112 };
  return [
    stem({ x: 196, y: 158 }, crown, 5, 8, 'wood'),
    ...[124, 135, 146].map((y) => stem({ x: 196, y: y + 1 }, { x: 205, y: y - 1 }, 2, 1.4, 'shade')),
    ...fronds(
      [
        [{ x: 96, y: 116 }, 46, 'deep'],
        [{ x: 310, y: 112 }, -46, 'deep'],
        [{ x: 112, y: 78 }, 28, 'dark'],
        [{ x: 296, y: 74 }, -28, 'dark'],
        [{ x: 158, y: 54 }, 16, 'dark'],
        [{ x: 236, y: 50 }, -12, 'dark'],
        [{ x: 126, y: 148 }, 42, 'mid'],
        [{ x: 282, y: 144 }, -42, 'mid'],
        [{ x: 150, y: 92 }, 22, 'light'],
        [{ x: 252, y: 88 }, -20, 'light'],
      ],
      crown,
      7,
      27,
      3.8,
      42,
    ),
  ];
}

/** A rosette: rings of fleshy leaves, each ring shorter, steeper and lighter. */
function succulent(): Shape[] {
  const foot = { x: 200, y: 162 };
  const rings: [count: number, spread: number, length: number, width: number, tone: Tone][] = [
    [9, 78, 96, 26, 'deep'],
    [8, 66, 92, 27, 'dark'],
    [7, 54, 84, 26, 'mid'],
    [5, 38, 72, 24, 'light'],
    [3, 20, 58, 18, 'pale'],
  ];
  return rings.flatMap(([count, spread, length, width, tone], ring) =>
    Array.from({ length: count }, (_, index) => (index / (count - 1)) * 2 - 1)
      .sort((a, b) => Math.abs(b) - Math.abs(a))
      .flatMap((share) =>
        leaf(off(foot, 0, ring * 2), share * spread, length * (1 - 0.12 * Math.abs(share)), width, tone, share * -14),
      ),
  );
}

function cactus(): Shape[] {
  const rib = (d: string, tone: Tone): Shape => ({ d, tone, stroke: 2.2 });
  const arm = (x: number, turn: number, top: number, bend: number): Shape[] => {
    const along = (by: number): string =>
      `M200 ${bend + by}H${x - turn * (14 - by)}Q${x + turn * by} ${bend + by} ${x + turn * by} ${bend - 14}V${top + 4 + Math.abs(by)}`;
    return [
      { d: along(0), tone: 'dark', stroke: 24 },
      rib(along(-6), turn > 0 ? 'mid' : 'deep'),
      rib(along(0), 'mid'),
      rib(along(6), turn > 0 ? 'deep' : 'light'),
    ];
  };
  const spines = [
    [-15, 92],
    [-15, 116],
    [-15, 140],
    [0, 76],
    [0, 100],
    [0, 124],
    [15, 90],
    [15, 114],
    [15, 138],
  ].flatMap(([x = 0, y = 0]) =>
    [-52, 0, 52].map((angle) => stem({ x: 200 + x, y }, off({ x: 200 + x, y }, angle, 5), 0, 1.2, 'pale')),
  );
  const blossom = (centre: Point): Shape[] => [
    ...[-72, 72, -36, 36, 0].flatMap((angle) => leaf(centre, angle, 15, 8, angle % 72 ? 'blush' : 'bloom', 0, false)),
    disc(off(centre, 0, 3), 3, 'heart'),
  ];
  return [
    ...arm(152, -1, 104, 134),
    ...arm(249, 1, 90, 120),
    { d: 'M200 160V78', tone: 'dark', stroke: 46 },
    rib('M185 158V78', 'light'),
    rib('M200 158V64', 'mid'),
    rib('M215 158V78', 'deep'),
    ...spines,
    ...blossom({ x: 200, y: 57 }),
    ...blossom({ x: 249, y: 80 }),
  ];
}

/** A crown of leaves in tufts, with the inner tufts lit. */
function tree(): Shape[] {
  const fork = { x: 200, y: 130 };
  const tufts: [end: Point, light: number][] = [
    [{ x: 150, y: 104 }, 0],
    [{ x: 251, y: 101 }, 0],
    [{ x: 172, y: 80 }, 1],
    [{ x: 229, y: 78 }, 0],
    [{ x: 201, y: 98 }, 1],
  ];
  return [
    stem({ x: 199, y: 160 }, fork, 3, 8, 'wood'),
    ...tufts.map(([end], index) => stem(fork, end, index % 2 ? -6 : 6, 4, 'wood')),
    // Each leaf is turned by the golden angle, so none hides the one before it.
    ...tufts.flatMap(([end, light], tuft) =>
      Array.from({ length: 18 }, (_, index) => index / 17).flatMap((share, index) => {
        const angle = index * 137.5 + tuft * 23;
        return leaf(
          off(end, angle, 15 * (1 - share)),
          angle,
          27 - share * 8,
          13 - share * 2,
          green(Math.floor(share * 2.99) + light),
          4,
          share > 0.6,
        );
      }),
    ),
  ];
}

/** Upright shoots with pairs of round leaves, with the shorter and lighter shoots in front. */
function herb(): Shape[] {
  const shoots: [end: Point, bow: number, tone: Tone, tip: Tone][] = [
    [{ x: 126, y: 100 }, 20, 'deep', 'dark'],
    [{ x: 276, y: 96 }, -20, 'deep', 'dark'],
    [{ x: 164, y: 72 }, 10, 'dark', 'mid'],
    [{ x: 238, y: 66 }, -10, 'dark', 'mid'],
    [{ x: 200, y: 76 }, 4, 'mid', 'light'],
    [{ x: 154, y: 116 }, 14, 'mid', 'light'],
    [{ x: 246, y: 112 }, -14, 'mid', 'light'],
    [{ x: 204, y: 116 }, -2, 'light', 'pale'],
  ];
  return shoots.flatMap(([end, bow, tone, tip], shoot) => [
    stem(SOIL, end, bow, 2.4, tone),
    ...[0.4, 0.6, 0.8, 1].flatMap((share, index) => {
      const { point, angle } = onStem(SOIL, end, bow, share);
      const size = 29 - index * 2.5;
      return [-66, 66, ...(share === 1 ? [-28, 34] : [])].flatMap((turn) =>
        leaf(
          point,
          angle + turn,
          size,
          size * 0.52,
          index > 2 ? tip : tone,
          turn > 0 ? -4 : 4,
          shoot > 3 ? index > 1 : index > 2 && turn > 0,
        ),
      );
    }),
  ]);
}

const DRAW: Record<PlantForm, () => Shape[]> = {
  leafy,
  vine,
  palm,
  fern,
  sword,
  grass,
  succulent,
  cactus,
  bromeliad,
  flowering,
  orchid,
  spathe,
  bulb,
  tree,
  herb,
  vegetable,
  fruiting,
};
const drawn = new Map<PlantForm, Shape[]>();

/** Joins neighbouring shapes of the same colour: a fern has hundreds of leaflets, and a page may show many ferns. */
function joined(shapes: readonly Shape[]): Shape[] {
  const all: Shape[] = [];
  for (const shape of shapes) {
    const last = all.at(-1);
    if (last && last.tone === shape.tone && last.stroke === shape.stroke) last.d += shape.d;
    else all.push({ ...shape });
  }
  return all;
}

/** The shapes of a drawing, from back to front. Each drawing is computed once. */
export function drawingOf(form: PlantForm): Shape[] {
  const known = drawn.get(form) ?? joined(DRAW[form]());
  drawn.set(form, known);
  return known;
}
