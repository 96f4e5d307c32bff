/**
 * `make docs`: builds the pages for owners and developers as a site, in docs/site/dist, with VitePress. Nothing in it comes
 * from another server.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allPages, ROOT } from './contents.ts';
import { isPicture, siteText } from './site-text.ts';

const SITE = import.meta.dirname;
const PAGES = path.join(SITE, 'pages');
const SAID = 'Every command on these pages is run by a test, except where it says otherwise.';

function write(place: string, text: string): void {
  const file = path.join(PAGES, place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function stage(): void {
  rmSync(PAGES, { recursive: true, force: true });
  const pages = allPages();
  const byFile = new Map(pages.map((page) => [page.file, page]));
  for (const page of pages) {
    const { text, files } = siteText(page, readFileSync(path.join(ROOT, page.file), 'utf8'), byFile);
    const isFolder = page.address === '' || page.address.endsWith('/');
    write(`${page.address}${isFolder ? 'index' : ''}.md`, page.address === '' ? `${text}\n${SAID}\n` : text);
    for (const [file, place] of files)
      cpSync(path.join(ROOT, file), path.join(PAGES, isPicture(file) ? '' : 'public', place));
  }
  cpSync(path.join(ROOT, 'ui', 'public', 'favicon.svg'), path.join(PAGES, 'public', 'favicon.svg'));
}

stage();
const vitepress = path.join(SITE, 'node_modules', 'vitepress', 'bin', 'vitepress.js');
const { status } = spawnSync(process.execPath, [vitepress, 'build'], { cwd: SITE, stdio: 'inherit' });
rmSync(PAGES, { recursive: true, force: true });
process.exit(status ?? 1);
