/** Which lines of a text came and went, such as those of a function. Pure. */

export interface LineChange {
  kind: 'added' | 'removed' | 'same' | 'skipped';
  /** The line; for `skipped` empty. */
  text: string;
  /** How many lines: 1, or as many as are skipped. */
  count: number;
}

/** Unchanged lines that are told before and after a change. */
const CONTEXT = 2;
/** Texts with more pairs of lines are told as one that goes and one that comes: to compare them would take seconds. */
const MOST_PAIRS = 1_000_000;

const line = (kind: LineChange['kind'], text: string, count = 1): LineChange => ({ kind, text, count });

/** How many lines two texts have in common, in order, from a place in each to its end. */
function commonLines(before: readonly string[], after: readonly string[]): (one: number, other: number) => number {
  const width = after.length + 1;
  const counts = new Uint32Array((before.length + 1) * width);
  const from = (one: number, other: number): number => counts[one * width + other] ?? 0;
  for (let one = before.length - 1; one >= 0; one -= 1)
    for (let other = after.length - 1; other >= 0; other -= 1)
      counts[one * width + other] =
        before[one] === after[other]
          ? from(one + 1, other + 1) + 1
          : Math.max(from(one + 1, other), from(one, other + 1));
  return from;
}

function allLines(before: readonly string[], after: readonly string[]): LineChange[] {
  if (before.length * after.length > MOST_PAIRS)
    return [...before.map((text) => line('removed', text)), ...after.map((text) => line('added', text))];
  const common = commonLines(before, after);
  const lines: LineChange[] = [];
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    const [text, next] = [before[one], after[other]];
    if (text !== undefined && text === next) {
      lines.push(line('same', text));
      one += 1;
      other += 1;
    } else if (text !== undefined && (next === undefined || common(one + 1, other) >= common(one, other + 1))) {
      lines.push(line('removed', text));
      one += 1;
    } else {
      lines.push(line('added', next ?? ''));
      other += 1;
    }
  }
  return lines;
}

/** The lines that changed, with a few around them. Others are skipped, and counted. */
export function diffLines(before: string, after: string): LineChange[] {
  const lines = allLines(before.split('\n'), after.split('\n'));
  const isNear = (place: number): boolean =>
    lines.slice(Math.max(0, place - CONTEXT), place + CONTEXT + 1).some(({ kind }) => kind !== 'same');
  const told: LineChange[] = [];
  lines.forEach((one, place) => {
    const last = told.at(-1);
    if (isNear(place)) told.push(one);
    else if (last?.kind === 'skipped') last.count += 1;
    else told.push(line('skipped', ''));
  });
  return told;
}
