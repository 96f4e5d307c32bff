import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../db/pool.ts';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import { FlowCopies } from './flow-copies.ts';
import { readFlowEdits, writeFlowEdits } from './flow-edits.ts';
import { readKept, writeKept } from './kept-json.ts';

const databases = useTestDatabases();
const EDITS = { edited: [{ id: 'tab', type: 'tab', label: 'Mine' }], base: null };
let database: Database;
let folders: string[];

beforeEach(async () => {
  database = await databases.pool();
  folders = [];
});
afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An engine with a data folder of its own. */
function engine() {
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'plantops-copies-'));
  folders.push(dataFolder);
  return { dataFolder, copies: new FlowCopies({ database, dataFolder, log: silentLog }) };
}

it('the next engine begins with the flows of the one before, and with what they log in with', async () => {
  const [first, second] = [engine(), engine()];
  await first.copies.bring();
  writeFlowEdits(first.dataFolder, EDITS);
  writeKept(first.dataFolder, 'credentials.json', { $: 'sealed' });
  first.copies.written();
  await first.copies.settled();
  writeKept(second.dataFolder, 'credentials.json', { $: 'of long ago' });
  await second.copies.bring();
  expect(readFlowEdits(second.dataFolder)).toEqual(EDITS);
  expect(readKept(second.dataFolder, 'credentials.json')).toEqual({ $: 'sealed' });
});

it('edits that were taken back are gone on the next engine, too', async () => {
  const [first, second] = [engine(), engine()];
  await first.copies.bring();
  writeFlowEdits(second.dataFolder, EDITS);
  await second.copies.bring();
  expect(existsSync(path.join(second.dataFolder, 'flows'))).toBe(false);
});

it('the first engine of a database has its own flows kept, as those of a server that was alone', async () => {
  const [first, second] = [engine(), engine()];
  writeFlowEdits(first.dataFolder, EDITS);
  await first.copies.bring();
  await second.copies.bring();
  expect(readFlowEdits(second.dataFolder)).toEqual(EDITS);
});

it('a deploy is not taken for kept while the database is away', async () => {
  const { copies } = engine();
  await copies.bring();
  await database.query('ALTER TABLE shared_flow_files RENAME TO elsewhere');
  copies.written();
  await expect(copies.settled()).rejects.toThrow(/shared_flow_files/);
  await database.query('ALTER TABLE elsewhere RENAME TO shared_flow_files');
  copies.written();
  await copies.settled();
});
