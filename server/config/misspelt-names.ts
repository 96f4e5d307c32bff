import { VARIABLE_NAMES } from './environment.ts';

/** More changes than this make another word. */
const MOST_CHANGES = 2;
/** Short names, such as HOST, resemble too many others. */
const SHORTEST = 6;
const PREFIX = /^PLANTOPS_/;

/** How many letters must be put in, taken out or replaced to make one word of the other (Levenshtein distance). */
function changesBetween(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(one).entries()) {
    const now = [row + 1];
    for (const [column, otherLetter] of Array.from(other).entries())
      now.push(
        Math.min(
          (before[column + 1] ?? 0) + 1,
          (now[column] ?? 0) + 1,
          (before[column] ?? 0) + (letter === otherLetter ? 0 : 1),
        ),
      );
    before = now;
  }
  return before.at(-1) ?? 0;
}

/** The variable of ours that a name nearly is: written a little differently, or cut off, as in DISCORD_WEBHOOK. */
function meantBy(name: string): string | undefined {
  const plain = name.toUpperCase().replace(PREFIX, '');
  if (VARIABLE_NAMES.includes(plain)) return plain;
  if (plain.length < SHORTEST) return undefined;
  return VARIABLE_NAMES.find(
    (known) =>
      (plain.includes('_') && known.startsWith(plain)) ||
      (known.length >= SHORTEST && changesBetween(plain, known) <= MOST_CHANGES),
  );
}

/** A warning for each variable that is set under a name which is nearly one of ours, and therefore has no effect. */
export function misspeltNames(source: Record<string, string | undefined>): string[] {
  return Object.keys(source).flatMap((name) => {
    if (VARIABLE_NAMES.includes(name)) return [];
    const known = meantBy(name);
    // Beside the right one it is for something else.
    return known === undefined || source[known] ? [] : [`${name} is no variable of PlantOps; did you mean ${known}?`];
  });
}
