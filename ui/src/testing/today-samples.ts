/** Answers about what there is to do today. */
import type { Today, TodayTask } from '../api/generated';

export const task = (overrides: Partial<TodayTask> = {}): TodayTask => ({
  id: 'water:fern',
  kind: 'water',
  plant_id: 'fern',
  device_id: null,
  room_id: null,
  name: 'Fern',
  title: 'Too dry: soil at 12%',
  reason: 'Fern is too dry: its soil is at 12%, below the 20% at which it wants water.',
  advice: 'Water it today.',
  also: [],
  codes: ['soil_dry'],
  urgency: 'attention',
  since: null,
  due_at: null,
  done_by: 'journal_entry',
  journal_kind: 'watering',
  snoozed_until: null,
  quiet: null,
  ...overrides,
});

/** Two plants that are well, and nothing to do. */
export const today = (overrides: Partial<Today> = {}): Today => ({
  at: '2026-01-07T12:00:00.000Z',
  language: 'en',
  tasks: [],
  quiet: [],
  checked: { plants: 2, well: 2, unknown: 0, not_judged: 0 },
  next: null,
  ...overrides,
});
