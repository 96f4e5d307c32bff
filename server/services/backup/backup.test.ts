import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { type Line, linesOf } from '../../testing/backup-file.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { SERVER_VERSION } from '../system/system-info.ts';
import { Backup } from './backup.ts';
import type { FlowEdits } from './flow-edits-format.ts';
import type { OwnNodes } from './own-nodes-format.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let edits: FlowEdits | null;
let ownNodes: OwnNodes | null;
let backup: Backup;

const addPlants = async (from: number, to: number): Promise<void> => {
  for (let number = from; number <= to; number += 1)
    await insertPlant(database, `plant_${number}`, { name: `Fern ${number}`, species: null, thresholds: {} });
};
const linesIn = (bytes: Buffer): Line[] => linesOf(gzipSync(bytes));
const plantsIn = (lines: readonly Line[]): unknown[] =>
  lines.filter(({ table }) => table === 'plants').map(({ row }) => row?.id);
const openTransactions = async (): Promise<number> =>
  (
    await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    )
  ).rows.length;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock('2026-03-01T12:34:56.789Z');
  edits = null;
  ownNodes = null;
  backup = new Backup({ database, clock, edits: () => edits, ownNodes: () => ownNodes });
});

describe('a backup', () => {
  it('has a name for each second, without characters that Windows refuses', async () => {
    expect(backup.fileName()).toBe('plantops-2026-03-01T123456Z.ndjson.gz');
    await clock.advance(1000);
    expect(backup.fileName()).toBe('plantops-2026-03-01T123457Z.ndjson.gz');
  });

  it('begins with its version and time, holds the edited flows, and ends with the number of rows of each table', async () => {
    await addPlants(1, 2);
    edits = { edited: [{ id: 'a', type: 'tab' }], base: null };
    const lines = linesIn(await buffer(await backup.open()));
    const { rows: migrations } = await database.query<{ name: string }>(
      'SELECT name FROM schema_migrations ORDER BY id',
    );
    expect(lines[0]).toEqual({
      plantops_backup: 1,
      created_at: '2026-03-01T12:34:56.789Z',
      version: SERVER_VERSION,
      migrations: migrations.map(({ name }) => name),
    });
    expect(lines[1]).toEqual({ flows: edits });
    expect(lines[2]).not.toHaveProperty('own_nodes');
    expect(plantsIn(lines)).toEqual(['plant_1', 'plant_2']);
    expect(lines.at(-1)).toMatchObject({ end: true, rows: { plants: 2, devices: 0, telemetry: 0, settings: 0 } });
    expect(lines.filter(({ table }) => table !== undefined)).toHaveLength(2);
  });

  it('counts all rows of a table that is read in several pages', async () => {
    await database.query(
      `INSERT INTO plants (id, name) SELECT 'plant_' || n, 'Fern' FROM generate_series(1, 2500) AS n`,
    );
    const lines = linesIn(await buffer(await backup.open()));
    expect(new Set(plantsIn(lines)).size).toBe(2500);
    expect(lines.at(-1)).toMatchObject({ rows: { plants: 2500 } });
  });

  it('shows what was there when it was begun, while others go on writing; a second one shows that too', async () => {
    await addPlants(1, 1);
    const first = await backup.open();
    await addPlants(2, 2);
    const second = await backup.open();
    await addPlants(3, 3);
    const [before, after] = await Promise.all([buffer(first), buffer(second)]);
    expect([plantsIn(linesIn(before)), plantsIn(linesIn(after))]).toEqual([['plant_1'], ['plant_1', 'plant_2']]);
  });

  it('gives its connection back when it is read to its end', async () => {
    await buffer(await backup.open());
    expect([database.totalCount, database.idleCount, await openTransactions()]).toEqual([1, 1, 0]);
  });

  it('leaves no transaction open if it is abandoned, whether before it was read or in the middle', async () => {
    await addPlants(1, 1);
    (await backup.open()).destroy();
    const begun = await backup.open();
    await begun[Symbol.asyncIterator]().next();
    begun.destroy();
    await expect.poll(openTransactions).toBe(0);
    expect(plantsIn(linesIn(await buffer(await backup.open())))).toEqual(['plant_1']);
  });

  it('is ended if nobody reads it for a quarter of an hour', async () => {
    // More than what is on its way at a time.
    await database.query(
      `INSERT INTO plants (id, name) SELECT 'plant_' || n, repeat('Fern', 25) FROM generate_series(1, 60000) n`,
    );
    const stream = await backup.open();
    const read = stream[Symbol.asyncIterator]();
    await read.next();
    await expect.poll(() => clock.timers).toBe(1);
    await clock.advance(15 * 60_000);
    await expect(
      (async () => {
        while (!(await read.next()).done);
      })(),
    ).rejects.toThrow('terminated');
    await expect.poll(() => [database.totalCount, clock.timers]).toEqual([0, 0]);
  });

  it('holds the nodes that the owner has added, and then says that older servers cannot read it', async () => {
    ownNodes = {
      files: [{ path: 'mine/mine.js', content: Buffer.from('module.exports = 1').toString('base64') }],
      packages: { 'node-red-contrib-sun': '^1.0.0' },
    };
    const lines = linesIn(await buffer(await backup.open()));
    expect([lines[0], lines[2]]).toEqual([expect.objectContaining({ plantops_backup: 2 }), { own_nodes: ownNodes }]);
  });

  it('is refused before anything of it is sent if the database cannot be reached', async () => {
    const away = { connect: () => Promise.reject(new Error('away')) } as unknown as Database;
    await expect(new Backup({ database: away, clock, edits: () => null, ownNodes: () => null }).open()).rejects.toThrow(
      'away',
    );
  });

  it('breaks off if the database fails in the middle, and the connection is not used again', async () => {
    await addPlants(1, 1);
    const stream = await backup.open();
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    await expect(buffer(stream)).rejects.toThrow();
    expect(plantsIn(linesIn(await buffer(await backup.open())))).toEqual(['plant_1']);
  });
});
