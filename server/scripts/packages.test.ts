import { describe, expect, it } from 'vitest';
import { billOfMaterials, licenceFaults, packagesOf } from './packages.ts';

const LOCK = {
  packages: {
    '': { version: '0.1.0' },
    shared: { version: '0.1.0' },
    'node_modules/@plantops/shared': { link: true },
    'node_modules/zod': {
      version: '4.0.0',
      license: 'MIT',
      integrity: `sha512-${Buffer.of(1, 255).toString('base64')}`,
    },
    'node_modules/a/node_modules/zod': { version: '3.0.0', license: 'MIT', dev: true },
    'node_modules/b/node_modules/zod': { version: '3.0.0', license: 'MIT' },
    'node_modules/@x/choice': { version: '1.0.0', license: '(GPL-3.0 OR MIT)', dev: true },
    'node_modules/pause': { version: '0.0.1' },
  },
};

describe('the packages', () => {
  it('are each version once, and only for development if nothing else needs them', () => {
    expect(packagesOf(LOCK).map(({ name, version, isDev }) => [name, version, isDev])).toEqual([
      ['@x/choice', '1.0.0', true],
      ['pause', '0.0.1', false],
      ['zod', '3.0.0', false],
      ['zod', '4.0.0', false],
    ]);
    expect(licenceFaults(packagesOf(LOCK))).toEqual([]);
  });

  it.each(['GPL-3.0', 'AGPL-3.0-only', 'MIT AND GPL-2.0', '(GPL-2.0 OR SSPL-1.0)', 'UNLICENSED', undefined])(
    'may not be under %s',
    (license) => {
      const lock = {
        packages: { 'node_modules/odd': { version: '1.2.3', ...(license !== undefined && { license }) } },
      };
      expect(licenceFaults(packagesOf(lock))).toEqual([expect.stringMatching(/^odd 1\.2\.3 is under /)]);
    },
  );

  it('stand in the bill with address, licence and hash', () => {
    expect(billOfMaterials('0.1.0', packagesOf(LOCK))).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: { component: { name: 'plantops', version: '0.1.0' } },
      components: [
        { name: '@x/choice', purl: 'pkg:npm/%40x/choice@1.0.0', scope: 'excluded' },
        { name: 'pause', licenses: [{ expression: 'MIT' }], scope: 'required' },
        { name: 'zod', version: '3.0.0' },
        { name: 'zod', version: '4.0.0', hashes: [{ alg: 'SHA-512', content: '01ff' }] },
      ],
    });
  });
});
