/** What the site is made of: its pages, in the order in which they are read. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');

export interface Page {
  /** From the root folder of the project, such as `docs/care.md`. */
  file: string;
  /** Its address in the site, without the leading slash: `care`; empty for the first page. */
  address: string;
  title: string;
}

export interface Group {
  title: string;
  pages: Page[];
}

/** The groups of the sidebar, with the files that stand in each. */
const GROUPS: readonly (readonly [title: string, files: readonly string[]])[] = [
  ['Start', ['README.md', 'docs/raspberry-pi.md', 'docs/dashboard.md', 'docs/troubleshooting.md']],
  ['Devices', ['docs/devices.md', 'docs/gateways.md', 'docs/home-assistant.md', 'docs/probes.md', 'docs/contract.md']],
  ['Flows', ['docs/flows.md', 'docs/own-node.md', 'docs/palette.md']],
  ['Care', ['docs/care.md']],
  ['Alerts', ['docs/alerts.md']],
  ['API', ['docs/api.md']],
  ['SQL', ['docs/sql.md']],
  ['Operate', ['docs/operate.md', 'docs/monitoring.md', 'docs/upgrade.md', 'CHANGELOG.md']],
  ['Secure', ['SECURITY.md']],
  ['Scale', ['docs/performance.md', 'docs/scaling.md', 'docs/nats.md']],
  ['Develop', ['CONTRIBUTING.md', 'ARCHITECTURE.md', 'docs/decisions/README.md']],
];
/** Where pages stand that no group names. */
const FURTHER = 'Further pages';

const titleOf = (file: string): string =>
  /^# (.+)$/m.exec(readFileSync(path.join(ROOT, file), 'utf8'))?.[1] ?? path.basename(file, '.md');

/** `docs/decisions/0003-x.md` is at `decisions/0003-x`, `SECURITY.md` at `security`. */
function addressOf(file: string): string {
  if (file === 'README.md') return '';
  const place = file.replace(/^docs\//, '').replace(/\.md$/, '');
  if (place.endsWith('/README')) return place.slice(0, -'README'.length);
  return place.includes('/') ? place : place.toLowerCase();
}

const pageOf = (file: string): Page => ({
  file,
  address: addressOf(file),
  title: file === 'README.md' ? 'First steps' : titleOf(file),
});

const markdownIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);

/** The groups of the sidebar. A page of `docs/` that none of them names is in one more at the end. */
export function groups(): Group[] {
  const named = new Set(GROUPS.flatMap(([, files]) => files));
  const further = markdownIn('docs').filter((file) => !named.has(file));
  return [...GROUPS, ...(further.length > 0 ? ([[FURTHER, further]] as const) : [])].map(([title, files]) => ({
    title,
    pages: files.map(pageOf),
  }));
}

/** All pages: those of the sidebar, and the decisions, which their own page lists. */
export function allPages(): Page[] {
  const inSidebar = groups().flatMap(({ pages }) => pages);
  const files = new Set(inSidebar.map(({ file }) => file));
  return [
    ...inSidebar,
    ...markdownIn('docs/decisions')
      .filter((file) => !files.has(file))
      .map(pageOf),
  ];
}
