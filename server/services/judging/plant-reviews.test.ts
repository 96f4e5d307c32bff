import { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { ReviewedPlant } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { patiently } from '@plantops/shared/testing/patiently.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { PlantReviews } from './plant-reviews.ts';

const databases = useTestDatabases();
let database: Database;
let bus: ChangeBus;
let clock: FakeClock;
let values: PlantValues;
let reviews: PlantReviews;
/** The plants passed to the reviewer, in order. */
let reviewed: ReviewedPlant[];
const NOON = new Date('2026-01-01T12:00:00Z');
const EARLIER = new Date('2026-01-01T11:55:00Z');

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  bus = new ChangeBus(silentLog);
  values = new PlantValues();
  reviews = new PlantReviews({ database, values, bus, clock, log: silentLog });
  reviewed = [];
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: { humidity: { min: 40 } } });
  await insertPlant(database, 'plant_2', { name: 'Palm', species: null, thresholds: {} });
  for (const [id, plantId] of [
    ['dev_1', 'plant_1'],
    ['dev_2', 'plant_1'],
    ['dev_3', 'plant_2'],
  ])
    await database.query(
      `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id) VALUES ($1, $1, $1, 'h', 'h', $2)`,
      [id, plantId],
    );
});
afterEach(() => reviews.stop());

const idsOf = () => reviewed.map(({ id }) => id);
/** Starts serving and waits for the first review, which covers all plants. */
async function serve(): Promise<() => void> {
  const stop = reviews.serve((plants) => Promise.resolve(void reviewed.push(...plants)));
  await patiently(() => expect(idsOf()).toContain('plant_1'));
  reviewed = [];
  return stop;
}

describe('plants are reviewed', () => {
  it('if they have limits or an open breach, once a node is judging', async () => {
    reviews.serve((plants) => Promise.resolve(void reviewed.push(...plants)));
    await patiently(() => expect(idsOf()).toEqual(['plant_1']));
    await database.query(
      `INSERT INTO alerts (plant_id, metric, direction, threshold, message) VALUES ('plant_2', 'humidity', 'min', 1, 'm')`,
    );
    reviewed = [];
    await bus.publish('changes_missed', {});
    expect(idsOf()).toEqual(['plant_1', 'plant_2']);
  });

  it('with their limits, and the value of each metric as their devices make it', async () => {
    await serve();
    await database.query(`UPDATE plants SET combine = '{"humidity": "min"}' WHERE id = 'plant_1'`);
    values.fold({ deviceId: 'dev_1', time: EARLIER, values: { humidity: 30, temperature: 20 } }, { id: 'plant_1' });
    values.fold({ deviceId: 'dev_2', time: NOON, values: { humidity: 50, temperature: 24 } }, { id: 'plant_1' });
    values.fold({ deviceId: 'dev_3', time: NOON, values: { humidity: 1 } }, { id: 'plant_2' });
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    expect(reviewed).toEqual([
      {
        id: 'plant_1',
        name: 'Fern',
        thresholds: { humidity: { min: 40 } },
        latest: {
          humidity: { value: 30, at: NOON, deviceId: 'dev_1' },
          temperature: { value: 22, at: NOON, deviceId: 'dev_2' },
        },
      },
    ]);
  });

  it('before the change counts as done', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    reviews.serve(() => promise);
    let isDone = false;
    const done = bus.publish('species_changed', { plantIds: ['plant_2'] }).then(() => {
      isDone = true;
    });
    await new Promise((next) => setImmediate(next));
    expect(isDone).toBe(false);
    resolve(undefined);
    await done;
    expect(isDone).toBe(true);
  });

  it.each([
    ['thresholds_changed', { plantIds: ['plant_2'] }],
    ['species_changed', { plantIds: ['plant_2'] }],
    ['plant_restored', { plantIds: ['plant_2'], deviceIds: [] }],
    ['device_moved', { plantIds: ['plant_2'], deviceIds: ['dev_3'] }],
    ['device_removed', { plantIds: ['plant_2'], deviceId: 'dev_3' }],
    ['mutes_changed', { plantIds: ['plant_2'] }],
    ['mutes_ended', { plantIds: ['plant_2'] }],
    ['database_changed', { plantIds: ['plant_2'], deviceIds: [] }],
  ] as const)('after %s, but only the changed plant', async (name, change) => {
    await serve();
    await bus.publish(name, change);
    expect(idsOf()).toEqual(['plant_2']);
  });

  it('all after a cooldown change or a restored backup, none after other settings', async () => {
    await serve();
    await bus.publish('settings_changed', { group: 'notifications', fields: ['quiet_hours'], channels: [] });
    await bus.publish('settings_changed', { group: 'display', fields: ['theme'] });
    expect(idsOf()).toEqual([]);
    await bus.publish('settings_changed', { group: 'notifications', fields: ['cooldown_s'], channels: [] });
    await bus.publish('data_replaced', {});
    expect(idsOf()).toEqual(['plant_1', 'plant_1']);
  });

  it('page by page if there are many, each once', async () => {
    await serve();
    await database.query(
      `INSERT INTO plants (id, name, thresholds) SELECT 'plant_x' || n, n, '{"humidity":{"min":1}}' FROM generate_series(1, 1200) AS n`,
    );
    await bus.publish('changes_missed', {});
    expect([reviewed.length, new Set(idsOf()).size]).toEqual([1201, 1201]);
  });

  it('by nobody once the judging node is removed', async () => {
    const stop = await serve();
    stop();
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    expect(idsOf()).toEqual([]);
  });

  it('every five seconds again while they cannot be read, and then no more', async () => {
    await serve();
    await database.query('ALTER TABLE plants RENAME TO away');
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    await bus.publish('mutes_changed', { plantIds: ['plant_2'] });
    expect(clock.timers, 'one round for both').toBe(1);
    for (let round = 0; round < 2; round += 1) {
      await clock.advance(5000);
      await expect.poll(() => clock.timers).toBe(1);
      expect(idsOf()).toEqual([]);
    }
    await database.query('ALTER TABLE away RENAME TO plants');
    await clock.advance(4999);
    expect(idsOf()).toEqual([]);
    await clock.advance(1);
    await expect.poll(idsOf).toEqual(['plant_1', 'plant_2']);
    expect(clock.timers).toBe(0);
  });

  it('all if all could not be read, once, whatever else is waiting', async () => {
    await serve();
    await database.query('ALTER TABLE plants RENAME TO away');
    await bus.publish('changes_missed', {});
    await bus.publish('thresholds_changed', { plantIds: ['plant_2'] });
    await database.query('ALTER TABLE away RENAME TO plants');
    await clock.advance(5000);
    await expect.poll(idsOf).toEqual(['plant_1']);
  });

  it('no more once it is stopped', async () => {
    await serve();
    await database.query('ALTER TABLE plants RENAME TO away');
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    reviews.stop();
    expect(clock.timers).toBe(0);
    await database.query('ALTER TABLE away RENAME TO plants');
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    expect(idsOf()).toEqual([]);
  });

  it('not by a node that is removed before its deploy is done', async () => {
    const leave = reviews.serve((plants) => Promise.resolve(void reviewed.push(...plants)));
    leave();
    await serve();
    expect(idsOf()).toEqual([]);
  });

  it('without a look at the database if no plant changed, or nobody judges', async () => {
    const query = vi.spyOn(database, 'query');
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    expect(query).not.toHaveBeenCalled();
    await serve();
    query.mockClear();
    await bus.publish('database_changed', { plantIds: [], deviceIds: ['dev_1'] });
    expect(query).not.toHaveBeenCalled();
  });

  it('once after each trouble: what was overdue then is not overdue again', async () => {
    await serve();
    for (const plantId of ['plant_1', 'plant_2']) {
      await database.query('ALTER TABLE plants RENAME TO away');
      await bus.publish('thresholds_changed', { plantIds: [plantId] });
      await database.query('ALTER TABLE away RENAME TO plants');
      await clock.advance(5000);
      await expect.poll(idsOf).toEqual([plantId]);
      reviewed = [];
    }
  });
});
