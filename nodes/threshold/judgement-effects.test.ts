import type { LatestValue } from '@plantops/shared/ports.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeAlertStates } from '../testing/fake-alerts.ts';
import { carryOut, type JudgedValue } from './judgement-effects.ts';

const NOW = new Date('2026-01-07T12:00:00Z');
const at = new Date('2026-01-07T11:59:00Z');
const CIRCUMSTANCES = { now: NOW, cooldownS: 900 };
const value = (number: number): LatestValue => ({ value: number, at, deviceId: 'dev_1' });
const judged = (rest: Partial<JudgedValue> = {}): JudgedValue => ({
  plantId: 'plant_1',
  metric: 'humidity',
  latest: value(15),
  limits: { min: 20, max: 60 },
  ...rest,
});
const BELOW = { direction: 'min', threshold: 20 } as const;
const BREACH = {
  plantId: 'plant_1',
  deviceId: 'dev_1',
  metric: 'humidity',
  value: 15,
  ...BELOW,
  message: 'humidity is 15.0, threshold min 20.0',
  measuredAt: at,
  at: NOW,
};

let alerts: FakeAlertStates;
beforeEach(() => {
  alerts = new FakeAlertStates();
});

describe('carrying out a judgement', () => {
  it('that changes nothing returns at once, without a promise', () => {
    expect(carryOut({ action: 'none' }, judged(), alerts, CIRCUMSTANCES)).toBeUndefined();
    expect(alerts.breaches).toEqual([]);
  });

  it.each([true, false])('opens an alert about the value, with a message: %s', async (notify) => {
    const open = vi.spyOn(alerts, 'open');
    const notice = await carryOut(
      { action: 'open', notify, replaces: undefined, ...BELOW },
      judged(),
      alerts,
      CIRCUMSTANCES,
    );
    expect(open.mock.calls).toEqual([[BREACH, notify]]);
    expect(notice !== undefined).toBe(notify);
    expect(alerts.closed).toEqual([]);
  });

  it('ends the alert about the other limit silently before it opens one', async () => {
    const first = await carryOut(
      { action: 'open', notify: true, replaces: undefined, ...BELOW },
      judged(),
      alerts,
      CIRCUMSTANCES,
    );
    const order: string[] = [];
    const close = vi.spyOn(alerts, 'close').mockImplementation(async () => void order.push('closed'));
    const open = vi.spyOn(alerts, 'open').mockImplementation(async () => void order.push('opened'));
    const above = { direction: 'max', threshold: 60 } as const;
    await carryOut(
      { action: 'open', notify: true, replaces: first?.alertId, ...above },
      judged({ latest: value(70) }),
      alerts,
      CIRCUMSTANCES,
    );
    expect(order).toEqual(['closed', 'opened']);
    expect(close.mock.calls).toEqual([
      [
        first?.alertId,
        { plantId: 'plant_1', metric: 'humidity', message: 'humidity is 70.0, back in range', at: NOW },
        false,
      ],
    ]);
    expect(open.mock.calls).toEqual([
      [{ ...BREACH, value: 70, ...above, message: 'humidity is 70.0, threshold max 60.0' }, true],
    ]);
  });

  it('reminds of an alert, with the cooldown that counts now', async () => {
    const remind = vi.spyOn(alerts, 'remind');
    await carryOut({ action: 'remind', alertId: 7, ...BELOW }, judged(), alerts, CIRCUMSTANCES);
    expect(remind.mock.calls).toEqual([[7, BREACH, 900]]);
  });

  it('restates an alert with its new limit', async () => {
    const restate = vi.spyOn(alerts, 'restate');
    await carryOut({ action: 'restate', alertId: 7, ...BELOW, threshold: 25 }, judged(), alerts, CIRCUMSTANCES);
    expect(restate.mock.calls).toEqual([
      [7, { ...BREACH, threshold: 25, message: 'humidity is 15.0, threshold min 25.0' }, undefined],
    ]);
  });

  it.each([
    ['is back in range', value(30), { min: 20, max: 60 }, 'humidity is 30.0, back in range'],
    ['has no limit any more', value(15), { max: 60 }, 'humidity is 15.0, no limit any more'],
    ['is not measured any more', undefined, { min: 20 }, 'humidity is not measured any more'],
  ])('ends an alert whose value %s, and says so', async (_, latest, limits, message) => {
    await carryOut({ action: 'open', notify: true, replaces: undefined, ...BELOW }, judged(), alerts, CIRCUMSTANCES);
    const close = vi.spyOn(alerts, 'close');
    await carryOut({ action: 'close', alertId: 1, notify: true }, judged({ latest, limits }), alerts, CIRCUMSTANCES);
    expect(close.mock.calls).toEqual([[1, { plantId: 'plant_1', metric: 'humidity', message, at: NOW }, true]]);
  });

  it('ends an alert about an upper limit by what is left of that limit', async () => {
    await carryOut(
      { action: 'open', notify: true, replaces: undefined, direction: 'max', threshold: 60 },
      judged({ latest: value(70) }),
      alerts,
      CIRCUMSTANCES,
    );
    const close = vi.spyOn(alerts, 'close');
    await carryOut(
      { action: 'close', alertId: 1, notify: false },
      judged({ latest: value(70), limits: { min: 20 } }),
      alerts,
      CIRCUMSTANCES,
    );
    expect(close.mock.calls).toEqual([
      [1, expect.objectContaining({ message: 'humidity is 70.0, no limit any more' }), false],
    ]);
  });

  it.each(['open', 'remind', 'restate'] as const)('does not %s without a value', (action) => {
    expect(
      carryOut(
        { action, alertId: 7, notify: true, replaces: undefined, ...BELOW },
        judged({ latest: undefined }),
        alerts,
        CIRCUMSTANCES,
      ),
    ).toBeUndefined();
    expect(alerts.breaches).toEqual([]);
  });
});
