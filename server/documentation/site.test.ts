/** The documentation as a site (docs/site), as far as it goes without VitePress, which `make docs` fetches. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, groups, type Page } from '../../docs/site/contents.ts';
import { siteText } from '../../docs/site/site-text.ts';
import { anchorsOf, codeBlocks, localLinks, PAGES, proseOf, readPage, ROOT } from './pages.ts';

const pages = allPages();
const byFile = new Map(pages.map((page) => [page.file, page]));
const addresses = new Map(pages.map((page) => [`/${page.address}`, page]));
const staged = (page: Page) => siteText(page, readPage(page.file), byFile);
const [first] = pages;

describe('the site', () => {
  it('has every page for owners and developers once, each at an address of its own', () => {
    expect(pages.map(({ file }) => file)).toEqual(
      expect.arrayContaining([...PAGES, 'SECURITY.md', 'CHANGELOG.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']),
    );
    expect(new Set(pages.map(({ file }) => file)).size).toBe(pages.length);
    expect(addresses.size).toBe(pages.length);
    expect(first?.address).toBe('');
  });

  it('leads from the start to the development, and every group has a page that is there', () => {
    const order = [
      'Start',
      'Devices',
      'Flows',
      'Care',
      'Alerts',
      'API',
      'SQL',
      'Operate',
      'Secure',
      'Scale',
      'Develop',
    ];
    expect(groups().map(({ title }) => title)).toEqual(expect.arrayContaining(order));
    expect(
      groups()
        .map(({ title }) => title)
        .filter((title) => order.includes(title)),
    ).toEqual(order);
    for (const { pages: inGroup } of groups()) expect(inGroup.length).toBeGreaterThan(0);
  });

  it.each(pages)('$file leads to pages, headings and files that are in the site', (page) => {
    const { text, files } = staged(page);
    const places = new Set([...files.values()].map((place) => `/${place}`));
    const lost = localLinks(text).filter((target) => {
      const { pathname, hash } = new URL(target, `http://site/${page.address}`);
      const to = target.startsWith('#') ? page : addresses.get(pathname);
      if (!to) return !places.has(pathname);
      return hash !== '' && !anchorsOf(readPage(to.file)).has(decodeURIComponent(hash.slice(1)));
    });
    expect(lost).toEqual([]);
  });

  it.each(pages)('$file keeps its blocks as they are, and no comment', (page) => {
    const { text } = staged(page);
    expect(codeBlocks('', text).map(({ code }) => code)).toEqual(
      codeBlocks('', readPage(page.file)).map(({ code }) => code),
    );
    expect(proseOf(text)).not.toContain('<!--');
  });

  it('says of a command that no test runs it, and why', () => {
    const page = byFile.get('docs/operate.md') as Page;
    const marked = codeBlocks(page.file, readPage(page.file)).filter(({ notRun }) => notRun !== undefined);
    expect(marked.length).toBeGreaterThan(0);
    for (const { notRun } of marked) expect(staged(page).text).toContain(`*No test runs this: ${notRun}.*\n\n\`\`\`sh`);
  });

  it('shows pictures and files of the project by their place, and leaves out links to folders', () => {
    const text = '![A](images/a.svg) [B](../server/main.ts) [C](../server) [D](https://x/y) [E](#here)';
    const files = { 'docs/images/alert-desktop.webp': 'files/docs/images/alert-desktop.webp' };
    const page = byFile.get('docs/care.md') as Page;
    const made = siteText(page, text.replace('a.svg', 'alert-desktop.webp'), byFile);
    expect(made.text).toBe(
      `![A](./${files['docs/images/alert-desktop.webp']}) [B](./files/server/main.ts.txt) C [D](https://x/y) [E](#here)`,
    );
    expect(Object.fromEntries(made.files)).toEqual({ ...files, 'server/main.ts': 'files/server/main.ts.txt' });
  });

  it('is built by a VitePress of its own, which nothing else of the project needs', () => {
    const lock = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
    expect(lock).not.toContain('node_modules/vitepress"');
    const site = JSON.parse(readFileSync(path.join(ROOT, 'docs', 'site', 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(site.dependencies).toEqual({ vitepress: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });
});
