import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { listMutes } from '../../db/repositories/mutes.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { Mutes } from './mutes.ts';

const databases = useTestDatabases();
let database: Database;
let changed: string[];
const started: Mutes[] = [];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ahead = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

beforeEach(async () => {
  database = await databases.pool();
  changed = [];
  for (const id of ['plant_1', 'plant_2']) await insertPlant(database, id, { name: id, species: null, thresholds: {} });
});
afterEach(() => started.splice(0).forEach((mutes) => mutes.stop()));

async function loadedMutes(): Promise<Mutes> {
  const mutes = new Mutes({ database, clock: { now: () => new Date() }, onChanged: (ids) => changed.push(...ids) });
  started.push(mutes);
  await mutes.load();
  return mutes;
}
const shownOf = async (id: string) => (await findPlants(database, [id]))[0]?.mutes;

describe('mutes', () => {
  it('hold for one metric, or for all of a plant, whichever ends later', async () => {
    const mutes = await loadedMutes();
    const [soon, late] = [ahead(HOUR_MS), ahead(2 * HOUR_MS)];
    await mutes.set('plant_1', { metric: 'humidity', until: soon });
    expect([
      mutes.until('plant_1', 'humidity'),
      mutes.until('plant_1', 'temperature'),
      mutes.until('plant_2', 'humidity'),
    ]).toEqual([new Date(soon), undefined, undefined]);
    await mutes.set('plant_1', { metric: null, until: late });
    expect([mutes.until('plant_1', 'humidity'), mutes.until('plant_1', 'temperature')]).toEqual([
      new Date(late),
      new Date(late),
    ]);
    expect(await shownOf('plant_1')).toEqual([
      { metric: null, until: late },
      { metric: 'humidity', until: soon },
    ]);
    expect(changed).toEqual(['plant_1', 'plant_1']);
  });

  it.each([
    ['null', () => null],
    ['a time that is over', () => ahead(-1)],
  ])('end with %s, the one asked for only', async (_, until) => {
    const mutes = await loadedMutes();
    const late = ahead(HOUR_MS);
    for (const metric of [null, 'humidity'] as const) await mutes.set('plant_1', { metric, until: late });
    await mutes.set('plant_1', { metric: null, until: until() });
    expect([mutes.until('plant_1', 'humidity'), mutes.until('plant_1', 'temperature')]).toEqual([
      new Date(late),
      undefined,
    ]);
    expect(await shownOf('plant_1')).toEqual([{ metric: 'humidity', until: late }]);
  });

  it('may be given another time', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(2 * HOUR_MS) });
    const sooner = ahead(HOUR_MS);
    await mutes.set('plant_1', { metric: null, until: sooner });
    expect(mutes.until('plant_1', 'humidity')).toEqual(new Date(sooner));
  });

  it('last a year at most', async () => {
    const mutes = await loadedMutes();
    await expect(mutes.set('plant_1', { metric: null, until: ahead(367 * DAY_MS) })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/until' }],
    });
    await mutes.set('plant_1', { metric: null, until: ahead(365 * DAY_MS) });
    expect(mutes.until('plant_1', 'humidity')).toBeDefined();
  });

  it('are refused for a plant that is not there', async () => {
    await expect((await loadedMutes()).set('plant_0', { metric: null, until: ahead(HOUR_MS) })).rejects.toMatchObject({
      code: 'plant_not_found',
      status: 404,
    });
  });

  it('are there after a restart, but for those that have ended', async () => {
    const until = ahead(HOUR_MS);
    await (await loadedMutes()).set('plant_1', { metric: 'humidity', until });
    await database.query(
      `INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_2', '', now() - interval '1 second')`,
    );
    const after = await loadedMutes();
    expect([after.until('plant_1', 'humidity'), after.until('plant_2', 'humidity')]).toEqual([
      new Date(until),
      undefined,
    ]);
    expect(await shownOf('plant_2')).toEqual([]);
  });

  it('run out by themselves, which is told', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: 'humidity', until: ahead(300) });
    await mutes.set('plant_2', { metric: null, until: ahead(HOUR_MS) });
    changed = [];
    await vi.waitFor(() => expect(changed).toEqual(['plant_1']), { timeout: 5000 });
    expect(mutes.until('plant_1', 'humidity')).toBeUndefined();
    expect(mutes.until('plant_2', 'humidity')).toBeDefined();
  });

  it('go with their plant', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    await database.query(`DELETE FROM plants WHERE id = 'plant_1'`);
    await mutes.refreshPlant('plant_1');
    expect([mutes.until('plant_1', 'humidity'), await listMutes(database)]).toEqual([undefined, []]);
  });

  it('of another process are known once the plant is read again, in whatever order the answers come', async () => {
    const [here, there] = [await loadedMutes(), await loadedMutes()];
    await there.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    const early = here.refreshPlant('plant_1');
    await there.set('plant_1', { metric: null, until: null });
    await Promise.all([early, here.refreshPlant('plant_1')]);
    expect(here.until('plant_1', 'humidity')).toBeUndefined();
  });

  it('read on after the database was away', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    await database.query('ALTER TABLE mutes RENAME TO away');
    await expect(mutes.load()).rejects.toThrow(/mutes/);
    expect(mutes.until('plant_1', 'humidity'), 'what was known').toBeDefined();
    await database.query('ALTER TABLE away RENAME TO mutes');
    await expect(mutes.load()).resolves.toBeUndefined();
  });
});
