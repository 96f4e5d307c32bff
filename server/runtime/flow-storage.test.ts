import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FlowNode, writeFlowFiles } from './flow-files.ts';
import { createFlowStorage, prepareFlows } from './flow-storage.ts';

const SHIPPED: FlowNode[] = [
  { id: 't', type: 'tab', label: 'Alerts' },
  { id: 'a', type: 'debug', z: 't', name: 'shipped' },
  { id: 'b', type: 'debug', z: 't' },
];
const edited = SHIPPED.map((node) => (node.id === 'a' ? { ...node, name: 'mine' } : node));

let root: string;
let shippedFolder: string;
let dataFolder: string;
let lines: string[];

const options = () => ({
  shippedFolder,
  dataFolder,
  log: pino(
    { level: 'info' },
    {
      write: (line: string) => {
        lines.push(line);
      },
    },
  ),
});

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'plantops-storage-'));
  shippedFolder = path.join(root, 'shipped');
  dataFolder = path.join(root, 'data');
  lines = [];
  writeFlowFiles(shippedFolder, SHIPPED);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function started() {
  const storage = createFlowStorage(options(), prepareFlows(options()));
  await storage.init();
  return storage;
}

describe('the flow storage', () => {
  it('returns the shipped flows until they are edited, including those of a newer version after an upgrade', async () => {
    expect(await (await started()).getFlows()).toEqual(SHIPPED);
    writeFlowFiles(shippedFolder, [...SHIPPED, { id: 'c', type: 'debug', z: 't' }]);
    expect((await (await started()).getFlows()).map(({ id }) => id)).toEqual(['t', 'a', 'b', 'c']);
  });

  it('keeps edits in the data folder and leaves the shipped files unchanged', async () => {
    const storage = await started();
    const before = readFileSync(path.join(shippedFolder, 'alerts.json'), 'utf8');
    await storage.saveFlows(edited);
    expect(await storage.getFlows()).toEqual(edited);
    expect(await (await started()).getFlows()).toEqual(edited);
    expect(readFileSync(path.join(shippedFolder, 'alerts.json'), 'utf8')).toBe(before);
  });

  it('keeps the empty flow of an owner who removed every tab', async () => {
    await (await started()).saveFlows([]);
    expect(await (await started()).getFlows()).toEqual([]);
  });

  it("merges a new version into the owner's flows, keeping the edits", async () => {
    await (await started()).saveFlows(edited);
    writeFlowFiles(shippedFolder, [
      ...SHIPPED.map((node) => (node.id === 'b' ? { ...node, name: 'new' } : node)),
      { id: 'c', type: 'debug', z: 't' },
    ]);
    const names = Object.fromEntries(prepareFlows(options()).map(({ id, name }) => [id, name]));
    expect(names).toMatchObject({ a: 'mine', b: 'new' });
    expect(names).toHaveProperty('c');
    expect(lines.join('')).toMatch(/brought up to this version; your edits were kept/);
    lines = [];
    prepareFlows(options());
    expect(lines, 'once is enough').toEqual([]);
  });

  it('reports a node that both changed', async () => {
    await (await started()).saveFlows(edited);
    writeFlowFiles(
      shippedFolder,
      SHIPPED.map((node) => (node.id === 'a' ? { ...node, name: 'newer' } : node)),
    );
    expect(prepareFlows(options()).find(({ id }) => id === 'a')?.name).toBe('mine');
    expect(lines.join('')).toMatch(/flow node a was changed by you and by this version: yours was kept/);
  });

  it('keeps credentials and settings in the data folder', async () => {
    const storage = await started();
    expect([await storage.getCredentials(), await storage.getSettings()]).toEqual([{}, {}]);
    await storage.saveCredentials({ $: 'encrypted' });
    await storage.saveSettings({ theme: 'dark' });
    const later = await started();
    expect([await later.getCredentials(), await later.getSettings()]).toEqual([{ $: 'encrypted' }, { theme: 'dark' }]);
    const files = readdirSync(dataFolder).sort();
    expect(files).toEqual(['credentials.json', 'package.json', 'settings.json']);
    for (const name of files) expect(statSync(path.join(dataFolder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700);
  });

  it("leaves the owner's package.json unchanged", async () => {
    mkdirSync(dataFolder);
    writeFileSync(path.join(dataFolder, 'package.json'), '{"name":"mine"}');
    await started();
    expect(readFileSync(path.join(dataFolder, 'package.json'), 'utf8')).toBe('{"name":"mine"}');
  });

  it('keeps no sessions, and rejects library entries with a hint', async () => {
    const storage = await started();
    await storage.saveSessions();
    expect([await storage.getSessions(), await storage.getLibraryEntry()]).toEqual([{}, []]);
    await expect(storage.saveLibraryEntry()).rejects.toThrow(/export the nodes to a file/);
  });
});
