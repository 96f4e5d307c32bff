/** Reads CSV piece by piece (RFC 4180, with any separator). Pure. */
import { ProblemError } from '@plantops/shared/problem.ts';
import { SEPARATING } from '@plantops/shared/api/imports.ts';

export type Separator = (typeof SEPARATING)[number];

export interface CsvRow {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

/** The longest row (characters). One that is longer is no row: a quote was not closed. */
const LONGEST_ROW = 64 * 1024;
const MOST_CELLS = 500;

function cellsOf(row: string, separator: Separator): string[] {
  if (!row.includes('"')) return row.split(separator, MOST_CELLS);
  const cells: string[] = [];
  let at = 0;
  while (at <= row.length && cells.length < MOST_CELLS) {
    if (row[at] !== '"') {
      const end = row.indexOf(separator, at);
      cells.push(row.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? row.length + 1 : end + 1;
      continue;
    }
    let cell = '';
    let end = row.indexOf('"', at + 1);
    // Two quotes are one that belongs to the text.
    while (end >= 0 && row[end + 1] === '"') {
      cell += row.slice(at + 1, end + 1);
      at = end + 1;
      end = row.indexOf('"', at + 1);
    }
    cell += row.slice(at + 1, end < 0 ? undefined : end);
    const next = end < 0 ? -1 : row.indexOf(separator, end);
    // What stands behind the closing quote belongs to the cell, too: some programs forget to quote.
    cells.push(cell + (end < 0 ? '' : row.slice(end + 1, next < 0 ? undefined : next)));
    at = next < 0 ? row.length + 1 : next + 1;
  }
  return cells;
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}

/** Takes text in pieces and gives rows. Empty lines are left out. */
export class CsvRows {
  readonly #separator: Separator;
  #rest = '';
  #line = 1;

  constructor(separator: Separator) {
    this.#separator = separator;
  }

  /** @throws ProblemError `import_not_understood` if a row does not end */
  *take(text: string): Generator<CsvRow> {
    this.#rest += text;
    let from = 0;
    for (;;) {
      const end = this.#endOfRow(from);
      if (end === undefined) break;
      yield* this.#row(this.#rest.slice(from, end));
      from = end + 1;
    }
    this.#rest = this.#rest.slice(from);
    if (this.#rest.length > LONGEST_ROW)
      throw new ProblemError(
        'import_not_understood',
        `Line ${this.#line} does not end within ${LONGEST_ROW / 1024} kB: a quote is not closed, or the file is no CSV`,
      );
  }

  /** The last row, which need not end with a line break. */
  *end(): Generator<CsvRow> {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') yield* this.#row(rest);
  }

  /** Where the row ends: at a line break that is not inside of quotes. */
  #endOfRow(from: number): number | undefined {
    let end = this.#rest.indexOf('\n', from);
    let quotes = end < 0 ? 0 : quotesIn(this.#rest.slice(from, end));
    while (end >= 0 && quotes % 2 === 1 && end - from <= LONGEST_ROW) {
      const next = this.#rest.indexOf('\n', end + 1);
      if (next >= 0) quotes += quotesIn(this.#rest.slice(end, next));
      end = next;
    }
    return end < 0 || quotes % 2 === 1 ? undefined : end;
  }

  *#row(text: string): Generator<CsvRow> {
    const line = this.#line;
    this.#line += 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line += 1;
    const row = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (row.trim() !== '') yield { line, cells: cellsOf(row, this.#separator) };
  }
}

const LOOKED_AT = 20;

/** The separator of which the first lines have most. */
export function separatorOf(head: string): Separator {
  const lines = head
    .split('\n', LOOKED_AT + 1)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .slice(0, LOOKED_AT)
    .map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const least = (separator: Separator): number =>
    Math.min(...lines.map((line) => line.split(separator).length - 1), Number.MAX_SAFE_INTEGER);
  // The last line may be cut off.
  if (lines.length > 2) lines.pop();
  const [first] = [...SEPARATING]
    .filter((separator) => lines.length > 0 && least(separator) > 0)
    .sort((a, b) => least(b) - least(a));
  return first ?? ',';
}
