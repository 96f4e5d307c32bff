import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { METRIC_NAMES, METRICS } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import { readEnvironment, VARIABLE_NAMES } from '../config/environment.ts';
import { anchorsOf, codeBlocks, localLinks, PAGES, proseOf, readPage, ROOT, tableRows } from './pages.ts';

const ALL_PAGES = [...PAGES, 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/decisions/README.md'];

/** Links that lead nowhere. */
function deadLinks(page: string, text: string): string[] {
  return localLinks(text).filter((target) => {
    const [file = '', anchor] = target.split('#');
    const place = file === '' ? path.join(ROOT, page) : path.join(ROOT, path.dirname(page), file);
    if (!existsSync(place)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(place, 'utf8')).has(anchor);
  });
}

/** Commands without the text of the files that they write. */
const withoutFiles = (code: string): string => code.replace(/<<'EOF'$[\s\S]*?^EOF$/gm, '');

describe('the pages for owners', () => {
  it.each(ALL_PAGES)('%s: links and pictures lead to a file and a heading that are there', (page) => {
    expect(deadLinks(page, readPage(page))).toEqual([]);
  });

  it('a link to a missing file or heading would be noticed', () => {
    const text = '[a](docs/nowhere.md) [b](docs/operate.md#nowhere) [c](docs/operate.md#settings) [d](#here)\n# Here\n';
    expect(deadLinks('README.md', text)).toEqual(['docs/nowhere.md', 'docs/operate.md#nowhere', '#here']);
  });

  it('every page in docs/ is on the list of the README', () => {
    expect(localLinks(readPage('README.md'))).toEqual(expect.arrayContaining(PAGES.slice(1)));
  });

  it('the README fits one screen: at most 65 lines', () => {
    expect(readPage('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(65);
  });

  it('commands that can be run have no ellipsis, and no placeholder but the address of the repository', () => {
    const commands = PAGES.flatMap((page) => codeBlocks(page, readPage(page))).map(({ code }) => withoutFiles(code));
    expect(commands.filter((code) => code.includes('…') || code.includes('...'))).toEqual([]);
    expect(commands.flatMap((code) => code.match(/<[a-z][^>\n]*>/g) ?? [])).toEqual(['<address of this repository>']);
  });
});

describe('commands on the pages', () => {
  const blocks = PAGES.flatMap((page) => codeBlocks(page, readPage(page)));

  it('that no test runs say why', () => {
    const left = blocks.filter(({ notRun }) => notRun !== undefined);
    expect(left.map(({ page, line, notRun = '' }) => [`${page}:${line}`, notRun.length > 15])).toEqual(
      left.map(({ page, line }) => [`${page}:${line}`, true]),
    );
    expect(left.filter(({ language }) => language !== 'sh')).toEqual([]);
  });

  it('that ask for root or for systemd are marked so, because no test may run them', () => {
    const forbidden = blocks.filter(({ code }) => /\b(sudo|apt|apt-get|systemctl|journalctl)\b/.test(code));
    expect(forbidden.filter(({ notRun }) => notRun === undefined)).toEqual([]);
  });

  it('with make are targets of the Makefile, in the text too', () => {
    const targets = new Set(
      [...readFileSync(path.join(ROOT, 'Makefile'), 'utf8').matchAll(/^([a-z-]+):/gm)].map(([, name]) => name),
    );
    const named = PAGES.flatMap((page) => [...readPage(page).matchAll(/(?:^|`|&& )(?:[A-Z_]+=\S+ )*make ([a-z-]+)/gm)]);
    expect(named.length).toBeGreaterThan(20);
    expect(named.map(([, target]) => target).filter((target) => !targets.has(target))).toEqual([]);
  });
});

describe('the settings in docs/operate.md', () => {
  const rows = tableRows(readPage('docs/operate.md'), 'Settings');

  it('are all variables of the environment and no others', () => {
    expect(rows.map(([name]) => name?.replaceAll('`', '')).sort()).toEqual([...VARIABLE_NAMES].sort());
  });

  it('have the defaults that the server uses', () => {
    const defaults = readEnvironment({}) as unknown as Record<string, unknown>;
    for (const [name = '', told = ''] of rows) {
      const key = name.replaceAll('`', '');
      const value = defaults[key];
      const literal = /^`(.+)`$/.exec(told)?.[1];
      if (key === 'DATA_DIR') expect(value).toBe(path.resolve(literal ?? ''));
      else if (literal === undefined) expect([undefined, false, []], key).toContainEqual(value);
      else expect(String(value), key).toBe(literal);
    }
  });
});

it('the readings in docs/devices.md are the metrics, with their units and ranges', () => {
  const rows = tableRows(readPage('docs/devices.md'), 'Publish readings');
  expect(rows).toEqual(
    METRIC_NAMES.map((metric) => {
      const { unit, min, max } = METRICS[metric];
      return [`\`${metric}\``, unit, String(min), String(max)];
    }),
  );
});

/** The text of the product's sources, where its messages are. */
function sources(): string {
  const files = ['server', 'shared', 'nodes'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|sh)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !file.includes('node_modules') && !file.includes('/e2e/')),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

it('the messages in docs/troubleshooting.md are messages of the product', () => {
  const text = proseOf(readPage('docs/troubleshooting.md'));
  const told = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, message = '']) => message));
  expect(told.length).toBeGreaterThan(30);
  const product = sources();
  expect(told.filter((message) => !product.includes(message))).toEqual([]);
});
