import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryOfTest } from '../testing/node-memory.ts';
import { LocalPresence } from './local-presence.ts';

const START = new Date('2026-03-01T12:00:00.000Z');
const HEARTBEAT_S = 60;

let clock: FakeClock;
let memory: MemoryOfTest;
let presence: LocalPresence;
beforeEach(() => {
  clock = new FakeClock(START);
  memory = new MemoryOfTest();
  presence = new LocalPresence({ memory, clock, heartbeatIntervalS: HEARTBEAT_S });
});

describe('who was heard, outside of PlantOps', () => {
  it('a silent device is reported once, and once when it is back', async () => {
    expect(presence.heard('shelf', clock.now())).toBeUndefined();
    await clock.advance(180_000);
    expect(await presence.sweep(clock.now(), 3)).toEqual([]);
    await clock.advance(1000);
    expect(await presence.sweep(clock.now(), 3)).toEqual([
      {
        id: '1-offline',
        alertId: 1,
        kind: 'offline',
        message: 'shelf is offline: nothing heard for 3 min',
        plantId: null,
        deviceId: 'shelf',
      },
    ]);
    expect(presence.counts()).toEqual({ online: 0, offline: 1 });
    expect(await presence.sweep(clock.now(), 3)).toEqual([]);

    expect(await presence.heard('shelf', clock.now())).toMatchObject({
      id: '1-online',
      kind: 'online',
      message: 'shelf is back online',
    });
    expect(presence.heard('shelf', clock.now())).toBeUndefined();
    expect(presence.counts()).toEqual({ online: 1, offline: 0 });
  });

  it('a restart knows who was reported, and gives the others their time again', async () => {
    await presence.heard('shelf', clock.now());
    await clock.advance(181_000);
    await presence.heard('sill', clock.now());
    expect(await presence.sweep(clock.now(), 3)).toHaveLength(1);

    await clock.advance(600_000);
    const after = new LocalPresence({ memory: memory.afterRestart(), clock, heartbeatIntervalS: HEARTBEAT_S });
    expect(await after.sweep(clock.now(), 3)).toEqual([]);
    await clock.advance(181_000);
    expect(await after.sweep(clock.now(), 3)).toEqual([expect.objectContaining({ id: '2-offline', deviceId: 'sill' })]);
    expect(await after.heard('shelf', clock.now())).toMatchObject({ id: '1-online' });
  });

  it('a board that sleeps between its readings is not missed before its rhythm is known', async () => {
    const reports: unknown[] = [];
    for (let report = 0; report < 6; report += 1) {
      reports.push(await presence.heard('shelf', clock.now(), { values: { humidity: 50 } }));
      await clock.advance(3_600_000);
      reports.push(...(await presence.sweep(clock.now(), 3)));
    }
    expect(reports.filter(Boolean)).toEqual([]);
    await clock.advance(2 * 3_600_000 + 1000);
    expect(await presence.sweep(clock.now(), 3)).toMatchObject([{ kind: 'offline', deviceId: 'shelf' }]);
  });
});
