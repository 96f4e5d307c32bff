/** The rules that `node-red-dev validate` can check without a network, and what a package must not lack. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantOpsNodes } from '../registry.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { makePackage, PACKAGE_TYPES } from './make-package.ts';

interface Node {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
  [setting: string]: unknown;
}

const REPOSITORY = 'https://plants.example/plantops.git';
/** Types that every Node-RED has. */
const STOCK = ['tab', 'inject', 'debug', 'catch', 'comment', 'change', 'function'];
const NODES = path.join(import.meta.dirname, '..');
const EXAMPLES = path.join(import.meta.dirname, 'examples');
const examples = readdirSync(EXAMPLES).map(
  (file) => [file, JSON.parse(readFileSync(path.join(EXAMPLES, file), 'utf8')) as Node[]] as const,
);

const folder = mkdtempSync(path.join(tmpdir(), 'plantops-package-'));
const read = (...place: string[]): string => readFileSync(path.join(folder, ...place), 'utf8');
beforeAll(() => makePackage(folder, { repository: REPOSITORY }));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the package', () => {
  it('says in package.json what a catalogue of nodes asks for', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown> & { keywords: string[] };
    expect(manifest).toMatchObject({
      name: '@plantops/node-red-nodes',
      license: 'Apache-2.0',
      repository: { type: 'git', url: REPOSITORY, directory: 'nodes' },
      engines: { node: '>=22.9' },
    });
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.keywords).toContain('node-red');
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('private');
    expect(manifest['node-red']).toEqual({
      version: '>=5.0.0',
      nodes: Object.fromEntries(PACKAGE_TYPES.map((type) => [type, `dist/${type}.js`])),
    });
  });

  it('holds every type but those that work inside PlantOps only', () => {
    const all = plantOpsNodes.map(({ definition }) => definition.type as string);
    expect(all.filter((type) => !PACKAGE_TYPES.includes(type)).sort()).toEqual([
      'plantops-answer',
      'plantops-llm',
      'plantops-notification',
      'plantops-request',
    ]);
    expect(PACKAGE_TYPES.filter((type) => !all.includes(type))).toEqual(['plantops-server']);
  });

  it.each(PACKAGE_TYPES.map((type) => [type]))('%s has its file, its form and its help', (type) => {
    expect(read('dist', `${type}.js`)).toBe(`module.exports = require('./lib/palette.js').load('${type}');\n`);
    const html = read('dist', `${type}.html`);
    // Tools that read a palette expect the type and an object with names as keys.
    expect(html).toMatch(new RegExp(`RED\\.nodes\\.registerType\\(["']${type}["'], \\{\\s+category: ["']`));
    expect(html).toContain(`data-template-name="${type}"`);
    expect(html).toContain(`RED._(${type === 'plantops-server' ? "'" : '"'}@plantops/node-red-nodes/${type}:`);
    const texts = LANGUAGES.map((language) => spoken(language).flows.locale).map((locale) => {
      expect(read('dist', 'locales', locale, `${type}.html`)).toContain(`data-help-name="${type}"`);
      return JSON.parse(read('dist', 'locales', locale, `${type}.json`)) as object;
    });
    for (const each of texts) expect(Object.keys(each)).toEqual(Object.keys(texts[0] ?? {}));
    for (const [, key = ''] of html.matchAll(/data-i18n="\[\w+\](\w+)"/g)) expect(texts[0], key).toHaveProperty(key);
    if (type !== 'plantops-server') expect(read('dist', 'icons', `${type}.svg`)).toContain('<svg');
  });

  it('has its code in one file, without TypeScript and without other packages', () => {
    expect(readdirSync(path.join(folder, 'dist', 'lib'))).toEqual(['palette.js']);
    const required = [...read('dist', 'lib', 'palette.js').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
    // A client of web sockets works faster where somebody installed these two.
    const foreign = required.filter(
      (name) => !isBuiltin(name ?? '') && !['bufferutil', 'utf-8-validate'].includes(name ?? ''),
    );
    expect(foreign).toEqual([]);
  });

  it('names the licence of each package whose code it holds', () => {
    const text = read('THIRD-PARTY-LICENSES.txt');
    for (const name of ['mqtt', 'zod', 'ws'])
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
    expect(text).not.toContain('The package holds no licence text.');
    expect(read('LICENSE')).toContain('Apache License');
  });

  it('is explained: each node in a line, and a first flow of types that it has', () => {
    const readme = read('README.md');
    for (const type of PACKAGE_TYPES)
      if (type !== 'plantops-server')
        expect(readme).toMatch(new RegExp(`^- \\*\\*[^*]+\\*\\* \\(\`${type}\`\\): \\S`, 'm'));
    expect(readme).not.toContain('<!--');
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
    const flow = JSON.parse(json) as Node[];
    expect(flow.map(({ type }) => type).filter((type) => ![...PACKAGE_TYPES, ...STOCK].includes(type))).toEqual([]);
  });
});

describe('what nodes say of themselves outside of PlantOps', () => {
  const outside = readdirSync(NODES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('outside.md'),
  );

  const textOf = (name: string): string => readFileSync(path.join(NODES, name), 'utf8');

  describe.each(['de', 'es', 'fr'])('in %s', (language) => {
    it.each(outside)('%s is there, with the same parts and of the same fields', (file) => {
      const [english, other] = [textOf(file), textOf(file.replace('outside.md', `outside.${language}.md`))];
      expect(other.match(/^### .*$/gm)).toEqual(english.match(/^### .*$/gm));
      expect(new Set(other.match(/`[^`]+`/g))).toEqual(new Set(english.match(/`[^`]+`/g)));
    });
  });
});

describe('its examples', () => {
  it('show every node', () => {
    const shown = new Set(examples.flatMap(([, nodes]) => nodes.map(({ type }) => type)));
    expect(PACKAGE_TYPES.filter((type) => !shown.has(type))).toEqual([]);
  });

  it('share no id', () => {
    const ids = examples.flatMap(([, nodes]) => nodes.map(({ id }) => id));
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  });

  it.each(examples)('%s has types that are there, wires that lead somewhere, and says what it is for', (_, nodes) => {
    const ids = new Set(nodes.map(({ id }) => id));
    const led = nodes.flatMap(({ wires = [], z, server }) => [...wires.flat(), z, server]);
    expect(led.filter((id) => typeof id === 'string' && id !== '' && !ids.has(id))).toEqual([]);
    expect(nodes.map(({ type }) => type).filter((type) => ![...PACKAGE_TYPES, ...STOCK].includes(type))).toEqual([]);
    expect(nodes.find(({ type }) => type === 'comment')).toMatchObject({ name: expect.stringMatching(/^Read me: /) });
    expect(nodes.some(({ type }) => type === 'catch')).toBe(true);
    expect(nodes.filter((node) => 'credentials' in node)).toEqual([]);
  });
});
