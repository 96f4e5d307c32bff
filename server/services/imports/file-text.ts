import { ProblemError } from '@plantops/shared/problem.ts';

/** A file that is no text at all. */
const BINARY: readonly (readonly [magic: string, what: string])[] = [
  ['504b0304', 'a workbook (.xlsx, .ods) or an archive: save its sheet as CSV'],
  ['d0cf11e0', 'an old workbook (.xls): save its sheet as CSV'],
  ['1f8b', 'compressed (.gz): unpack it first'],
  ['53514c69', 'a database (SQLite): export a table of it as CSV'],
];

/** By the first bytes of a file: UTF-8, what Excel calls Unicode, or what German Excel writes. */
function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/**
 * The text of a file that comes in pieces, whatever its encoding.
 * @throws ProblemError `import_not_understood` if it is none
 */
export async function* fileText(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const piece of pieces) {
    if (!decoder) {
      const hex = Buffer.from(piece.subarray(0, 4)).toString('hex');
      const [, what] = BINARY.find(([magic]) => hex.startsWith(magic)) ?? [];
      if (what !== undefined) throw new ProblemError('import_not_understood', `The file is ${what}`);
      decoder = new TextDecoder(encodingOf(piece));
    }
    const text = decoder.decode(piece, { stream: true });
    if (text.includes('\0')) throw new ProblemError('import_not_understood', 'The file is no text');
    yield text;
  }
  if (decoder) yield decoder.decode();
}
