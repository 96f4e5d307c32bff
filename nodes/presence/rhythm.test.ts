import { describe, expect, it } from 'vitest';
import { ownInterval } from '@plantops/shared/report-interval.ts';
import {
  isKnownRhythm,
  learnedIntervalS,
  newDeviceRhythm,
  newRhythm,
  noteReport,
  type Rhythm,
  silentAfterS,
  tellAfterS,
} from './rhythm.ts';

const HEARTBEAT_S = 60;
const HALF_AN_HOUR_S = 1800;

/** A rhythm after reports with these gaps (s). */
function after(gaps: readonly number[], rhythm: Rhythm = newRhythm(), hearingSinceMs = 0): Rhythm {
  let atMs = rhythm.lastAtMs ?? 1_000_000;
  if (rhythm.lastAtMs === undefined) noteReport(rhythm, atMs, hearingSinceMs, HEARTBEAT_S);
  for (const gap of gaps) noteReport(rhythm, (atMs += gap * 1000), hearingSinceMs, HEARTBEAT_S);
  return rhythm;
}
const learned = (gaps: readonly number[]): number | undefined => {
  const rhythm = after(gaps);
  return learnedIntervalS(rhythm, rhythm.lastAtMs ?? 0, HEARTBEAT_S);
};
const times = (count: number, ...gaps: number[]): number[] => Array.from({ length: count }, () => gaps).flat();

describe('the rhythm that is learned', () => {
  it.each<[string, number[], number | undefined]>([
    ['before the second report', [], undefined],
    ['from the first gap, which is all that is known', [HALF_AN_HOUR_S], HALF_AN_HOUR_S],
    ['of a board that is on time', times(20, 60), 60],
    ['of a board that was late once', [...times(9, 60), 7200], 60],
    ['of a board that was late once, right at its start', [7200, 60], 60],
    ['of a board that sends several buffered readings when it wakes', times(3, 0.5, 1, 0.2, HALF_AN_HOUR_S), 1801.7],
    ['of a board that is awake for half a minute', times(4, 10, 10, 10, HALF_AN_HOUR_S), HALF_AN_HOUR_S],
    ['of a board that varies', [300, 280, 320, 310, 290, 305], 310],
  ])('%s', (_what, gaps, intervalS) => {
    expect(learned(gaps)).toEqual(intervalS === undefined ? undefined : expect.closeTo(intervalS, 3));
  });

  it('knows after two long gaps that it sleeps longer at night, and does not forget it by day', () => {
    const rhythm = after([...times(20, 60), HALF_AN_HOUR_S]);
    const now = (): number => rhythm.lastAtMs ?? 0;
    expect(learnedIntervalS(rhythm, now(), HEARTBEAT_S), 'a single one may be an outage').toBe(60);
    after([HALF_AN_HOUR_S + 60], rhythm);
    expect(learnedIntervalS(rhythm, now(), HEARTBEAT_S)).toBe(HALF_AN_HOUR_S + 60);
    after(times(900, 60), rhythm);
    expect(learnedIntervalS(rhythm, now(), HEARTBEAT_S), 'the next evening').toBe(HALF_AN_HOUR_S + 60);
    expect(learnedIntervalS(rhythm, now() + 8 * 86_400_000, HEARTBEAT_S), 'a week later').toBe(60);
  });

  it('does not take two outages of the same length for a rhythm', () => {
    expect(learned([...times(16, 60), 3600, ...times(5, 60), 3600])).toBe(60);
  });

  it('does not count a gap in which the server could hear nothing', () => {
    const rhythm = after(times(3, 60));
    const hearingSinceMs = (rhythm.lastAtMs ?? 0) + 500_000;
    after([600], rhythm, hearingSinceMs);
    expect(rhythm.gaps).toEqual([60, 60, 60]);
    after([60], rhythm, hearingSinceMs);
    expect(rhythm.gaps).toEqual([60, 60, 60, 60]);
  });

  it('passes over a message that is out of order', () => {
    const rhythm = after([60]);
    expect(noteReport(rhythm, 0, 0, HEARTBEAT_S)).toBe(false);
    expect(rhythm.gaps).toEqual([60]);
  });
});

describe('the interval that counts', () => {
  it.each([
    [
      { setS: 30, givenS: 40, learnedS: 50 },
      { intervalS: 30, source: 'set' },
    ],
    [
      { setS: null, givenS: 40, learnedS: 50 },
      { intervalS: 40, source: 'given' },
    ],
    [
      { givenS: null, learnedS: 50 },
      { intervalS: 50, source: 'learned' },
    ],
    [{}, { intervalS: null, source: 'default' }],
  ])('of %j is %j', (known, own) => {
    expect(ownInterval(known)).toEqual(own);
  });

  it.each([
    ['nothing is known', {}, false, 180],
    ['it sleeps', { learnedS: HALF_AN_HOUR_S }, false, 5400],
    ['it sends telemetry often', { learnedS: 10 }, false, 180],
    ['it said a short interval and sends no heartbeats', { givenS: 10 }, false, 30],
    ['it said a short interval and sends heartbeats', { givenS: 10 }, true, 180],
    ['the owner set a long one', { setS: 3600, givenS: 10 }, true, 10_800],
  ])('where %s, it may be silent for the right time', (_what, known, sendsHeartbeats, silentS) => {
    expect(silentAfterS({ ...known, sendsHeartbeats }, 3, HEARTBEAT_S)).toBe(silentS);
  });
});

describe('a rhythm that is known', () => {
  it.each<[string, number[], boolean]>([
    ['after two gaps', times(2, HALF_AN_HOUR_S), false],
    ['after three gaps of half an hour', times(3, HALF_AN_HOUR_S), true],
    ['after three minutes', times(3, 60), false],
    ['after four minutes', times(4, 60), true],
    ['after a few restarts and one long gap', [20, 15, 25, HALF_AN_HOUR_S], false],
    ['after a few restarts and two long gaps', [20, 15, 25, ...times(2, HALF_AN_HOUR_S)], true],
    ['after as many short gaps as are remembered', times(16, 5), true],
  ])('%s', (_when, gaps, isKnown) => {
    expect(isKnownRhythm(after(gaps), HEARTBEAT_S)).toBe(isKnown);
  });

  it.each([
    ['of which one reading came', { hasMeasured: true }, 10_800],
    ['of which readings and heartbeats came', { hasMeasured: true, sendsHeartbeats: true }, 180],
    ['that said its interval', { hasMeasured: true, givenS: 600 }, 1800],
    ['whose interval the owner set', { hasMeasured: true, setS: 7200 }, 21_600],
    ['that only said that it is there', {}, 180],
    ['whose rhythm is known', { hasMeasured: true, learnedS: 900, rhythm: after(times(3, 900)) }, 2700],
  ])('the silence of a board %s is told after the right time', (_what, known, afterS) => {
    expect(tellAfterS({ ...newDeviceRhythm(), ...known }, 3, HEARTBEAT_S)).toBe(afterS);
  });
});
