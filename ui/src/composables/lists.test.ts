import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import { dayGroups } from './day-groups';
import { steadyList } from './steady-list';

describe('steadyList', () => {
  it('is the same list as long as its items are', () => {
    const [a, b] = [{}, {}];
    const items = ref<object[]>([]);
    const list = steadyList(() => items.value.map((item) => item));
    const seen = [list.value];
    for (const next of [[], [a], [a], [a, b], [b, a], [b, a], [b]]) {
      items.value = next;
      seen.push(list.value);
    }
    expect(seen.map((value, nth) => nth > 0 && value === seen[nth - 1])).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(seen.at(-1)).toEqual([b]);
  });
});

describe('dayGroups', () => {
  const noon = Date.parse('2026-01-07T12:00:00Z');
  const groups = (times: string[], now = noon, timeZone = 'UTC') =>
    dayGroups(times, (time) => time, now, timeZone).map(({ day, distance, items }) => [day, distance, items.length]);

  it('puts the newest day first, and keeps the order within a day', () => {
    const times = ['2026-01-05T08:00:00Z', '2026-01-07T08:00:00Z', '2026-01-06T23:59:59Z', '2026-01-07T01:00:00Z'];
    expect(groups(times)).toEqual([
      ['2026-01-07', 'today', 2],
      ['2026-01-06', 'yesterday', 1],
      ['2026-01-05', 'earlier', 1],
    ]);
    expect(dayGroups(times, (time) => time, noon, 'UTC')[0]?.items).toEqual([times[1], times[3]]);
  });

  it('has days of the owner’s time zone', () => {
    expect(groups(['2026-01-06T20:00:00Z', '2026-01-05T20:00:00Z'], noon, 'Asia/Tokyo')).toEqual([
      ['2026-01-07', 'today', 1],
      ['2026-01-06', 'yesterday', 1],
    ]);
  });

  it('knows yesterday also after a day of 25 hours, and before the first of a month', () => {
    const berlin = 'Europe/Berlin';
    expect(groups(['2026-10-25T12:00:00Z'], Date.parse('2026-10-25T23:30:00Z'), berlin)).toEqual([
      ['2026-10-25', 'yesterday', 1],
    ]);
    expect(groups(['2026-02-28T12:00:00Z'], Date.parse('2026-03-01T00:30:00Z'))).toEqual([
      ['2026-02-28', 'yesterday', 1],
    ]);
  });

  it('of nothing has no days', () => {
    expect(groups([])).toEqual([]);
  });
});
