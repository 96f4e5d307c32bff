import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { insertPlant } from '../../db/repositories/plants.ts';
import { at, usePresence } from '../../testing/presence.ts';

const presence = usePresence();
/** What was published: the devices of each change, and the number of alerts. */
let changed: string[];
let alerts: number[];

beforeEach(() => {
  changed = [];
  alerts = [];
  presence().bus.on('presence_changed', ({ deviceIds }) => changed.push(deviceIds.join()));
  presence().bus.on('alerts_changed', ({ alertIds }) => alerts.push(alertIds.length));
});

describe('outages of devices', () => {
  it('that began before a restart end with the next message, also if the device was heard in between', async () => {
    const before = await presence().newTracker();
    void before.heard('dev_1', at(10));
    await before.sweep(at(300), 3);
    await before.stop();
    await presence().database.query(`UPDATE devices SET status = 'online'`);
    const after = await presence().newTracker();
    expect(await after.heard('dev_1', at(301))).toMatchObject({ kind: 'online' });
  });

  it('that another server has ended are over without a message, and without an alert to show', async () => {
    await presence().database.query(`UPDATE devices SET status = 'offline', last_seen_at = $1`, [at(0)]);
    const tracker = await presence().newTracker();
    expect(await tracker.heard('dev_1', at(301))).toBeUndefined();
    expect([changed, alerts]).toEqual([['dev_1'], []]);
  });

  it('are told of as what they are: one device each, and its alert', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    await tracker.stop();
    changed.length = 0;
    await tracker.sweep(at(300), 3);
    expect([changed, alerts]).toEqual([['dev_1'], [1]]);
    expect([await tracker.sweep(at(301), 3), changed, alerts]).toEqual([[], ['dev_1'], [1]]);
  });

  it('of a muted plant are told of after the mute, and those of another plant are not told of twice', async () => {
    await insertPlant(presence().database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    await presence().database.query(`UPDATE devices SET plant_id = 'plant_1' WHERE id = 'dev_1'`);
    await presence().database.query(`INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_1', '', $1)`, [
      at(1000),
    ]);
    const tracker = await presence().newTracker();
    for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(10));
    expect((await tracker.sweep(at(300), 3)).map(({ deviceId }) => deviceId)).toEqual(['dev_2']);
    expect(alerts.splice(0)).toEqual([2]);
    expect([await tracker.sweep(at(999), 3), alerts]).toEqual([[], []]);
    expect((await tracker.sweep(at(1000), 3)).map(({ deviceId }) => deviceId)).toEqual(['dev_1']);
    expect(alerts.splice(0)).toEqual([1]);
    const query = vi.spyOn(presence().database, 'connect');
    expect(await tracker.sweep(at(1001), 3)).toEqual([]);
    expect(query, 'nothing is left to tell').not.toHaveBeenCalled();
  });

  it('keep a rejection that came while they were written, with its reason', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    await tracker.stop();
    const swept = tracker.sweep(at(300), 3);
    await presence().bus.publish('message_rejected', { deviceId: 'dev_1', at: at(301), reason: 'not JSON' });
    expect(await swept).toHaveLength(1);
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({
      status: 'error',
      error: 'not JSON',
      last_seen_at: at(301),
    });
  });
});

describe('what is written about devices', () => {
  it('is not shown after a restart when nothing but the time has changed', async () => {
    const before = await presence().newTracker();
    void before.heard('dev_1', at(10));
    await before.stop();
    changed.length = 0;
    presence().hearingSince = at(15);
    const after = await presence().newTracker();
    void after.heard('dev_1', at(20));
    await after.stop();
    expect([await presence().rowOf('dev_1'), changed]).toEqual([expect.objectContaining({ last_seen_at: at(20) }), []]);
  });

  it('keeps what was heard before and during a write that failed', async () => {
    const warnings: string[] = [];
    const tracker = await presence().newTracker(pino({ level: 'warn' }, { write: (line) => warnings.push(line) }));
    await presence().database.query('ALTER TABLE devices RENAME TO away');
    void tracker.heard('dev_1', at(1), { vitals: { battery_pct: 80 }, clockWrong: true });
    const writing = tracker.stop();
    await Promise.resolve();
    void tracker.heard('dev_1', at(2));
    await writing;
    expect(warnings.join()).toMatch(/devices.*does not exist/);
    await presence().database.query('ALTER TABLE away RENAME TO devices');
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ battery_pct: 80, clock_wrong: true, last_seen_at: at(2) });
  });

  it('leaves whether the clock is wrong as it is when a message does not say', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1), { clockWrong: true });
    void tracker.heard('dev_1', at(2));
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ clock_wrong: true });
  });

  it('counts no device that is gone, by removal or by a restored backup', async () => {
    const tracker = await presence().newTracker();
    for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(1));
    await presence().bus.publish('device_removed', { deviceId: 'dev_1', plantIds: [] });
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
    await presence().database.query('DELETE FROM devices');
    await presence().bus.publish('data_replaced', {});
    expect(tracker.counts()).toEqual({ online: 0, offline: 0 });
  });
});

describe('a device that is not let in', () => {
  const pause = async (isPaused: boolean): Promise<void> => {
    presence().places.set('dev_1', { isPaused });
    await presence().database.query(`UPDATE devices SET paused_at = $1 WHERE id = 'dev_1'`, [isPaused ? at(20) : null]);
  };
  const openAlerts = async () =>
    (
      await presence().database.query<{ device_id: string }>(
        `SELECT device_id FROM alerts WHERE closed_at IS NULL ORDER BY 1`,
      )
    ).rows.map(({ device_id: id }) => id);

  it('is silent without an alert and without a message, while others are told of', async () => {
    const tracker = await presence().newTracker();
    for (const id of ['dev_1', 'dev_2']) void tracker.heard(id, at(10));
    await pause(true);
    expect((await tracker.sweep(at(300), 3)).map(({ deviceId }) => deviceId)).toEqual(['dev_2']);
    expect([await openAlerts(), (await presence().rowOf('dev_1')).status]).toEqual([['dev_2'], 'offline']);
    expect(await tracker.sweep(at(9000), 3)).toEqual([]);
    expect(await openAlerts()).toEqual(['dev_2']);
    const later = await presence().newTracker();
    expect([await later.sweep(at(9900), 3), await openAlerts()]).toEqual([[], ['dev_2']]);
  });

  it('is not told of when its last will says that it left', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    await pause(true);
    expect([await tracker.said('dev_1', 'offline', at(30)), await openAlerts()]).toEqual([undefined, []]);
    expect((await presence().rowOf('dev_1')).status).toBe('offline');
  });

  it('that is let in again has its time to come back, and is told of if it does not', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    await pause(true);
    await tracker.sweep(at(300), 3);
    await tracker.sweep(at(1000), 3);
    await pause(false);
    expect([await tracker.sweep(at(1170), 3), await openAlerts()]).toEqual([[], []]);
    expect(await tracker.sweep(at(1200), 3)).toMatchObject([{ kind: 'offline', deviceId: 'dev_1' }]);
    expect(await tracker.heard('dev_1', at(1300))).toMatchObject({ kind: 'online' });
  });

  it('that comes back is online without a message', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(10));
    await pause(true);
    await tracker.sweep(at(300), 3);
    await pause(false);
    expect(tracker.heard('dev_1', at(310))).toBeUndefined();
    await tracker.stop();
    expect((await presence().rowOf('dev_1')).status).toBe('online');
    expect(await tracker.sweep(at(480), 3)).toEqual([]);
  });
});
