import type { AlertState, LatestValue } from '@plantops/shared/ports.ts';
import type { Limits } from '@plantops/shared/thresholds.ts';
import { describe, expect, it } from 'vitest';
import { judge, judgeAgain, type Judgement } from './core.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const OPTIONS = { hysteresisPct: 5, cooldownS: 900, heartbeatIntervalS: 60, cause: 'change' as const };
const QUIET: AlertState = {
  open: undefined,
  lastNoticeAt: undefined,
  toldUntil: undefined,
  judgedUntil: undefined,
  mutedUntil: undefined,
};
/** An alert about a value below 20, announced five minutes ago. */
const BELOW_20: AlertState = {
  ...QUIET,
  open: { id: 1, direction: 'min', threshold: 20, noticed: true },
  lastNoticeAt: ago(300),
  toldUntil: ago(301),
};
const value = (number: number, secondsAgo = 10): LatestValue => ({
  value: number,
  at: ago(secondsAgo),
  deviceId: 'dev_1',
});
const ANCIENT_S = 7 * 86_400;

const CLOSE: Judgement = { action: 'close', alertId: 1, notify: true };
const NONE: Judgement = { action: 'none' };

describe('judging again with an open alert about a value below 20', () => {
  it.each<[string, LatestValue | undefined, Limits, Judgement]>([
    ['ends it when the limits are removed', value(15), {}, CLOSE],
    ['ends it when the limits are removed, however old the value is', value(15, ANCIENT_S), {}, CLOSE],
    ['ends it when only the broken limit is removed', value(15), { max: 60 }, CLOSE],
    ['ends it when the value is inside the new limit, without a margin', value(15), { min: 15, max: 60 }, CLOSE],
    ['ends it in the same way for an outdated value', value(15, ANCIENT_S), { min: 10 }, CLOSE],
    [
      'ends it silently when no device measures the metric any more',
      undefined,
      { min: 20 },
      { ...CLOSE, notify: false },
    ],
    ['leaves it open when nothing has changed', value(15), { min: 20 }, NONE],
    ['leaves it open within the margin of its limit', value(20.5), { min: 20, max: 60 }, NONE],
    [
      'restates it with the new limit if that is broken too',
      value(15),
      { min: 18 },
      { action: 'restate', alertId: 1, direction: 'min', threshold: 18 },
    ],
    [
      'restates it with the new limit for an outdated value, too',
      value(15, ANCIENT_S),
      { min: 25 },
      { action: 'restate', alertId: 1, direction: 'min', threshold: 25 },
    ],
    [
      'switches to the other side if the new limits are below the value',
      value(15),
      { max: 10 },
      { action: 'open', notify: false, replaces: 1, direction: 'max', threshold: 10 },
    ],
  ])('%s', (_, latest, limits, judgement) => {
    expect(judgeAgain(latest, limits, BELOW_20, OPTIONS, NOW)).toEqual(judgement);
  });

  it.each([
    ['of a newer value once the cooldown is over', BELOW_20, 'change' as const],
    ['of any current value when a changed cooldown is over', { ...BELOW_20, toldUntil: ago(5) }, 'cooldown' as const],
  ])('reminds %s', (_, state, cause) => {
    expect(judgeAgain(value(15), { min: 20 }, state, { ...OPTIONS, cooldownS: 300, cause }, NOW)).toEqual({
      action: 'remind',
      alertId: 1,
      direction: 'min',
      threshold: 20,
    });
  });

  it('does not repeat at a start what was told before it, and tells what was not', () => {
    const options = { ...OPTIONS, cooldownS: 300, cause: 'start' as const };
    expect(judgeAgain(value(15), { min: 20 }, BELOW_20, options, NOW)).toEqual(NONE);
    expect(judgeAgain(value(15), { min: 18 }, BELOW_20, options, NOW)).toMatchObject({ action: 'restate' });
    const untold: AlertState = { ...QUIET, open: { id: 1, direction: 'min', threshold: 20, noticed: false } };
    expect(judgeAgain(value(15), { min: 20 }, untold, options, NOW)).toMatchObject({ action: 'remind' });
  });

  it('does not remind of a value that a message was about, even from a device whose clock is ahead', () => {
    const options = { ...OPTIONS, cooldownS: 0 };
    const told = { ...BELOW_20, lastNoticeAt: ago(1), toldUntil: ago(-40) };
    expect(judgeAgain(value(15, -40), { min: 20 }, told, options, NOW)).toEqual(NONE);
    expect(judgeAgain(value(15, -40), { min: 18 }, told, options, NOW)).toMatchObject({ action: 'restate' });
    expect(judgeAgain(value(15, -41), { min: 20 }, told, options, NOW)).toMatchObject({ action: 'remind' });
  });

  it('does not remind of an outdated value', () => {
    const options = { ...OPTIONS, cooldownS: 1 };
    expect(judgeAgain(value(15, ANCIENT_S), { min: 20 }, BELOW_20, options, NOW)).toEqual(NONE);
  });
});

describe('judging again with no open alert', () => {
  it('opens one for a current value outside the new limits', () => {
    expect(judgeAgain(value(15), { min: 20 }, QUIET, OPTIONS, NOW)).toEqual({
      action: 'open',
      notify: true,
      replaces: undefined,
      direction: 'min',
      threshold: 20,
    });
  });

  it.each([
    ['a value older than three heartbeats', value(15, 181)],
    ['a metric that no device measures', undefined],
  ])('opens none for %s', (_, latest) => {
    expect(judgeAgain(latest, { min: 20 }, QUIET, OPTIONS, NOW)).toEqual(NONE);
  });

  it('does nothing if a newer reading has already been judged', () => {
    const state = { ...QUIET, judgedUntil: ago(5) };
    expect(judgeAgain(value(15, 10), { min: 20 }, state, OPTIONS, NOW)).toEqual(NONE);
    expect(judgeAgain(value(15, 5), { min: 20 }, state, OPTIONS, NOW)).toMatchObject({ action: 'open' });
  });

  it('opens one silently while muted, and announces it when the mute is over', () => {
    const muted = { ...QUIET, mutedUntil: new Date(NOW.getTime() + 1) };
    expect(judgeAgain(value(15), { min: 20 }, muted, OPTIONS, NOW)).toMatchObject({ action: 'open', notify: false });
    const untold: AlertState = { ...QUIET, open: { id: 1, direction: 'min', threshold: 20, noticed: false } };
    expect(judgeAgain(value(15), { min: 20 }, untold, OPTIONS, NOW)).toMatchObject({ action: 'remind' });
  });
});

describe('judging again when the other limit is broken now', () => {
  const above: Judgement = { action: 'open', notify: true, replaces: 1, direction: 'max', threshold: 10 };

  it('opens an alert in place of the other, with a message, even about a value that was told of', () => {
    const told = { ...BELOW_20, lastNoticeAt: ago(1000), toldUntil: ago(10) };
    expect(judgeAgain(value(15), { max: 10 }, told, OPTIONS, NOW)).toEqual(above);
  });

  it('opens it silently for an outdated value', () => {
    const long = { ...BELOW_20, lastNoticeAt: ago(1000) };
    expect(judgeAgain(value(15, ANCIENT_S), { max: 10 }, long, OPTIONS, NOW)).toEqual({ ...above, notify: false });
  });
});

describe('a value that is older than one that was judged', () => {
  it('does not end an alert', () => {
    expect(judgeAgain(value(30, 10), { min: 20 }, { ...BELOW_20, judgedUntil: ago(5) }, OPTIONS, NOW)).toEqual(NONE);
    expect(judgeAgain(value(30, 5), { min: 20 }, { ...BELOW_20, judgedUntil: ago(5) }, OPTIONS, NOW)).toEqual(CLOSE);
  });
});

describe('a reading after the limits changed', () => {
  it('ends the alert inside the new limit, and otherwise restates it with the new limit', () => {
    expect(judge(19, { min: 18.9, max: 60 }, BELOW_20, OPTIONS, NOW)).toEqual(CLOSE);
    expect(judge(17, { min: 18 }, BELOW_20, OPTIONS, NOW)).toMatchObject({ action: 'restate', threshold: 18 });
  });
});
