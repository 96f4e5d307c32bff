import type { Breach } from '@plantops/shared/ports.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryOfTest } from '../testing/node-memory.ts';
import { LocalAlerts } from './local-alerts.ts';

const AT = new Date('2026-03-01T12:00:00.000Z');
const breach: Breach = {
  plantId: 'shelf',
  deviceId: 'dev_1',
  metric: 'soil_moisture',
  value: 15.2,
  threshold: 20,
  direction: 'min',
  message: 'soil_moisture is 15.2, threshold min 20.0',
  measuredAt: new Date('2026-03-01T11:59:50.000Z'),
  at: AT,
};
const recovery = { plantId: 'shelf', metric: 'soil_moisture', message: 'back in range', at: AT } as const;

let memory: MemoryOfTest;
let alerts: LocalAlerts;
beforeEach(() => {
  memory = new MemoryOfTest();
  alerts = new LocalAlerts(memory);
});

describe('the alerts of a node outside of PlantOps', () => {
  it('a breach opens one and is told', async () => {
    expect(await alerts.open(breach, true)).toEqual({
      id: `1-breach-${AT.getTime()}`,
      alertId: 1,
      kind: 'breach',
      message: breach.message,
      plantId: 'shelf',
      deviceId: 'dev_1',
    });
    expect(alerts.openCount()).toBe(1);
    expect(alerts.state('shelf', 'soil_moisture')).toMatchObject({
      open: { id: 1, direction: 'min', threshold: 20, noticed: true },
      lastNoticeAt: AT,
      toldUntil: breach.measuredAt,
    });
  });

  it('one that was opened in silence is first told as a breach, then reminded of', async () => {
    expect(await alerts.open(breach, false)).toBeUndefined();
    expect(alerts.state('shelf', 'soil_moisture').lastNoticeAt).toBeUndefined();
    expect(await alerts.remind(1, { ...breach, threshold: 25 })).toMatchObject({ kind: 'breach', alertId: 1 });
    expect(await alerts.remind(1, breach)).toMatchObject({ kind: 'reminder', alertId: 1 });
  });

  it('another limit is noted without a notice', async () => {
    await alerts.open(breach, true);
    await alerts.restate(1, { ...breach, threshold: 30 });
    expect(alerts.state('shelf', 'soil_moisture').open?.threshold).toBe(30);
  });

  it.each([
    [true, { kind: 'recovery', alertId: 1, message: 'back in range', plantId: 'shelf', deviceId: null }],
    [false, undefined],
  ])('its end is told if it should be: %s', async (notify, notice) => {
    await alerts.open(breach, true);
    const told = await alerts.close(1, recovery, notify);
    if (notice) expect(told).toMatchObject(notice);
    else expect(told).toBeUndefined();
    expect(alerts.openCount()).toBe(0);
  });

  it('a restart knows the open ones and when was last told; numbers go on', async () => {
    await alerts.open(breach, true);
    alerts.judged('shelf', 'soil_moisture', AT);
    const after = new LocalAlerts(memory.afterRestart());
    expect(after.state('shelf', 'soil_moisture')).toEqual({
      open: { id: 1, direction: 'min', threshold: 20, noticed: true },
      lastNoticeAt: AT,
      toldUntil: breach.measuredAt,
      judgedUntil: undefined,
      mutedUntil: undefined,
    });
    expect(await after.open({ ...breach, plantId: 'sill' }, true)).toMatchObject({ alertId: 2 });
  });

  it('what else stands in the context counts as nothing', () => {
    memory.set('alerts', { states: 'none' });
    expect(new LocalAlerts(memory).openCount()).toBe(0);
  });
});
