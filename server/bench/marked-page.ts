/** What stands between two lines of a page, `<!-- mark: begin -->` and `<!-- mark: end -->`, is written by a program. */
import { readFileSync, writeFileSync } from 'node:fs';

const linesOf = (mark: string): [begin: string, end: string] => [`<!-- ${mark}: begin -->`, `<!-- ${mark}: end -->`];

function parts(text: string, mark: string): [before: string, marked: string, after: string] {
  const [begin, end] = linesOf(mark);
  const [before, rest] = text.split(begin);
  const [marked, after] = rest?.split(end) ?? [];
  if (before === undefined || marked === undefined || after === undefined)
    throw new Error(`the page must hold the lines ${begin} and ${end}`);
  return [before, marked, after];
}

/** What stands there now. @throws Error without the two lines */
export const markedText = (text: string, mark: string): string => parts(text, mark)[1].trim();

/** Puts something else there. @throws Error that names the file, without the two lines */
export function replaceMarked(file: string, mark: string, content: string): void {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = linesOf(mark);
  try {
    const [before, , after] = parts(text, mark);
    writeFileSync(file, `${before}${begin}\n\n${content}\n${end}${after}`);
  } catch (failure) {
    throw new Error(`${file}: ${(failure as Error).message}`, { cause: failure });
  }
}
