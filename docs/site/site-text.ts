/** Turns a page of the project, as it is read in an editor or on GitHub, into one of the site. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Page, ROOT } from './contents.ts';

export interface SiteText {
  text: string;
  /** Files that the page shows or links to, from the root folder, with their place among the files of the site. */
  files: Map<string, string>;
}

/** Pictures are named by what is in them, and kept by browsers; other files keep their address. */
export const isPicture = (file: string): boolean => /\.(?:svg|png|webp|jpe?g)$/.test(file);
/** What a browser shows by itself; anything else gets an ending that says that it is text. */
const SHOWN = /\.(?:json|txt)$/;

/** Where a file that is no page stands in the site. */
const placeOf = (file: string): string => (isPicture(file) || SHOWN.test(file) ? `files/${file}` : `files/${file}.txt`);

/** The way from one page to a place of the site, so that it may stand below any path. */
function wayTo(page: Page, place: string): string {
  const way = path.posix.relative(path.posix.dirname(`/${page.address}x`), `/${place}`);
  const isFolder = place === '' || place.endsWith('/');
  const whole = isFolder && way !== '' ? `${way}/` : way;
  return whole.startsWith('.') ? whole : `./${whole}`;
}

/** A link as the site has it; undefined: what it leads to is not in the site. */
function linkTo(page: Page, target: string, pages: ReadonlyMap<string, Page>, files: Map<string, string>) {
  if (/^(?:[a-z]+:|#)/.test(target)) return target;
  const [file = '', anchor] = target.split('#');
  const place = path.posix.join(path.posix.dirname(page.file), file);
  const other = pages.get(place) ?? pages.get(`${place}/README.md`);
  if (other) return wayTo(page, other.address) + (anchor === undefined ? '' : `#${anchor}`);
  const onDisk = path.join(ROOT, place);
  if (!existsSync(onDisk) || statSync(onDisk).isDirectory()) return undefined;
  files.set(place, placeOf(place));
  return wayTo(page, placeOf(place));
}

/** Says above a block, in words, what an invisible comment says. */
const spoken = (line: string): string => line.replace(/^( *)<!-- not run: (.+) -->$/, '$1*No test runs this: $2.*\n');

/** The lines outside of blocks of code, changed; what is in blocks stays as it is. */
function outsideOfBlocks(text: string, change: (line: string) => string): string {
  let isInside = false;
  return text
    .split('\n')
    .map((line) => {
      const isFence = /^ *```/.test(line);
      if (isFence) isInside = !isInside;
      return isFence || isInside ? line : change(line);
    })
    .join('\n');
}

/** @param pages all pages of the site, by file */
export function siteText(page: Page, text: string, pages: ReadonlyMap<string, Page>): SiteText {
  const files = new Map<string, string>();
  const changed = outsideOfBlocks(text, (line) =>
    spoken(line)
      .replace(/^ *<!--.*-->$/, '')
      .replaceAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (_whole, picture: string, words: string, target: string) => {
        const link = linkTo(page, target, pages, files);
        return link === undefined ? words : `${picture}[${words}](${link})`;
      }),
  );
  return { text: changed, files };
}
