import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Mutes } from './mutes.ts';
import { systemClock } from '@plantops/shared/clock.ts';

const databases = useTestDatabases();
let database: Database;
let mutes: Mutes;
/** Ids of plants whose mutes changed, in order. */
let changed: string[];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ahead = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

beforeEach(async () => {
  database = await databases.pool();
  const bus = new ChangeBus(silentLog);
  changed = [];
  bus.on('mutes_changed', ({ plantIds }) => changed.push(...plantIds));
  mutes = new Mutes({ database, clock: systemClock, bus });
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
});
const shown = async () => (await findPlants(database, ['plant_1']))[0]?.mutes;

describe('mutes', () => {
  it.each([
    ['null', () => null],
    ['a time in the past', () => ahead(-1)],
  ])('end with %s, but only the requested one', async (_, until) => {
    const late = ahead(HOUR_MS);
    for (const metric of [null, 'humidity'] as const) await mutes.set('plant_1', { metric, until: late });
    await mutes.set('plant_1', { metric: null, until: until() });
    expect(await shown()).toEqual([{ metric: 'humidity', until: late }]);
  });

  it('last at most a year', async () => {
    await expect(mutes.set('plant_1', { metric: null, until: ahead(367 * DAY_MS) })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/until' }],
    });
    expect(changed).toEqual([]);
    const until = ahead(365 * DAY_MS);
    await mutes.set('plant_1', { metric: null, until });
    expect([await shown(), changed]).toEqual([[{ metric: null, until }], ['plant_1']]);
  });

  it('are refused for a plant that does not exist', async () => {
    await expect(mutes.set('plant_0', { metric: null, until: ahead(HOUR_MS) })).rejects.toMatchObject({
      code: 'plant_not_found',
      status: 404,
    });
  });
});
