/** Finds what is specific to this server in an example, and what the reader still has to fill in. Pure. */

export interface CodePart {
  words: string;
  /** `own` is this server's address; `open` is for the reader to fill in. */
  kind: 'plain' | 'own' | 'open';
}

/** Placeholders as the examples spell them: words inside quotes. */
const OPEN = 'your network|its password|your registration key';

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Splits the example into parts that add up to it. @param origin this server's address, as it occurs in the example */
export function codeParts(code: string, origin: string): CodePart[] {
  const pieces = code.split(new RegExp(`(${escaped(origin)}(?![\\w.:])|${OPEN})`));
  return pieces
    .map((words, index): CodePart => ({ words, kind: index % 2 === 0 ? 'plain' : words === origin ? 'own' : 'open' }))
    .filter(({ words }) => words !== '');
}
