import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listOpenOutages } from '../../db/repositories/alerts.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { at, INTERVAL_S, usePresence } from '../../testing/presence.ts';

const presence = usePresence();
let changed: string[];

beforeEach(() => {
  changed = [];
  presence().bus.on('presence_changed', ({ deviceIds }) => changed.push(...deviceIds));
});

describe('the presence tracker', () => {
  it('writes everything that was heard in one statement', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80 } });
    void tracker.heard('dev_1', at(2), { clockWrong: true });
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toEqual({
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
    const tracker = await presence().newTracker();
    await presence().bus.publish('message_rejected', { deviceId: 'dev_1', at: at(1), reason: 'not JSON' });
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'error', error: 'not JSON', last_seen_at: at(1) });
    void tracker.heard('dev_1', at(2));
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'online', error: null });
  });

  it('reports a silent device once, and its return once', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    expect(await tracker.sweep(at(190), 3)).toEqual([]);
    expect(await tracker.sweep(at(191), 3)).toEqual([
      expect.objectContaining({
        kind: 'offline',
        deviceId: 'dev_1',
        message: 'name of dev_1 is offline: nothing heard for 3 min',
      }),
    ]);
    expect(await tracker.sweep(at(192), 3)).toEqual([]);
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'offline', last_seen_at: at(10) });
    expect(tracker.counts()).toEqual({ online: 0, offline: 1 });
    const [first, second] = [tracker.heard('dev_1', at(300)), tracker.heard('dev_1', at(301))];
    expect([await first, await second]).toEqual([
      expect.objectContaining({ kind: 'online', message: 'name of dev_1 is back online' }),
      undefined,
    ]);
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'online' });
  });

  it('reports an outage once if two servers notice it', async () => {
    const trackers = [await presence().newTracker(), await presence().newTracker()];
    for (const tracker of trackers) void tracker.heard('dev_1', at(10));
    const notices = await Promise.all(trackers.map((tracker) => tracker.sweep(at(500), 3)));
    expect(notices.flat()).toHaveLength(1);
  });

  it('calls no device silent while the server hears nothing itself, nor within three intervals after that', async () => {
    const tracker = await presence().newTracker();
    for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(10));
    presence().hearingSince = undefined;
    expect(await tracker.sweep(at(5000), 3)).toEqual([]);
    presence().hearingSince = at(5000);
    expect(await tracker.sweep(at(5000 + 3 * INTERVAL_S), 3)).toEqual([]);
    expect(await tracker.sweep(at(5001 + 3 * INTERVAL_S), 3)).toHaveLength(2);
  });

  it('does not count the time after which nothing was heard any more, however long the connection stands', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    presence().hearingUntil = at(10 + 3 * INTERVAL_S);
    expect(await tracker.sweep(at(5000), 3)).toEqual([]);
    presence().hearingUntil = at(11 + 3 * INTERVAL_S);
    expect(await tracker.sweep(at(5001), 3)).toHaveLength(1);
  });

  it('never calls a device silent that was never heard', async () => {
    expect(await (await presence().newTracker()).sweep(at(100_000), 3)).toEqual([]);
  });

  it('neither repeats an outage nor misses its end after a restart', async () => {
    const before = await presence().newTracker();
    void before.heard('dev_1', at(10));
    expect(await before.sweep(at(500), 3)).toHaveLength(1);
    await before.stop();
    presence().hearingSince = at(600);
    const after = await presence().newTracker();
    expect(await after.sweep(at(2000), 3)).toEqual([]);
    expect(await after.heard('dev_1', at(2001))).toMatchObject({ kind: 'online' });
  });

  describe('of a muted plant', () => {
    const muteUntil = (seconds: number) =>
      presence().database.query(
        `INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_1', '', $1) ON CONFLICT (plant_id, metric) DO UPDATE SET until = EXCLUDED.until`,
        [at(seconds)],
      );
    const notices = async () =>
      (await presence().database.query<{ kind: string }>('SELECT kind FROM notices ORDER BY created_at')).rows.map(
        ({ kind }) => kind,
      );

    beforeEach(async () => {
      await insertPlant(presence().database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
      await presence().database.query(`UPDATE devices SET plant_id = 'plant_1' WHERE id = 'dev_1'`);
      await muteUntil(1000);
    });

    it('opens and ends the outage of its device without a message', async () => {
      const tracker = await presence().newTracker();
      for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(10));
      expect(await tracker.sweep(at(200), 3), 'the other device is not its').toEqual([
        expect.objectContaining({ deviceId: 'dev_2' }),
      ]);
      expect(await listOpenOutages(presence().database)).toEqual(
        expect.arrayContaining([
          { deviceId: 'dev_1', told: false },
          { deviceId: 'dev_2', told: true },
        ]),
      );
      expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'offline' });
      expect(await tracker.heard('dev_1', at(300))).toBeUndefined();
      expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'online' });
      expect(await notices()).toEqual(['offline']);
    });

    it('does not report the end of an unreported outage after the mute', async () => {
      const tracker = await presence().newTracker();
      void tracker.heard('dev_1', at(10));
      await tracker.sweep(at(200), 3);
      expect(await tracker.heard('dev_1', at(1001))).toBeUndefined();
      expect([await notices(), await listOpenOutages(presence().database)]).toEqual([[], []]);
    });

    it('reports an outage that outlasts the mute once, even after a restart, and then its end', async () => {
      const before = await presence().newTracker();
      void before.heard('dev_1', at(10));
      expect(await before.sweep(at(200), 3)).toEqual([]);
      await before.stop();
      const after = await presence().newTracker();
      expect(await after.sweep(at(999), 3)).toEqual([]);
      expect(await after.sweep(at(1000), 3)).toEqual([
        expect.objectContaining({
          kind: 'offline',
          plantId: 'plant_1',
          message: 'name of dev_1 is offline: nothing heard for 17 min',
        }),
      ]);
      expect(await after.sweep(at(1001), 3)).toEqual([]);
      expect(await after.heard('dev_1', at(1002))).toMatchObject({ kind: 'online' });
      expect(await notices()).toEqual(['offline', 'online']);
    });

    it('does not report the return of a device that was reported silent before the mute', async () => {
      await muteUntil(0);
      const tracker = await presence().newTracker();
      void tracker.heard('dev_1', at(10));
      expect(await tracker.sweep(at(200), 3)).toHaveLength(1);
      await muteUntil(1000);
      expect(await tracker.heard('dev_1', at(300))).toBeUndefined();
      expect([await notices(), await listOpenOutages(presence().database)]).toEqual([['offline'], []]);
    });

    it('reports an outage as usual if only one metric is muted', async () => {
      await presence().database.query(`UPDATE mutes SET metric = 'humidity'`);
      const tracker = await presence().newTracker();
      void tracker.heard('dev_1', at(10));
      expect(await tracker.sweep(at(200), 3)).toHaveLength(1);
    });
  });

  it('keeps changes that it could not write, and writes them when the database is back', async () => {
    const tracker = await presence().newTracker();
    await presence().database.query('ALTER TABLE devices RENAME TO away');
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80 } });
    await tracker.stop();
    await presence().database.query('ALTER TABLE away RENAME TO devices');
    void tracker.heard('dev_1', at(2));
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'online', last_seen_at: at(2), battery_pct: 80 });
  });

  it('writes every 250 ms what is new, and nothing while nothing is; a stop writes the rest and leaves no timer', async () => {
    const tracker = await presence().newTracker();
    tracker.start();
    const query = vi.spyOn(presence().database, 'query');
    await presence().clock.advance(1000);
    expect(query).not.toHaveBeenCalled();
    void tracker.heard('dev_1', at(1));
    await presence().clock.advance(249);
    expect(query).not.toHaveBeenCalled();
    await presence().clock.advance(1);
    await expect.poll(() => presence().rowOf('dev_1')).toMatchObject({ status: 'online', last_seen_at: at(1) });
    void tracker.heard('dev_1', at(2));
    void tracker.heard('dev_2', at(3));
    await presence().clock.advance(250);
    await expect.poll(() => presence().rowOf('dev_2')).toMatchObject({ status: 'online', last_seen_at: at(3) });
    expect(await presence().rowOf('dev_1')).toMatchObject({ last_seen_at: at(2) });
    void tracker.heard('dev_2', at(4));
    await tracker.stop();
    expect([await presence().rowOf('dev_2'), presence().clock.timers]).toEqual([
      expect.objectContaining({ last_seen_at: at(4) }),
      0,
    ]);
  });

  it('tells of a device only when more than the time of its last message has changed', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1));
    void tracker.heard('dev_2', at(1));
    await tracker.stop();
    expect(changed.splice(0)).toEqual(['dev_1', 'dev_2']);
    void tracker.heard('dev_1', at(2));
    void tracker.heard('dev_2', at(2), { vitals: { rssi_dbm: -60 } });
    await tracker.stop();
    expect(changed.splice(0), 'vitals are shown').toEqual(['dev_2']);
    await presence().bus.publish('message_rejected', { deviceId: 'dev_1', at: at(3), reason: 'one' });
    await tracker.stop();
    await presence().bus.publish('message_rejected', { deviceId: 'dev_1', at: at(4), reason: 'another' });
    await tracker.stop();
    expect(changed, 'so is the reason of each rejection').toEqual(['dev_1', 'dev_1']);
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'error', error: 'another', last_seen_at: at(4) });
  });

  it('keeps the vitals that a heartbeat does not mention, those of each device apart', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80, rssi_dbm: -60, firmware_version: '1.0' } });
    void tracker.heard('dev_1', at(2), { vitals: { rssi_dbm: -70 } });
    void tracker.heard('dev_2', at(2), { vitals: { firmware_version: '2.0' } });
    await tracker.stop();
    void tracker.heard('dev_1', at(3), { vitals: { firmware_version: '1.1' } });
    await tracker.stop();
    const { rows } = await presence().database.query(
      'SELECT id, battery_pct, rssi_dbm, firmware_version FROM devices ORDER BY id',
    );
    expect(rows).toEqual([
      { id: 'dev_1', battery_pct: 80, rssi_dbm: -70, firmware_version: '1.1' },
      { id: 'dev_2', battery_pct: null, rssi_dbm: null, firmware_version: '2.0' },
    ]);
  });

  it('does not move the time of the last message back when messages arrive out of order', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    void tracker.heard('dev_1', at(5));
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ last_seen_at: at(10) });
  });

  it('publishes the alert of an outage when it begins and when it ends, again at the second outage', async () => {
    const alerts: number[] = [];
    presence().bus.on('alerts_changed', ({ alertIds }) => alerts.push(...alertIds));
    const tracker = await presence().newTracker();
    for (const second of [10, 70]) void tracker.heard('dev_1', at(second));
    void tracker.heard('dev_2', at(400));
    const [first] = await tracker.sweep(at(300), 3);
    expect(alerts.splice(0)).toEqual([first?.alertId]);
    expect(changed.splice(0)).toContain('dev_1');
    await tracker.heard('dev_1', at(400));
    expect(alerts.splice(0)).toEqual([first?.alertId]);
    expect(changed.splice(0)).toEqual(['dev_1']);
    const again = await tracker.sweep(at(700), 3);
    expect(again.map(({ deviceId }) => deviceId).sort()).toEqual(['dev_1', 'dev_2']);
    expect(again.map(({ alertId }) => alertId)).not.toContain(first?.alertId);
    expect(alerts.splice(0)).toEqual(again.map(({ alertId }) => alertId));
    expect(await tracker.heard('dev_2', at(701))).toMatchObject({ kind: 'online', deviceId: 'dev_2' });
    expect(tracker.counts()).toEqual({ online: 1, offline: 1 });
  });

  it('tries to end an outage again with the next message if the database refused', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    await tracker.sweep(at(300), 3);
    await presence().database.query('ALTER TABLE alerts RENAME TO away');
    await expect(tracker.heard('dev_1', at(301))).rejects.toThrow(/alerts/);
    await presence().database.query('ALTER TABLE away RENAME TO alerts');
    expect(await tracker.heard('dev_1', at(302))).toMatchObject({ kind: 'online' });
    expect(await tracker.heard('dev_1', at(303))).toBeUndefined();
    expect(await listOpenOutages(presence().database)).toEqual([]);
  });

  it('tries an outage again at the next sweep if the database refused', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    await presence().database.query('ALTER TABLE alerts RENAME TO away');
    await expect(tracker.sweep(at(300), 3)).rejects.toThrow(/alerts/);
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
    await presence().database.query('ALTER TABLE away RENAME TO alerts');
    expect(await tracker.sweep(at(301), 3)).toHaveLength(1);
  });

  it('ends an outage with the message after one that came while the outage was written', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    const swept = tracker.sweep(at(300), 3);
    void tracker.heard('dev_1', at(301));
    expect(await swept).toHaveLength(1);
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'online', last_seen_at: at(301) });
    expect(await tracker.heard('dev_1', at(302))).toMatchObject({ kind: 'online' });
  });

  it('says once for each outage of the database that it could not write', async () => {
    const warnings: string[] = [];
    const tracker = await presence().newTracker(pino({ level: 'warn' }, { write: (line) => warnings.push(line) }));
    for (const round of [1, 2]) {
      await presence().database.query('ALTER TABLE devices RENAME TO away');
      void tracker.heard('dev_1', at(round));
      await tracker.stop();
      await tracker.stop();
      await presence().database.query('ALTER TABLE away RENAME TO devices');
      await tracker.stop();
      expect(warnings, `outage ${round}`).toHaveLength(round);
      expect(await presence().rowOf('dev_1')).toMatchObject({ last_seen_at: at(round) });
    }
    expect(changed, 'told once it is written').toEqual(['dev_1']);
  });

  it('begins anew from every restored backup', async () => {
    const tracker = await presence().newTracker();
    for (const round of [1, 2]) {
      void tracker.heard('dev_1', at(round));
      await tracker.sweep(at(500), 3);
      await presence().database.query(`UPDATE devices SET status = 'provisioning', last_seen_at = NULL`);
      await presence().database.query('DELETE FROM alerts');
      void tracker.heard('dev_2', at(501));
      await presence().bus.publish('data_replaced', {});
      expect(tracker.counts(), `restore ${round}`).toEqual({ online: 0, offline: 0 });
      await tracker.stop();
      expect(await presence().rowOf('dev_2'), 'what was heard before belongs to another system').toMatchObject({
        status: 'provisioning',
      });
      expect(await tracker.heard('dev_1', at(502)), 'no outage is known').toBeUndefined();
      await presence().bus.publish('data_replaced', {});
    }
  });

  it('writes nothing about a deleted device', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1));
    await presence().bus.publish('device_removed', { deviceId: 'dev_1', plantIds: [] });
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'provisioning' });
  });
});
