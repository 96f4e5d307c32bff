/** Drawings of plants with plain upright leaves, and of what is grown to be eaten. Pure. */
import { disc, leaf, off, onStem, type Point, type Shape, SOIL, stem, type Tone } from './shapes';

/** Stiff upright blades with light edges, as snake plants have. */
export function sword(): Shape[] {
  const blades: [across: number, angle: number, length: number, tone: Tone][] = [
    [-16, -17, 92, 'deep'],
    [17, 18, 96, 'deep'],
    [-6, -8, 112, 'dark'],
    [9, 8, 106, 'dark'],
    [-22, -25, 62, 'mid'],
    [22, 27, 64, 'mid'],
    [1, 1, 88, 'mid'],
    [-11, -12, 54, 'light'],
    [13, 12, 50, 'light'],
  ];
  return blades.flatMap(([across, angle, length, tone]) => {
    const foot = { x: SOIL.x + across, y: SOIL.y + 2 };
    return [
      ...leaf(foot, angle, length + 3, 16, 'pale', angle * 0.1, false),
      ...leaf(foot, angle, length - 2, 12, tone, angle * 0.1),
    ];
  });
}

/** A tuft of thin arching blades. */
export function grass(): Shape[] {
  const tones: Tone[] = ['deep', 'dark', 'mid', 'light'];
  return tones.flatMap((tone, layer) =>
    Array.from({ length: 9 }, (_, index) => {
      const share = ((index + 0.5 * (layer % 2)) / 8.5) * 2 - 1;
      const reach = 118 - layer * 16 - Math.abs(share) * 14 - ((index * 37) % 11);
      const foot = { x: SOIL.x + share * 22, y: SOIL.y };
      return stem(
        foot,
        off(foot, share * (64 - layer * 8), reach * (1 - 0.12 * Math.abs(share))),
        share * -20,
        3,
        tone,
      );
    }),
  );
}

/** A head of round crinkled leaves, the inner ones lighter, as salads and cabbages have. */
export function vegetable(): Shape[] {
  const rings: [angles: readonly number[], reach: number, size: number, tone: Tone][] = [
    [[-70, 70, -46, 46, -20, 20, 0], 62, 23, 'deep'],
    [[-62, 62, -34, 34, -9, 13], 48, 22, 'dark'],
    [[-52, 52, -24, 24, 0], 36, 21, 'mid'],
    [[-38, 38, -11, 14], 25, 18, 'light'],
    [[-14, 17, 1], 14, 13, 'pale'],
  ];
  const leafOf = (angle: number, reach: number, size: number, tone: Tone): Shape[] => {
    const middle = off(SOIL, angle, reach);
    return [
      stem(SOIL, middle, 0, size * 0.8, tone),
      disc(middle, size, tone),
      ...[-78, -39, 0, 39, 78].map((turn) => disc(off(middle, angle + turn, size * 0.72), size * 0.42, tone)),
      stem(off(SOIL, angle, reach * 0.5), off(middle, angle, size * 0.7), 0, 1.4, 'vein'),
      ...[-34, 34].map((turn) => stem(middle, off(middle, angle + turn, size * 0.72), 0, 1, 'vein')),
    ];
  };
  return rings.flatMap(([angles, reach, size, tone]) => angles.flatMap((angle) => leafOf(angle, reach, size, tone)));
}

/** A bush hung with round fruit. */
export function fruiting(): Shape[] {
  const shoots: [end: Point, bow: number, tone: Tone, tip: Tone][] = [
    [{ x: 128, y: 104 }, 20, 'deep', 'dark'],
    [{ x: 274, y: 100 }, -20, 'deep', 'dark'],
    [{ x: 166, y: 70 }, 10, 'deep', 'mid'],
    [{ x: 238, y: 68 }, -10, 'dark', 'mid'],
    [{ x: 201, y: 64 }, 3, 'dark', 'light'],
    [{ x: 158, y: 112 }, 12, 'mid', 'light'],
    [{ x: 244, y: 110 }, -12, 'mid', 'light'],
  ];
  const fruits: [centre: Point, radius: number][] = [
    [{ x: 150, y: 104 }, 10],
    [{ x: 256, y: 112 }, 11],
    [{ x: 186, y: 92 }, 11],
    [{ x: 226, y: 100 }, 10],
    [{ x: 172, y: 134 }, 12],
    [{ x: 212, y: 134 }, 12],
    [{ x: 240, y: 140 }, 10],
  ];
  return [
    ...shoots.flatMap(([end, bow, tone, tip]) => [
      stem(SOIL, end, bow, 2.4, tone),
      ...[0.45, 0.72, 1].flatMap((share, index) => {
        const { point, angle } = onStem(SOIL, end, bow, share);
        return [-60, 60, ...(share === 1 ? [0] : [])].flatMap((turn) =>
          leaf(point, angle + turn, 30 - index * 2, 15, index === 2 ? tip : tone, turn > 0 ? -4 : 4, index === 2),
        );
      }),
    ]),
    ...fruits.flatMap(([centre, radius]) => [
      disc(centre, radius, 'fruit'),
      disc({ x: centre.x - radius * 0.32, y: centre.y - radius * 0.3 }, radius * 0.24, 'vein'),
      ...[-60, 0, 60].flatMap((angle) => leaf(off(centre, 0, radius - 1), angle, 7, 4, 'dark', 0, false)),
    ]),
  ];
}
