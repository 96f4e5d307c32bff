import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import pack from './package.json' with { type: 'json' };
import { folderOf, plantOpsNodes } from './registry.ts';
import { nodeRedManifest } from './runtime/manifest.ts';

const definitions = plantOpsNodes.map(({ definition }) => definition);

describe('the registry of nodes', () => {
  it('matches the manifest in package.json', () => {
    expect(pack['node-red']).toEqual(nodeRedManifest());
  });

  it('lists every folder with a node, each type once', () => {
    const folders = readdirSync(import.meta.dirname).filter((name) =>
      existsSync(new URL(`${name}/node.ts`, import.meta.url)),
    );
    expect(definitions.map(({ type }) => folderOf(type)).sort()).toEqual(folders.sort());
  });

  it.each(definitions.map(({ type }) => [type]))('%s has help, an icon and a test', (type) => {
    for (const file of ['help.md', 'icon.svg', 'node.test.ts'])
      expect(existsSync(new URL(`${folderOf(type)}/${file}`, import.meta.url)), file).toBe(true);
  });
});
