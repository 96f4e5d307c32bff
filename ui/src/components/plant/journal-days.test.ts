import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../api/generated';
import { journalDays } from './journal-days';

const entry = (id: number, at: string): JournalEntry => ({
  id,
  plant_id: 'p',
  kind: 'note',
  note: 'x',
  amount_ml: null,
  room: null,
  at,
  created_at: at,
});
const NOW = Date.parse('2026-03-30T10:00:00Z');

describe('journalDays', () => {
  it('groups entries by the days of the time zone, newest first', () => {
    const entries = [
      entry(4, '2026-03-30T08:00:00Z'),
      entry(3, '2026-03-29T23:30:00Z'),
      entry(2, '2026-03-29T12:00:00Z'),
      entry(1, '2026-03-01T12:00:00Z'),
    ];
    const shown = (zone: string) =>
      journalDays(entries, NOW, zone).map(
        ({ distance, entries: some }) => `${distance} ${some.map(({ id }) => id).join()}`,
      );
    expect(shown('UTC')).toEqual(['today 4', 'yesterday 3,2', 'earlier 1']);
    expect(shown('Europe/Berlin')).toEqual(['today 4,3', 'yesterday 2', 'earlier 1']);
  });
});
