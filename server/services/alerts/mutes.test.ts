import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Mutes } from './mutes.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let mutes: Mutes;
let heard: ReturnType<typeof heardChanges>;

const ahead = (milliseconds: number): string => new Date(clock.now().getTime() + milliseconds).toISOString();
const shown = async (plantId = 'plant_1') => (await findPlants(database, [plantId]))[0]?.mutes;

beforeEach(async () => {
  database = await databases.pool();
  const bus = new ChangeBus(silentLog);
  // The database, which shows mutes that have not ended, goes by the time of day.
  clock = new FakeClock(new Date());
  mutes = new Mutes({ database, clock, bus });
  for (const id of ['plant_1', 'plant_2']) await insertPlant(database, id, { name: id, species: null, thresholds: {} });
  heard = heardChanges(bus);
});

describe('mutes', () => {
  it.each([
    ['null', () => null],
    ['a time in the past', () => ahead(-1)],
    ['the time that it is', () => ahead(0)],
  ])('end with %s, but only the requested one', async (_, until) => {
    const late = ahead(HOUR_MS);
    for (const metric of [null, 'humidity'] as const)
      for (const id of ['plant_1', 'plant_2']) await mutes.set(id, { metric, until: late });
    await mutes.set('plant_1', { metric: null, until: until() });
    expect(await shown()).toEqual([{ metric: 'humidity', until: late }]);
    expect(await shown('plant_2')).toHaveLength(2);
  });

  it('take the place of one another: the second one of a plant is the one that counts', async () => {
    await mutes.set('plant_1', { metric: null, until: ahead(2 * HOUR_MS) });
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    expect(await shown()).toEqual([{ metric: null, until: ahead(HOUR_MS) }]);
    expect(heard).toEqual(Array(2).fill(['mutes_changed', { plantIds: ['plant_1'] }]));
  });

  it('last at most the length of a leap year', async () => {
    await expect(mutes.set('plant_1', { metric: null, until: ahead(366 * DAY_MS + 1) })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/until', detail: 'is more than a year ahead' }],
    });
    expect([heard, await shown()]).toEqual([[], []]);
    await mutes.set('plant_1', { metric: null, until: ahead(366 * DAY_MS) });
    expect(await shown()).toEqual([{ metric: null, until: ahead(366 * DAY_MS) }]);
  });

  it('are refused for a plant that does not exist; ending one changes nothing', async () => {
    await expect(mutes.set('plant_0', { metric: null, until: ahead(HOUR_MS) })).rejects.toMatchObject({
      code: 'plant_not_found',
      status: 404,
    });
    expect(heard).toEqual([]);
    await mutes.set('plant_0', { metric: null, until: null });
    expect(await shown('plant_2')).toEqual([]);
  });
});
