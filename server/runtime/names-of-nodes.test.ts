import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namesOfNodes } from './names-of-nodes.ts';

let userDir: string;

beforeAll(() => {
  userDir = mkdtempSync(path.join(os.tmpdir(), 'plantops-names-'));
  for (const folder of ['node_modules/node-red-node-random', 'node_modules/@me/my-nodes', 'nodes/deep'])
    mkdirSync(path.join(userDir, folder), { recursive: true });
  writeFileSync(path.join(userDir, 'nodes/deep/lower.js'), '');
});
afterAll(() => rmSync(userDir, { recursive: true }));

it('hold all nodes of Node-RED, of PlantOps and of the owner, and no other package', () => {
  const names = namesOfNodes(userDir);
  expect(names).toEqual(
    expect.arrayContaining(['20-inject.js', '70-CSV.js', 'nodes', 'node-red-node-random', 'my-nodes', 'lower.js']),
  );
  for (const other of ['express', 'zod', 'ajv.js']) expect(names).not.toContain(other);
});

it('are those of Node-RED and PlantOps where the owner has put none', () => {
  expect(namesOfNodes(path.join(userDir, 'none'))).toEqual(expect.arrayContaining(['20-inject.js', 'nodes']));
});
