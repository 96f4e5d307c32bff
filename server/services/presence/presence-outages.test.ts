import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { PresenceTracker } from './presence-tracker.ts';

const databases = useTestDatabases();
let database: Database;
let hearingSince: Date | undefined;
/** What was published: the devices of each change, and the number of alerts. */
let changed: string[];
let alerts: number[];
let bus: ChangeBus;
let clock: FakeClock;

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const INTERVAL_S = 60;

beforeEach(async () => {
  database = await databases.pool();
  hearingSince = at(0);
  clock = new FakeClock(at(0));
  changed = [];
  alerts = [];
  bus = new ChangeBus(silentLog);
  bus.on('presence_changed', ({ deviceIds }) => changed.push(deviceIds.join()));
  bus.on('alerts_changed', ({ alertIds }) => alerts.push(alertIds.length));
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) SELECT id, id, id, 'h', 'h' FROM unnest(ARRAY['dev_1', 'dev_2']) AS id`,
  );
});

async function newTracker(log = silentLog): Promise<PresenceTracker> {
  const tracker = new PresenceTracker({
    database,
    heartbeatIntervalS: INTERVAL_S,
    hearingSince: () => hearingSince,
    nameOf: (id) => `name of ${id}`,
    bus,
    clock,
    log,
  });
  await tracker.load();
  return tracker;
}
const rowOf = async (id: string) =>
  (
    await database.query('SELECT status, error, last_seen_at, battery_pct, clock_wrong FROM devices WHERE id = $1', [
      id,
    ])
  ).rows[0] as Record<string, unknown>;

describe('outages of devices', () => {
  it('that began before a restart end with the next message, also if the device was heard in between', async () => {
    const before = await newTracker();
    void before.heard('dev_1', at(10));
    await before.sweep(at(300));
    await before.stop();
    await database.query(`UPDATE devices SET status = 'online'`);
    const after = await newTracker();
    expect(await after.heard('dev_1', at(301))).toMatchObject({ kind: 'online' });
  });

  it('that another server has ended are over without a message, and without an alert to show', async () => {
    await database.query(`UPDATE devices SET status = 'offline', last_seen_at = $1`, [at(0)]);
    const tracker = await newTracker();
    expect(await tracker.heard('dev_1', at(301))).toBeUndefined();
    expect([changed, alerts]).toEqual([['dev_1'], []]);
  });

  it('are told of as what they are: one device each, and its alert', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    await tracker.stop();
    changed.length = 0;
    await tracker.sweep(at(300));
    expect([changed, alerts]).toEqual([['dev_1'], [1]]);
    expect([await tracker.sweep(at(301)), changed, alerts]).toEqual([[], ['dev_1'], [1]]);
  });

  it('of a muted plant are told of after the mute, and those of another plant are not told of twice', async () => {
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    await database.query(`UPDATE devices SET plant_id = 'plant_1' WHERE id = 'dev_1'`);
    await database.query(`INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_1', '', $1)`, [at(1000)]);
    const tracker = await newTracker();
    for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(10));
    expect((await tracker.sweep(at(300))).map(({ deviceId }) => deviceId)).toEqual(['dev_2']);
    expect(alerts.splice(0)).toEqual([2]);
    expect([await tracker.sweep(at(999)), alerts]).toEqual([[], []]);
    expect((await tracker.sweep(at(1000))).map(({ deviceId }) => deviceId)).toEqual(['dev_1']);
    expect(alerts.splice(0)).toEqual([1]);
    const query = vi.spyOn(database, 'connect');
    expect(await tracker.sweep(at(1001))).toEqual([]);
    expect(query, 'nothing is left to tell').not.toHaveBeenCalled();
  });

  it('keep a rejection that came while they were written, with its reason', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    await tracker.stop();
    const swept = tracker.sweep(at(300));
    await bus.publish('message_rejected', { deviceId: 'dev_1', at: at(301), reason: 'not JSON' });
    expect(await swept).toHaveLength(1);
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ status: 'error', error: 'not JSON', last_seen_at: at(301) });
  });
});

describe('what is written about devices', () => {
  it('is not shown after a restart when nothing but the time has changed', async () => {
    const before = await newTracker();
    void before.heard('dev_1', at(10));
    await before.stop();
    changed.length = 0;
    const after = await newTracker();
    void after.heard('dev_1', at(20));
    await after.stop();
    expect([await rowOf('dev_1'), changed]).toEqual([expect.objectContaining({ last_seen_at: at(20) }), []]);
  });

  it('keeps what was heard before and during a write that failed', async () => {
    const warnings: string[] = [];
    const tracker = await newTracker(pino({ level: 'warn' }, { write: (line) => warnings.push(line) }));
    await database.query('ALTER TABLE devices RENAME TO away');
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80 }, clockWrong: true });
    const writing = tracker.stop();
    await Promise.resolve();
    void tracker.heard('dev_1', at(2));
    await writing;
    expect(warnings.join()).toMatch(/devices.*does not exist/);
    await database.query('ALTER TABLE away RENAME TO devices');
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ battery_pct: 80, clock_wrong: true, last_seen_at: at(2) });
  });

  it('leaves whether the clock is wrong as it is when a message does not say', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(1), { clockWrong: true });
    void tracker.heard('dev_1', at(2));
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ clock_wrong: true });
  });

  it('counts no device that is gone, by removal or by a restored backup', async () => {
    const tracker = await newTracker();
    for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(1));
    await bus.publish('device_removed', { deviceId: 'dev_1', plantIds: [] });
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
    await database.query('DELETE FROM devices');
    await bus.publish('data_replaced', {});
    expect(tracker.counts()).toEqual({ online: 0, offline: 0 });
  });
});
