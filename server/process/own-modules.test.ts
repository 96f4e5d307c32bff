import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { placeOfOwn } from './own-modules.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const at = (...names: string[]): string => pathToFileURL(path.join(ROOT, ...names)).href;

describe('a file of our own', () => {
  it.each([
    ['./pool.ts', at('server', 'db', 'migrate.ts'), at('server', 'db', 'pool.ts')],
    ['../../settings.ts', at('server', 'engine', 'node-red.ts'), at('settings.ts')],
    ['@plantops/shared/clock.ts', at('server', 'main.ts'), at('shared', 'clock.ts')],
    ['@plantops/nodes/wires/ports.ts', at('server', 'engine', 'node-red.ts'), at('nodes', 'wires', 'ports.ts')],
  ])('%s is where its name says', (specifier, importer, place) => {
    expect(placeOfOwn(specifier, importer)).toBe(place);
  });

  it.each([
    ['zod', at('server', 'main.ts')],
    ['node:fs', at('server', 'main.ts')],
    ['./library/groups.json', at('shared', 'species', 'species.ts')],
    ['./other.ts', at('node_modules', 'some', 'index.ts')],
    ['./other.ts', 'file:///elsewhere/index.ts'],
    ['./other.ts', undefined],
  ])('is not meant by %s of %s', (specifier, importer) => {
    expect(placeOfOwn(specifier, importer)).toBeUndefined();
  });

  it('has one address, whoever loads it', () => {
    const script = `
      import { registerHooks } from 'node:module';
      import { loadOwn } from ${JSON.stringify(at('server', 'process', 'own-modules.ts'))};
      const addresses = new Set();
      registerHooks({
        load(url, context, next) {
          addresses.add(url);
          return next(url, context);
        },
      });
      await loadOwn(() => import(${JSON.stringify(at('server', 'services', 'durability', 'durability.ts'))}));
      const found = addresses.size;
      await import(${JSON.stringify(at('server', 'services', 'durability', 'notices.ts'))});
      const links = [...addresses].filter((address) => address.includes('/node_modules/@plantops/'));
      console.log(JSON.stringify({ found: found > 1, links }));
    `;
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({ found: true, links: [] });
  });
});
