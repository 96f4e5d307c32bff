/** How VitePress builds the site. Without its types: it is installed in this folder, and only by `make docs`. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { groups, type Page } from '../contents.ts';

/** Where the server has the site. It puts the path before it that it stands below itself (server/http/docs-site.ts). */
const BASE = '/docs/';

/** Scripts within pages, put into files: the server's pages run none that stand in them. */
function scriptsApart(page: string, outDir: string): string {
  return page.replaceAll(/<script(?: id="[\w-]+")?>([^]*?)<\/script>/g, (_whole, code: string) => {
    const name = `assets/page.${createHash('sha256').update(code).digest('hex').slice(0, 10)}.js`;
    mkdirSync(path.join(outDir, 'assets'), { recursive: true });
    writeFileSync(path.join(outDir, name), code);
    return `<script src="${BASE}${name}"></script>`;
  });
}

/** Anchors of headings as GitHub makes them, for which the links on the pages are written. */
const slugify = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const linkTo = ({ title, address }: Page) => ({ text: title, link: `/${address}` });

export default {
  title: 'PlantOps',
  description: 'Watches real plants: devices, flows, care, alerts, and how to run it.',
  lang: 'en',
  base: BASE,
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  metaChunk: true,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${BASE}favicon.svg` }],
    ['meta', { name: 'theme-color', content: '#2c6b45' }],
  ],
  // Angle brackets in the text are text: `<id>`.
  markdown: { html: false, anchor: { slugify } },
  transformHtml: (page: string, _id: string, { siteConfig }: { siteConfig: { outDir: string } }) =>
    scriptsApart(page, siteConfig.outDir),
  themeConfig: {
    logo: '/favicon.svg',
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    // Leaves the site, so its own router must not follow it.
    nav: [{ text: 'Back to the dashboard', link: '/..', target: '_self', noIcon: true }],
    // A group of one page is that page.
    sidebar: groups().map(({ title, pages: [first, ...others] }) =>
      first && others.length === 0
        ? { text: title, link: `/${first.address}` }
        : { text: title, collapsed: false, items: [first, ...others].flatMap((page) => (page ? [linkTo(page)] : [])) },
    ),
  },
};
