import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertState } from '@plantops/shared/ports.ts';
import type { Limits } from '@plantops/shared/thresholds.ts';
import {
  breachedSide,
  breachMessage,
  hysteresisOf,
  isCurrent,
  judge,
  type Judgement,
  recoveryMessage,
} from './core.ts';

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const OPTIONS = { hysteresisPct: 5, cooldownS: 900 };
const QUIET: AlertState = {
  open: undefined,
  lastNoticeAt: undefined,
  toldUntil: undefined,
  judgedUntil: undefined,
  mutedUntil: undefined,
};
/** Margin: 2. */
const LIMITS: Limits = { min: 20, max: 60 };

const openMin = (lastNoticeS: number | undefined, noticed = true): AlertState => ({
  ...QUIET,
  open: { id: 1, direction: 'min', threshold: 20, noticed },
  lastNoticeAt: lastNoticeS === undefined ? undefined : at(lastNoticeS),
});
const openMax = (lastNoticeS: number): AlertState => ({
  ...QUIET,
  open: { id: 1, direction: 'max', threshold: 60, noticed: true },
  lastNoticeAt: at(lastNoticeS),
});

const mutedUntil = (mutedS: number, state: AlertState = QUIET): AlertState => ({ ...state, mutedUntil: at(mutedS) });

const MIN = { direction: 'min', threshold: 20 } as const;
const MAX = { direction: 'max', threshold: 60 } as const;

describe('breachedSide', () => {
  it.each([
    [19.99, LIMITS, MIN],
    [20, LIMITS, undefined],
    [40, LIMITS, undefined],
    [60, LIMITS, undefined],
    [60.01, LIMITS, MAX],
    [0, { min: 0 }, undefined],
    [-1, { min: 0 }, { direction: 'min', threshold: 0 }],
    [99, { min: 20 }, undefined],
    [99, { min: 20, max: null }, undefined],
    [1, { max: 60 }, undefined],
    [1, { min: null, max: 0 }, { direction: 'max', threshold: 0 }],
    [1, {}, undefined],
  ])('of %d with %j is %j', (value, limits, side) => {
    expect(breachedSide(value, limits)).toEqual(side);
  });
});

describe('hysteresisOf', () => {
  it.each([
    [LIMITS, 2, 'of the range'],
    [{ min: 20 }, 1, 'of the only limit'],
    [{ max: 60, min: null }, 3, 'of the only limit'],
    [{ min: -10 }, 0.5, 'of a limit below zero, as a distance'],
    [{ min: -10, max: 10 }, 1, 'of a range around zero'],
    [{ min: 50, max: 50 }, 0, 'of no range'],
    [{}, 0, 'without limits'],
  ])('of %j is %d, 5 %% %s', (limits, margin) => {
    expect(hysteresisOf(limits, 5)).toBe(margin);
  });
});

describe('judge', () => {
  it.each<[string, number, AlertState, number, Judgement]>([
    ['a value in range', 40, QUIET, 0, { action: 'none' }],
    ['a first breach below', 19, QUIET, 0, { action: 'open', notify: true, replaces: undefined, ...MIN }],
    ['a first breach above', 61, QUIET, 0, { action: 'open', notify: true, replaces: undefined, ...MAX }],
    ['a breach that continues within the cooldown', 19, openMin(0), 899, { action: 'none' }],
    ['a breach that continues when the cooldown ends', 19, openMin(0), 900, { action: 'remind', alertId: 1, ...MIN }],
    [
      'a breach that was opened silently and continues when the cooldown ends',
      19,
      openMin(0, false),
      900,
      { action: 'remind', alertId: 1, ...MIN },
    ],
    [
      'a new breach within the cooldown of a closed alert',
      19,
      { ...QUIET, lastNoticeAt: at(0) },
      899,
      { action: 'open', notify: false, replaces: undefined, ...MIN },
    ],
    [
      'a new breach after that cooldown',
      19,
      { ...QUIET, lastNoticeAt: at(0) },
      900,
      { action: 'open', notify: true, replaces: undefined, ...MIN },
    ],
    ['a value back in range but within the hysteresis', 21.9, openMin(0), 10, { action: 'none' }],
    ['a value back in range by the hysteresis', 22, openMin(0), 10, { action: 'close', alertId: 1, notify: true }],
    [
      'a value back below the upper limit by the hysteresis',
      58,
      openMax(0),
      10,
      { action: 'close', alertId: 1, notify: true },
    ],
    ['a value just below the upper limit', 58.1, openMax(0), 10, { action: 'none' }],
    [
      'the recovery of an alert that was never announced',
      30,
      openMin(0, false),
      10,
      { action: 'close', alertId: 1, notify: false },
    ],
    [
      'a fall through the whole range within the cooldown',
      10,
      openMax(0),
      10,
      { action: 'open', notify: false, replaces: 1, ...MIN },
    ],
    [
      'a rise through the whole range after the cooldown',
      70,
      openMin(0),
      900,
      { action: 'open', notify: true, replaces: 1, ...MAX },
    ],
    ['a clock that went back within the cooldown', 19, openMin(0), -10, { action: 'none' }],
    [
      'a first breach while muted',
      19,
      mutedUntil(10),
      9.999,
      { action: 'open', notify: false, replaces: undefined, ...MIN },
    ],
    [
      'a first breach when the mute ends',
      19,
      mutedUntil(10),
      10,
      { action: 'open', notify: true, replaces: undefined, ...MIN },
    ],
    [
      'a breach that continues while muted, after the cooldown',
      19,
      mutedUntil(1000, openMin(0)),
      999,
      { action: 'none' },
    ],
    [
      'a breach that was announced before the mute and outlasts it, after the cooldown',
      19,
      mutedUntil(1000, openMin(0)),
      1000,
      { action: 'remind', alertId: 1, ...MIN },
    ],
    ['a breach that outlasts the mute within the cooldown', 19, mutedUntil(10, openMin(0)), 10, { action: 'none' }],
    [
      'a breach that opened while muted and continues during the mute',
      19,
      mutedUntil(10, openMin(undefined, false)),
      9,
      { action: 'none' },
    ],
    [
      'a breach that opened while muted and outlasts it',
      19,
      mutedUntil(10, openMin(undefined, false)),
      10,
      { action: 'remind', alertId: 1, ...MIN },
    ],
    [
      'the recovery, while muted, of an announced alert',
      30,
      mutedUntil(10, openMin(0)),
      9,
      { action: 'close', alertId: 1, notify: false },
    ],
    [
      'the recovery, after the mute, of an announced alert',
      30,
      mutedUntil(10, openMin(0)),
      10,
      { action: 'close', alertId: 1, notify: true },
    ],
    [
      'the recovery, after the mute, of an alert that opened during it',
      30,
      mutedUntil(10, openMin(undefined, false)),
      11,
      { action: 'close', alertId: 1, notify: false },
    ],
    [
      'a fall through the whole range while muted',
      10,
      mutedUntil(1000, openMax(0)),
      999,
      { action: 'open', notify: false, replaces: 1, ...MIN },
    ],
  ])('%s', (_, value, state, nowS, judgement) => {
    expect(judge(value, LIMITS, state, OPTIONS, at(nowS))).toEqual(judgement);
  });

  it('closes an alert whose limit was removed', () => {
    expect(judge(10, { max: 60 }, openMin(0), OPTIONS, at(1))).toEqual({ action: 'close', alertId: 1, notify: true });
    expect(judge(10, {}, openMin(0), OPTIONS, at(1))).toEqual({ action: 'close', alertId: 1, notify: true });
  });

  it('reminds at every reading if there is no cooldown', () => {
    expect(judge(19, LIMITS, openMin(0), { ...OPTIONS, cooldownS: 0 }, at(0))).toMatchObject({ action: 'remind' });
  });

  it('closes at the limit itself if there is no hysteresis', () => {
    expect(judge(20, LIMITS, openMin(0), { ...OPTIONS, hysteresisPct: 0 }, at(0))).toMatchObject({ action: 'close' });
  });
});

/** Passes readings through `judge`, updates the state like the alert book does, and records what the owner is told. */
function play(
  steps: readonly { afterS: number; value: number }[],
  limits: Limits,
  options: typeof OPTIONS,
  start = QUIET,
) {
  let state = start;
  let nowS = 0;
  let alerts = 0;
  const told: { kind: 'breach' | 'recovery'; atS: number }[] = [];
  for (const { afterS, value } of steps) {
    nowS += afterS;
    const judgement = judge(value, limits, state, options, at(nowS));
    if (judgement.action === 'open') {
      alerts += 1;
      state = {
        ...state,
        open: { id: alerts, direction: judgement.direction, threshold: judgement.threshold, noticed: judgement.notify },
      };
    }
    if (judgement.action === 'remind' && state.open) state = { ...state, open: { ...state.open, noticed: true } };
    if (judgement.action === 'close') state = { ...state, open: undefined };
    const breachTold = judgement.action === 'remind' || (judgement.action === 'open' && judgement.notify);
    if (breachTold) {
      state = { ...state, lastNoticeAt: at(nowS) };
      told.push({ kind: 'breach', atS: nowS });
    }
    if (judgement.action === 'close' && judgement.notify) told.push({ kind: 'recovery', atS: nowS });
  }
  return { told, state };
}

const steps = fc.array(
  fc.record({ afterS: fc.integer({ min: 0, max: 400 }), value: fc.double({ min: 0, max: 100, noNaN: true }) }),
  { maxLength: 60 },
);
const options = fc.record({
  hysteresisPct: fc.integer({ min: 0, max: 50 }),
  cooldownS: fc.integer({ min: 1, max: 2000 }),
});
const limits = fc.constantFrom<Limits>(LIMITS, { min: 30 }, { max: 70 }, { min: 50, max: 50 });

describe('any sequence of readings', () => {
  it('sends at most one breach message per cooldown', () => {
    fc.assert(
      fc.property(steps, limits, options, (sequence, range, setting) => {
        const breaches = play(sequence, range, setting).told.filter(({ kind }) => kind === 'breach');
        breaches.forEach(({ atS }, index) => {
          const before = breaches[index - 1];
          if (before) expect(atS - before.atS).toBeGreaterThanOrEqual(setting.cooldownS);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('announces a recovery only after a breach was announced that has not recovered yet', () => {
    fc.assert(
      fc.property(steps, limits, options, fc.integer({ min: 0, max: 5000 }), (sequence, range, setting, mutedS) => {
        const kinds = play(sequence, range, setting, mutedUntil(mutedS)).told.map(({ kind }) => kind);
        kinds.forEach((kind, index) => {
          if (kind === 'recovery') expect(kinds[index - 1]).toBe('breach');
        });
      }),
      { numRuns: 500 },
    );
  });

  it('sends nothing while muted, opens and closes the same alerts, then announces a continuing breach', () => {
    fc.assert(
      fc.property(steps, options, fc.integer({ min: 0, max: 5000 }), (sequence, setting, mutedS) => {
        const { told, state } = play(sequence, LIMITS, setting, mutedUntil(mutedS));
        for (const { atS } of told) expect(atS).toBeGreaterThanOrEqual(mutedS);
        expect(state.open?.id).toBe(play(sequence, LIMITS, setting).state.open?.id);
        expect(
          play(
            [...sequence, { afterS: mutedS + setting.cooldownS, value: 5 }],
            LIMITS,
            setting,
            mutedUntil(mutedS),
          ).told.at(-1)?.kind,
        ).toBe('breach');
      }),
    );
  });

  it('leaves an alert open after a breach and none open after a value in the middle of the range', () => {
    fc.assert(
      fc.property(steps, options, (sequence, setting) => {
        expect(play([...sequence, { afterS: 1, value: 5 }], LIMITS, setting).state.open?.direction).toBe('min');
        expect(play([...sequence, { afterS: 1, value: 40 }], LIMITS, setting).state.open).toBeUndefined();
      }),
    );
  });
});

describe('isCurrent', () => {
  it.each([
    ['a current reading', 0, undefined, true],
    ['the oldest that may raise an alert', -180, undefined, true],
    ['an older one', -180.001, undefined, false],
    ['one as old as the last one judged', 0, 0, true],
    ['one older than the last one judged', -1, 0, false],
    ['one from a clock that is slightly ahead', 100, 0, true],
  ])('%s', (_, readingS, judgedS, current) => {
    expect(isCurrent(at(readingS), judgedS === undefined ? undefined : at(judgedS), at(0), 60)).toBe(current);
  });
});

describe('messages', () => {
  it('match the contract', () => {
    expect(breachMessage('soil_moisture', 15.2, MIN)).toBe('soil_moisture is 15.2, threshold min 20.0');
    expect(breachMessage('temperature', 35.06, { direction: 'max', threshold: 30 })).toBe(
      'temperature is 35.1, threshold max 30.0',
    );
    expect(recoveryMessage('humidity', 50, 'min', LIMITS)).toBe('humidity is 50.0, back in range');
    expect(recoveryMessage('humidity', 15, 'min', { max: 60 })).toBe('humidity is 15.0, no limit any more');
  });
});

describe('an alert that the owner acknowledged', () => {
  /** At 15 %, long after the last message. Limits 20 and 60: worse is what is 4 further out. */
  const seen = (open: AlertState): AlertState => ({ ...open, open: open.open && { ...open.open, seenValue: 15 } });
  const after = (value: number, state: AlertState, seconds: number, limits = LIMITS) =>
    judge(value, limits, state, OPTIONS, at(seconds));

  it('is not reminded of while its breach stays as it was', () => {
    expect(after(15, openMin(0), 1000)).toMatchObject({ action: 'remind' });
    for (const value of [15, 19.9, 11.1]) expect(after(value, seen(openMin(0)), 1000)).toEqual({ action: 'none' });
  });

  it('is new again when its breach grows worse: with a message, or without one within the cooldown', () => {
    expect(after(11, seen(openMin(0)), 1000)).toEqual({ action: 'remind', alertId: 1, ...MIN });
    expect(after(11, seen(openMin(0)), 100)).toEqual({ action: 'restate', alertId: 1, isNews: true, ...MIN });
    expect(after(11, mutedUntil(5000, seen(openMin(0))), 1000)).toEqual({
      action: 'restate',
      alertId: 1,
      isNews: true,
      ...MIN,
    });
    const hot = { ...openMax(0), open: { id: 1, noticed: true, seenValue: 70, ...MAX } };
    expect([after(73.9, hot, 1000).action, after(74, hot, 1000).action]).toEqual(['none', 'remind']);
  });

  it('follows its limit quietly, and ends like any other', () => {
    expect(after(15, seen(openMin(0)), 1000, { min: 25, max: 60 })).toEqual({
      action: 'restate',
      alertId: 1,
      direction: 'min',
      threshold: 25,
    });
    expect(after(30, seen(openMin(0)), 1000)).toMatchObject({ action: 'close', notify: true });
  });

  it('leaves one in the other direction to be new', () => {
    expect(after(80, seen(openMin(0)), 1000)).toMatchObject({ action: 'open', notify: true, replaces: 1 });
  });
});
