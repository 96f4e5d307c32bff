/** Reads the pages for owners, README.md and docs/*.md, so that tests can follow what they say. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');

/** Paths from the root folder of the project. The README comes first, as for a reader. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

export const readPage = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

/** A fenced block of code. */
export interface CodeBlock {
  page: string;
  /** The line of its first fence, counted from 1. */
  line: number;
  language: string;
  code: string;
  /** What an invisible comment right above it says that it is an example of. */
  exampleOf: string | undefined;
  /** Why no test runs it, as an invisible comment right above it says; undefined: one does. */
  notRun: string | undefined;
}

/** All fenced blocks of a text. @throws Error if one is not closed */
export function codeBlocks(page: string, text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = text.split('\n');
  let open: CodeBlock | undefined;
  for (const [index, line] of lines.entries()) {
    const fence = /^ *```(.*)$/.exec(line);
    if (fence && open) {
      blocks.push(open);
      open = undefined;
    } else if (fence) {
      const [, mark, words] = /^ *<!-- (example of|not run): (.+) -->$/.exec(lines[index - 1] ?? '') ?? [];
      open = {
        page,
        line: index + 1,
        language: fence[1]?.trim() ?? '',
        code: '',
        exampleOf: mark === 'example of' ? words : undefined,
        notRun: mark === 'not run' ? words : undefined,
      };
    } else if (open) open.code += `${line}\n`;
  }
  if (open) throw new Error(`${page}:${open.line}: the block is not closed`);
  return blocks;
}

/** The text without its fenced blocks. */
export const proseOf = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
  const headings = [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    headings.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Targets of links and pictures that are in this project. */
export const localLinks = (text: string): string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** The cells of each row of the tables below a heading, without the heads of the tables. */
export function tableRows(text: string, heading: string): string[][] {
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows
    .filter((_, index) => !rows[index]?.startsWith('|---') && !rows[index + 1]?.startsWith('|---'))
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
