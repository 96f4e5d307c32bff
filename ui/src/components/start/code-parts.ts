/** What in an example is this server's own, and what its reader has yet to fill in. Pure. */

export interface CodePart {
  words: string;
  /** `own`: this server's address; `open`: to be filled in by the reader. */
  kind: 'plain' | 'own' | 'open';
}

/** As the examples write it: a value in quotes, in words. */
const OPEN = 'your network|its password|your registration key';

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The example in pieces that, put together, are the example. @param origin this server's address, as the example holds it */
export function codeParts(code: string, origin: string): CodePart[] {
  const pieces = code.split(new RegExp(`(${escaped(origin)}(?![\\w.:])|${OPEN})`));
  return pieces
    .map((words, index): CodePart => ({ words, kind: index % 2 === 0 ? 'plain' : words === origin ? 'own' : 'open' }))
    .filter(({ words }) => words !== '');
}
