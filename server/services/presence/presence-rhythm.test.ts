import { describe, expect, it } from 'vitest';
import { updateDevice } from '../../db/repositories/devices.ts';
import { at, INTERVAL_S, usePresence } from '../../testing/presence.ts';
import type { PresenceTracker } from './presence-tracker.ts';

const presence = usePresence();
const NAP_S = 1800;

/** What is stored of the interval of dev_1. */
async function intervals(): Promise<unknown> {
  const { rows } = await presence().database.query(
    `SELECT report_interval_set_s AS set, report_interval_given_s AS given, report_interval_learned_s AS learned, sends_heartbeats AS beats
     FROM devices WHERE id = 'dev_1'`,
  );
  return rows[0];
}

/** Sweeps every minute. @returns the kinds of all notices of a board that reports at these times (s), and at no other */
async function told(tracker: PresenceTracker, reports: readonly number[], untilS: number): Promise<string[]> {
  const kinds: string[] = [];
  for (let second = reports[0] ?? 0; second <= untilS; second += INTERVAL_S) {
    for (const report of reports)
      if (report > second - INTERVAL_S && report <= second)
        kinds.push(
          ...[await tracker.heard('dev_1', at(report), { values: { humidity: 50 } })].flatMap((n) => n?.kind ?? []),
        );
    for (const { kind } of await tracker.sweep(at(second), 3)) kinds.push(kind);
  }
  return kinds;
}
const every = (intervalS: number, count: number): number[] => Array.from({ length: count }, (_, n) => n * intervalS);

describe('a device is judged by its own rhythm', () => {
  it.each([30, 60])('nobody is told of a board that sleeps for %i minutes and never said so', async (napMinutes) => {
    const tracker = await presence().newTracker();
    const napS = napMinutes * 60;
    const last = 11 * napS;
    expect(await told(tracker, every(napS, 12), last + 3 * napS)).toEqual([]);
    expect(await tracker.sweep(at(last + 3 * napS + 60), 3), 'it is missed after three of its intervals').toHaveLength(
      1,
    );
    await tracker.stop();
    expect(await intervals()).toEqual({ set: null, given: null, learned: napS, beats: false });
  });

  it('nobody is told of one that was restarted a few times before it slept', async () => {
    const tracker = await presence().newTracker();
    const reports = [0, 20, 35, 60, 75, ...every(NAP_S, 8).map((second) => second + 75 + NAP_S)];
    expect(await told(tracker, reports, 9 * NAP_S)).toEqual([]);
  });

  it('a board that dies in its first hour is shown as offline at once, and told of once, three hours later', async () => {
    const tracker = await presence().newTracker();
    expect(await told(tracker, [0, 600], 600 + 10_800)).toEqual([]);
    expect(tracker.counts()).toEqual({ online: 0, offline: 1 });
    expect(await tracker.sweep(at(600 + 10_801), 3)).toMatchObject([
      { kind: 'offline', message: 'name of dev_1 is offline: nothing heard for 3 h' },
    ]);
    expect(await tracker.sweep(at(20_000), 3)).toEqual([]);
    expect(await tracker.heard('dev_1', at(20_001), { values: { humidity: 50 } })).toMatchObject({ kind: 'online' });
  });

  it('knows the rhythm after a restart', async () => {
    const before = await presence().newTracker();
    await told(before, every(NAP_S, 4), 3 * NAP_S);
    await before.stop();
    presence().hearingSince = at(4 * NAP_S);
    const after = await presence().newTracker();
    expect(await told(after, [4 * NAP_S, 5 * NAP_S], 8 * NAP_S)).toEqual([]);
    expect(await after.sweep(at(8 * NAP_S + 1), 3)).toHaveLength(1);
  });

  it('says nothing of a board that said its interval at its first heartbeat', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(0), { vitals: { report_interval_s: NAP_S } });
    expect(await tracker.sweep(at(3 * NAP_S), 3)).toEqual([]);
    expect(await tracker.sweep(at(3 * NAP_S + 1), 3)).toHaveLength(1);
    await tracker.stop();
    expect(await intervals()).toEqual({ set: null, given: NAP_S, learned: null, beats: true });
  });

  it('heeds what the owner sets at once, and goes back when it is taken away', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(0), { vitals: { report_interval_s: NAP_S } });
    const set = async (reportIntervalS: number | null): Promise<void> => {
      await updateDevice(presence().database, 'dev_1', { reportIntervalS });
      await presence().bus.publish('devices_changed', { deviceIds: ['dev_1'] });
    };
    await tracker.stop();
    await set(7200);
    expect(await tracker.sweep(at(3 * NAP_S + 1), 3)).toEqual([]);
    await set(null);
    expect(await tracker.sweep(at(3 * NAP_S + 1), 3)).toHaveLength(1);
  });

  it('counts at least three heartbeats for a device that sends them', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(0), { vitals: { report_interval_s: 5 } });
    expect(await tracker.sweep(at(3 * INTERVAL_S), 3)).toEqual([]);
    expect(await tracker.sweep(at(3 * INTERVAL_S + 1), 3)).toHaveLength(1);
  });
});

describe('a device that leaves', () => {
  it('is not accused by a last will that waited while the server was away', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1000));
    presence().hearingSince = undefined;
    expect(await tracker.said('dev_1', 'offline', at(2000))).toBeUndefined();
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
    presence().hearingSince = at(2000);
    await tracker.said('dev_1', 'offline', at(2000));
    expect(tracker.counts(), 'but by one that comes then').toEqual({ online: 0, offline: 1 });
    await tracker.stop();
  });

  it('is offline at once, and the owner is told once', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1000));
    const notice = await tracker.said('dev_1', 'offline', at(1001));
    expect(notice).toMatchObject({
      kind: 'offline',
      message: 'name of dev_1 is offline: its connection to the broker has ended',
    });
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'offline' });
    expect(await tracker.said('dev_1', 'offline', at(1002))).toBeUndefined();
    expect(await tracker.sweep(at(5000), 3)).toEqual([]);
    expect(await tracker.said('dev_1', 'online', at(5001))).toMatchObject({ kind: 'online' });
    await tracker.stop();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'online' });
  });

  it('stays offline though what it sent before is still on its way through the flows', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1000));
    await tracker.said('dev_1', 'offline', at(1010));
    expect(await tracker.heard('dev_1', at(1009))).toBeUndefined();
    expect(tracker.counts()).toEqual({ online: 0, offline: 1 });
    await tracker.heard('dev_1', at(1011));
    expect(tracker.counts()).toEqual({ online: 1, offline: 0 });
  });

  it('is not told of while it sleeps between its reports, only once it is overdue', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1000), { vitals: { report_interval_s: NAP_S } });
    expect(await tracker.said('dev_1', 'offline', at(1010))).toBeUndefined();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'offline' });
    expect(await tracker.heard('dev_1', at(2800))).toBeUndefined();
    expect(await tracker.said('dev_1', 'offline', at(2810))).toBeUndefined();
    expect(await tracker.sweep(at(2800 + 3 * NAP_S), 3)).toEqual([]);
    expect(await tracker.sweep(at(2801 + 3 * NAP_S), 3)).toMatchObject([{ kind: 'offline' }]);
  });

  it('is not told of when all that is known are a few readings: it may sleep between them', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1000), { values: { humidity: 50 } });
    expect(await tracker.said('dev_1', 'offline', at(1010))).toBeUndefined();
    expect(await presence().rowOf('dev_1')).toMatchObject({ status: 'offline' });
    expect(await tracker.heard('dev_1', at(4600), { values: { humidity: 50 } })).toBeUndefined();
  });

  it('is not told of at once where the broker was away until just now', async () => {
    const tracker = await presence().newTracker();
    void tracker.heard('dev_1', at(1000));
    presence().hearingSince = at(1100);
    expect(await tracker.said('dev_1', 'offline', at(1101))).toBeUndefined();
    expect(await tracker.heard('dev_1', at(1120)), 'it comes back by itself').toBeUndefined();
    expect(await tracker.sweep(at(1200), 3)).toEqual([]);
  });

  it.each([
    ['it was never heard', undefined],
    ['it was heard after that', 20],
  ])('is passed over if %s', async (_why, heardAt) => {
    const tracker = await presence().newTracker();
    if (heardAt !== undefined) void tracker.heard('dev_1', at(heardAt));
    expect(await tracker.said('dev_1', 'offline', at(10))).toBeUndefined();
    expect(tracker.counts().offline).toBe(0);
  });
});
