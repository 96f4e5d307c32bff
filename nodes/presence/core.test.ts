import { describe, expect, it } from 'vitest';
import {
  isOverdue,
  MISSED_HEARTBEATS,
  offlineMessage,
  onlineMessage,
  spanText,
  statusAfterMessage,
  statusAfterRejection,
} from './core.ts';

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const INTERVAL_S = 60;
const LIMIT_S = MISSED_HEARTBEATS * INTERVAL_S;

describe('isOverdue', () => {
  it.each([
    { what: 'exactly three intervals of silence', lastSeen: 0, hearing: -1000, now: LIMIT_S, overdue: false },
    { what: 'a moment more', lastSeen: 0, hearing: -1000, now: LIMIT_S + 0.001, overdue: true },
    {
      what: 'long silence while the server itself could hear nothing',
      lastSeen: 0,
      hearing: 1000,
      now: 1000 + LIMIT_S,
      overdue: false,
    },
    {
      what: 'three intervals after the server can hear again',
      lastSeen: 0,
      hearing: 1000,
      now: 1001 + LIMIT_S,
      overdue: true,
    },
    { what: 'a clock that went back', lastSeen: 0, hearing: 0, now: -5000, overdue: false },
  ])('after $what: $overdue', ({ lastSeen, hearing, now, overdue }) => {
    expect(isOverdue({ status: 'online', lastSeenAt: at(lastSeen) }, at(now), at(hearing), LIMIT_S)).toBe(overdue);
  });

  it.each([
    ['online', true],
    ['error', true],
    ['offline', false],
    ['provisioning', false],
  ] as const)('for a silent device that is %s: %s', (status, overdue) => {
    expect(isOverdue({ status, lastSeenAt: at(0) }, at(LIMIT_S + 1), at(0), LIMIT_S)).toBe(overdue);
  });

  it('is false for a device that was never heard', () => {
    expect(isOverdue({ status: 'online', lastSeenAt: null }, at(1e6), at(0), LIMIT_S)).toBe(false);
  });
});

describe('what the owner is told', () => {
  it.each([
    [0, '0 s'],
    [119, '119 s'],
    [119.4, '119 s'],
    [120, '2 min'],
    [7199, '120 min'],
    [7200, '2 h'],
    [86_400, '24 h'],
  ])('%d seconds are "%s"', (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });

  it('names the device', () => {
    expect(offlineMessage('Window sill', 185)).toBe('Window sill is offline: nothing heard for 3 min');
    expect(onlineMessage('Window sill')).toBe('Window sill is back online');
  });

  it('is online after a good message and error after a bad one', () => {
    expect([statusAfterMessage(), statusAfterRejection()]).toEqual(['online', 'error']);
  });
});
