import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { listOpenOutages } from '../../db/repositories/alerts.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { PresenceTracker } from './presence-tracker.ts';

const databases = useTestDatabases();
let database: Database;
let hearingSince: Date | undefined;
let changed: string[];
let bus: ChangeBus;
let clock: FakeClock;

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const INTERVAL_S = 60;

beforeEach(async () => {
  database = await databases.pool();
  hearingSince = at(0);
  clock = new FakeClock(at(0));
  changed = [];
  bus = new ChangeBus(silentLog);
  bus.on('presence_changed', ({ deviceIds }) => changed.push(...deviceIds));
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

describe('the presence tracker', () => {
  it('writes everything that was heard in one statement', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80 } });
    void tracker.heard('dev_1', at(2), { clockWrong: true });
    await tracker.stop();
    expect(await rowOf('dev_1')).toEqual({
      status: 'online',
      error: null,
      last_seen_at: at(2),
      battery_pct: 80,
      clock_wrong: true,
    });
    expect(changed).toEqual(['dev_1']);
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
  });

  it('sets a device to error after an invalid message, and to online after the next valid one', async () => {
    const tracker = await newTracker();
    await bus.publish('message_rejected', { deviceId: 'dev_1', at: at(1), reason: 'not JSON' });
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ status: 'error', error: 'not JSON', last_seen_at: at(1) });
    void tracker.heard('dev_1', at(2));
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ status: 'online', error: null });
  });

  it('reports a silent device once, and its return once', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    expect(await tracker.sweep(at(190))).toEqual([]);
    expect(await tracker.sweep(at(191))).toEqual([
      expect.objectContaining({
        kind: 'offline',
        deviceId: 'dev_1',
        message: 'name of dev_1 is offline: nothing heard for 3 min',
      }),
    ]);
    expect(await tracker.sweep(at(192))).toEqual([]);
    expect(await rowOf('dev_1')).toMatchObject({ status: 'offline', last_seen_at: at(10) });
    expect(tracker.counts()).toEqual({ online: 0, offline: 1 });
    const [first, second] = [tracker.heard('dev_1', at(300)), tracker.heard('dev_1', at(301))];
    expect([await first, await second]).toEqual([
      expect.objectContaining({ kind: 'online', message: 'name of dev_1 is back online' }),
      undefined,
    ]);
    expect(await rowOf('dev_1')).toMatchObject({ status: 'online' });
  });

  it('reports an outage once if two servers notice it', async () => {
    const trackers = [await newTracker(), await newTracker()];
    for (const tracker of trackers) void tracker.heard('dev_1', at(10));
    const notices = await Promise.all(trackers.map((tracker) => tracker.sweep(at(500))));
    expect(notices.flat()).toHaveLength(1);
  });

  it('calls no device silent while the server hears nothing itself, nor within three intervals after that', async () => {
    const tracker = await newTracker();
    for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(10));
    hearingSince = undefined;
    expect(await tracker.sweep(at(5000))).toEqual([]);
    hearingSince = at(5000);
    expect(await tracker.sweep(at(5000 + 3 * INTERVAL_S))).toEqual([]);
    expect(await tracker.sweep(at(5001 + 3 * INTERVAL_S))).toHaveLength(2);
  });

  it('never calls a device silent that was never heard', async () => {
    expect(await (await newTracker()).sweep(at(100_000))).toEqual([]);
  });

  it('neither repeats an outage nor misses its end after a restart', async () => {
    const before = await newTracker();
    void before.heard('dev_1', at(10));
    expect(await before.sweep(at(500))).toHaveLength(1);
    await before.stop();
    hearingSince = at(600);
    const after = await newTracker();
    expect(await after.sweep(at(2000))).toEqual([]);
    expect(await after.heard('dev_1', at(2001))).toMatchObject({ kind: 'online' });
  });

  describe('of a muted plant', () => {
    const muteUntil = (seconds: number) =>
      database.query(
        `INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_1', '', $1) ON CONFLICT (plant_id, metric) DO UPDATE SET until = EXCLUDED.until`,
        [at(seconds)],
      );
    const notices = async () =>
      (await database.query<{ kind: string }>('SELECT kind FROM notices ORDER BY created_at')).rows.map(
        ({ kind }) => kind,
      );

    beforeEach(async () => {
      await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
      await database.query(`UPDATE devices SET plant_id = 'plant_1' WHERE id = 'dev_1'`);
      await muteUntil(1000);
    });

    it('opens and ends the outage of its device without a message', async () => {
      const tracker = await newTracker();
      for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(10));
      expect(await tracker.sweep(at(200)), 'the other device is not its').toEqual([
        expect.objectContaining({ deviceId: 'dev_2' }),
      ]);
      expect(await listOpenOutages(database)).toEqual(
        expect.arrayContaining([
          { deviceId: 'dev_1', told: false },
          { deviceId: 'dev_2', told: true },
        ]),
      );
      expect(await rowOf('dev_1')).toMatchObject({ status: 'offline' });
      expect(await tracker.heard('dev_1', at(300))).toBeUndefined();
      expect(await rowOf('dev_1')).toMatchObject({ status: 'online' });
      expect(await notices()).toEqual(['offline']);
    });

    it('does not report the end of an unreported outage after the mute', async () => {
      const tracker = await newTracker();
      void tracker.heard('dev_1', at(10));
      await tracker.sweep(at(200));
      expect(await tracker.heard('dev_1', at(1001))).toBeUndefined();
      expect([await notices(), await listOpenOutages(database)]).toEqual([[], []]);
    });

    it('reports an outage that outlasts the mute once, even after a restart, and then its end', async () => {
      const before = await newTracker();
      void before.heard('dev_1', at(10));
      expect(await before.sweep(at(200))).toEqual([]);
      await before.stop();
      const after = await newTracker();
      expect(await after.sweep(at(999))).toEqual([]);
      expect(await after.sweep(at(1000))).toEqual([
        expect.objectContaining({
          kind: 'offline',
          plantId: 'plant_1',
          message: 'name of dev_1 is offline: nothing heard for 17 min',
        }),
      ]);
      expect(await after.sweep(at(1001))).toEqual([]);
      expect(await after.heard('dev_1', at(1002))).toMatchObject({ kind: 'online' });
      expect(await notices()).toEqual(['offline', 'online']);
    });

    it('does not report the return of a device that was reported silent before the mute', async () => {
      await muteUntil(0);
      const tracker = await newTracker();
      void tracker.heard('dev_1', at(10));
      expect(await tracker.sweep(at(200))).toHaveLength(1);
      await muteUntil(1000);
      expect(await tracker.heard('dev_1', at(300))).toBeUndefined();
      expect([await notices(), await listOpenOutages(database)]).toEqual([['offline'], []]);
    });

    it('reports an outage as usual if only one metric is muted', async () => {
      await database.query(`UPDATE mutes SET metric = 'humidity'`);
      const tracker = await newTracker();
      void tracker.heard('dev_1', at(10));
      expect(await tracker.sweep(at(200))).toHaveLength(1);
    });
  });

  it('keeps changes that it could not write, and writes them when the database is back', async () => {
    const tracker = await newTracker();
    await database.query('ALTER TABLE devices RENAME TO away');
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80 } });
    await tracker.stop();
    await database.query('ALTER TABLE away RENAME TO devices');
    void tracker.heard('dev_1', at(2));
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ status: 'online', last_seen_at: at(2), battery_pct: 80 });
  });

  it('writes every 250 ms what is new, and nothing while nothing is; a stop writes the rest and leaves no timer', async () => {
    const tracker = await newTracker();
    tracker.start();
    const query = vi.spyOn(database, 'query');
    await clock.advance(1000);
    expect(query).not.toHaveBeenCalled();
    void tracker.heard('dev_1', at(1));
    await clock.advance(249);
    expect(query).not.toHaveBeenCalled();
    await clock.advance(1);
    await expect.poll(() => rowOf('dev_1')).toMatchObject({ status: 'online', last_seen_at: at(1) });
    void tracker.heard('dev_1', at(2));
    void tracker.heard('dev_2', at(3));
    await clock.advance(250);
    await expect.poll(() => rowOf('dev_2')).toMatchObject({ status: 'online', last_seen_at: at(3) });
    expect(await rowOf('dev_1')).toMatchObject({ last_seen_at: at(2) });
    void tracker.heard('dev_2', at(4));
    await tracker.stop();
    expect([await rowOf('dev_2'), clock.timers]).toEqual([expect.objectContaining({ last_seen_at: at(4) }), 0]);
  });

  it('tells of a device only when more than the time of its last message has changed', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(1));
    void tracker.heard('dev_2', at(1));
    await tracker.stop();
    expect(changed.splice(0)).toEqual(['dev_1', 'dev_2']);
    void tracker.heard('dev_1', at(2));
    void tracker.heard('dev_2', at(2), { vitals: { rssi_dbm: -60 } });
    await tracker.stop();
    expect(changed.splice(0), 'vitals are shown').toEqual(['dev_2']);
    await bus.publish('message_rejected', { deviceId: 'dev_1', at: at(3), reason: 'one' });
    await tracker.stop();
    await bus.publish('message_rejected', { deviceId: 'dev_1', at: at(4), reason: 'another' });
    await tracker.stop();
    expect(changed, 'so is the reason of each rejection').toEqual(['dev_1', 'dev_1']);
    expect(await rowOf('dev_1')).toMatchObject({ status: 'error', error: 'another', last_seen_at: at(4) });
  });

  it('keeps the vitals that a heartbeat does not mention, those of each device apart', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80, rssi_dbm: -60, firmware_version: '1.0' } });
    void tracker.heard('dev_1', at(2), { vitals: { rssi_dbm: -70 } });
    void tracker.heard('dev_2', at(2), { vitals: { firmware_version: '2.0' } });
    await tracker.stop();
    void tracker.heard('dev_1', at(3), { vitals: { firmware_version: '1.1' } });
    await tracker.stop();
    const { rows } = await database.query(
      'SELECT id, battery_pct, rssi_dbm, firmware_version FROM devices ORDER BY id',
    );
    expect(rows).toEqual([
      { id: 'dev_1', battery_pct: 80, rssi_dbm: -70, firmware_version: '1.1' },
      { id: 'dev_2', battery_pct: null, rssi_dbm: null, firmware_version: '2.0' },
    ]);
  });

  it('does not move the time of the last message back when messages arrive out of order', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    void tracker.heard('dev_1', at(5));
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ last_seen_at: at(10) });
  });

  it('publishes the alert of an outage when it begins and when it ends, again at the second outage', async () => {
    const alerts: number[] = [];
    bus.on('alerts_changed', ({ alertIds }) => alerts.push(...alertIds));
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    void tracker.heard('dev_2', at(400));
    const [first] = await tracker.sweep(at(300));
    expect(alerts.splice(0)).toEqual([first?.alertId]);
    expect(changed.splice(0)).toContain('dev_1');
    await tracker.heard('dev_1', at(400));
    expect(alerts.splice(0)).toEqual([first?.alertId]);
    expect(changed.splice(0)).toEqual(['dev_1']);
    const again = await tracker.sweep(at(700));
    expect(again.map(({ deviceId }) => deviceId).sort()).toEqual(['dev_1', 'dev_2']);
    expect(again.map(({ alertId }) => alertId)).not.toContain(first?.alertId);
    expect(alerts.splice(0)).toEqual(again.map(({ alertId }) => alertId));
    expect(await tracker.heard('dev_2', at(701))).toMatchObject({ kind: 'online', deviceId: 'dev_2' });
    expect(tracker.counts()).toEqual({ online: 1, offline: 1 });
  });

  it('tries to end an outage again with the next message if the database refused', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    await tracker.sweep(at(300));
    await database.query('ALTER TABLE alerts RENAME TO away');
    await expect(tracker.heard('dev_1', at(301))).rejects.toThrow(/alerts/);
    await database.query('ALTER TABLE away RENAME TO alerts');
    expect(await tracker.heard('dev_1', at(302))).toMatchObject({ kind: 'online' });
    expect(await tracker.heard('dev_1', at(303))).toBeUndefined();
    expect(await listOpenOutages(database)).toEqual([]);
  });

  it('tries an outage again at the next sweep if the database refused', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    await database.query('ALTER TABLE alerts RENAME TO away');
    await expect(tracker.sweep(at(300))).rejects.toThrow(/alerts/);
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
    await database.query('ALTER TABLE away RENAME TO alerts');
    expect(await tracker.sweep(at(301))).toHaveLength(1);
  });

  it('ends an outage with the message after one that came while the outage was written', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(10));
    const swept = tracker.sweep(at(300));
    void tracker.heard('dev_1', at(301));
    expect(await swept).toHaveLength(1);
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ status: 'online', last_seen_at: at(301) });
    expect(await tracker.heard('dev_1', at(302))).toMatchObject({ kind: 'online' });
  });

  it('says once for each outage of the database that it could not write', async () => {
    const warnings: string[] = [];
    const tracker = await newTracker(pino({ level: 'warn' }, { write: (line) => warnings.push(line) }));
    for (const round of [1, 2]) {
      await database.query('ALTER TABLE devices RENAME TO away');
      void tracker.heard('dev_1', at(round * 10));
      await tracker.stop();
      await tracker.stop();
      await database.query('ALTER TABLE away RENAME TO devices');
      await tracker.stop();
      expect(warnings, `outage ${round}`).toHaveLength(round);
      expect(await rowOf('dev_1')).toMatchObject({ last_seen_at: at(round * 10) });
    }
    expect(changed, 'told once it is written').toEqual(['dev_1']);
  });

  it('begins anew from every restored backup', async () => {
    const tracker = await newTracker();
    for (const round of [1, 2]) {
      void tracker.heard('dev_1', at(round));
      await tracker.sweep(at(500));
      await database.query(`UPDATE devices SET status = 'provisioning', last_seen_at = NULL`);
      await database.query('DELETE FROM alerts');
      void tracker.heard('dev_2', at(501));
      await bus.publish('data_replaced', {});
      expect(tracker.counts(), `restore ${round}`).toEqual({ online: 0, offline: 0 });
      await tracker.stop();
      expect(await rowOf('dev_2'), 'what was heard before belongs to another system').toMatchObject({
        status: 'provisioning',
      });
      expect(await tracker.heard('dev_1', at(502)), 'no outage is known').toBeUndefined();
      await bus.publish('data_replaced', {});
    }
  });

  it('writes nothing about a deleted device', async () => {
    const tracker = await newTracker();
    void tracker.heard('dev_1', at(1));
    await bus.publish('device_removed', { deviceId: 'dev_1', plantIds: [] });
    await tracker.stop();
    expect(await rowOf('dev_1')).toMatchObject({ status: 'provisioning' });
  });
});
