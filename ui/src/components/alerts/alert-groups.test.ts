import { describe, expect, it } from 'vitest';
import type { Alert } from '../../api/generated';
import { alertGroups } from './alert-groups';

const NOW = Date.parse('2026-05-01T12:00:00.000Z');
const alert = (id: number, minutesAgo: number, isSeen = false): Alert =>
  ({
    id,
    opened_at: new Date(NOW - minutesAgo * 60_000).toISOString(),
    acknowledged_at: isSeen ? new Date(NOW).toISOString() : null,
  }) as Alert;
const told = (alerts: Alert[]): [string, number[]][] =>
  alertGroups(alerts, NOW).map(({ urgency, alerts: ofGroup }) => [urgency, ofGroup.map(({ id }) => id)]);

describe('alertGroups', () => {
  it('puts new ones before lasting ones before those that were seen, the newest first', () => {
    expect(
      told([alert(1, 300), alert(2, 200, true), alert(3, 61), alert(4, 59), alert(5, 0), alert(6, 0, true)]),
    ).toEqual([
      ['new', [5, 4]],
      ['lasting', [3, 1]],
      ['seen', [6, 2]],
    ]);
  });
  it('leaves out groups without alerts', () => {
    expect([told([alert(1, 5)]), told([])]).toEqual([[['new', [1]]], []]);
  });
  it('takes an alert from a clock that is ahead as new', () => {
    expect(told([alert(1, -10)])).toEqual([['new', [1]]]);
  });
});
