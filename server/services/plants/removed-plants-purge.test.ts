import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Database, inTransaction } from '../../db/pool.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { listRemovedPlants, removePlant } from '../../db/repositories/removed-plants.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { RemovedPlantsPurge } from './removed-plants-purge.ts';

const DAY_MS = 86_400_000;
const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let lines: { level: number; msg: string }[];
let log: Logger;
let purge: RemovedPlantsPurge;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  lines = [];
  log = pino({}, { write: (line) => lines.push(JSON.parse(line) as { level: number; msg: string }) });
  purge = new RemovedPlantsPurge({ database, clock, log });
});
afterEach(() => purge.stop());

async function removedPlant(id: string, daysAgo: number): Promise<void> {
  await insertPlant(database, id, { name: id, species: null, thresholds: {} });
  await inTransaction(database, (connection) => removePlant(connection, id));
  await database.query('UPDATE removed_plants SET removed_at = now() - make_interval(days => $2) WHERE id = $1', [
    id,
    daysAgo,
  ]);
}
const kept = async (): Promise<string[]> => (await listRemovedPlants(database)).map(({ id }) => id).sort();
const messages = (): string[] => lines.map(({ msg }) => msg);

it('deletes at the start what was removed more than thirty days ago, and keeps the rest', async () => {
  for (const [id, daysAgo] of [
    ['old', 31],
    ['older', 300],
    ['young', 29],
  ] as const)
    await removedPlant(id, daysAgo);
  purge.start();
  await purge.stop();
  expect([await kept(), messages()]).toEqual([
    ['young'],
    ['2 plants that were removed more than 30 days ago cannot be brought back any more'],
  ]);
});

it('looks again every day, and not before', async () => {
  await removedPlant('at the start', 31);
  purge.start();
  await expect.poll(kept).toEqual([]);
  await removedPlant('old', 31);
  await clock.advance(DAY_MS - 1);
  expect(await kept()).toEqual(['old']);
  await clock.advance(1);
  await expect.poll(kept).toEqual([]);
  await removedPlant('another', 31);
  await clock.advance(DAY_MS);
  await expect.poll(kept).toEqual([]);
  await purge.stop();
  expect(messages()).toHaveLength(3);
});

it('says nothing if there is nothing to delete', async () => {
  await removedPlant('young', 1);
  purge.start();
  await purge.stop();
  expect([await kept(), messages()]).toEqual([['young'], []]);
});

it('that fails is tried again a day later', async () => {
  await database.query('ALTER TABLE removed_plants RENAME TO gone');
  purge.start();
  await expect.poll(messages).toEqual(['removed plants could not be purged; the next try is in a day']);
  await database.query('ALTER TABLE gone RENAME TO removed_plants');
  await removedPlant('old', 31);
  await clock.advance(DAY_MS);
  await expect.poll(kept).toEqual([]);
});

it('that is stopped has ended, and looks no more', async () => {
  await removedPlant('old', 31);
  purge.start();
  await purge.stop();
  expect([await kept(), clock.timers]).toEqual([[], 0]);
  await removedPlant('another', 31);
  await clock.advance(2 * DAY_MS);
  await purge.stop();
  expect(await kept()).toEqual(['another']);
});

it('can be stopped without having been started', async () => {
  await purge.stop();
  expect(clock.timers).toBe(0);
});
