import { afterEach, describe, expect, it } from 'vitest';
import type { Alert, JournalEntry } from '../api/generated';
import { preferences } from '../messages/preferences';
import { alertMarks, journalMarks, wordsAt } from './history-marks';

const HOUR = 3_600_000;
const from = Date.UTC(2026, 0, 7);
const window = { from, to: from + 24 * HOUR };
const iso = (hours: number): string => new Date(from + hours * HOUR).toISOString();
const alert = (id: number, opened: number, closed: number | null, more: Partial<Alert> = {}): Alert => ({
  id,
  kind: 'threshold',
  code: null,
  evidence: null,
  plant_id: 'p',
  device_id: null,
  metric: 'temperature',
  value: 30,
  threshold: 25,
  direction: 'max',
  message: 'temperature is 30.0, threshold max 25.0',
  opened_at: iso(opened),
  closed_at: closed === null ? null : iso(closed),
  acknowledged_at: null,
  sent_at: null,
  delivery: 'none',
  ...more,
});
const entry = (id: number, hours: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  id,
  plant_id: 'p',
  kind: 'watering',
  note: null,
  amount_ml: null,
  room: null,
  at: iso(hours),
  created_at: iso(hours),
  ...more,
});
afterEach(() => {
  preferences.temperatureUnit = 'celsius';
});

describe('alertMarks', () => {
  it('are those that touch the window, in order; an open one lasts to its end', () => {
    const marks = alertMarks([alert(3, 20, null), alert(1, -5, 2), alert(2, -9, -8), alert(4, 25, 26)], window);
    expect(marks.map(({ id, to, isOpen }) => [id, to, isOpen])).toEqual([
      [1, from + 2 * HOUR, false],
      [3, window.to, true],
    ]);
  });

  it('speak in the unit that is shown', () => {
    preferences.temperatureUnit = 'fahrenheit';
    expect(alertMarks([alert(1, 1, 2)], window)[0]?.words).toBe('Temperature too high: 86.0 °F, limit 77.0 °F');
  });

  it('of a silent device concern every metric', () => {
    expect(
      alertMarks(
        [alert(1, 1, 2, { kind: 'offline', metric: null, value: null, threshold: null, direction: null })],
        window,
      )[0],
    ).toMatchObject({ metric: undefined, words: 'A device was offline' });
  });
});

describe('journalMarks', () => {
  it('are those within the window, with amount and note', () => {
    const marks = journalMarks(
      [
        entry(1, 30),
        entry(2, 5, { amount_ml: 250, note: 'slowly' }),
        entry(3, 1, { kind: 'note', note: 'a new leaf' }),
      ],
      window,
    );
    expect(marks.map(({ words }) => words)).toEqual(['Note · a new leaf', 'Watered · 250 ml · slowly']);
  });
});

describe('wordsAt', () => {
  it('tell what held at a time, and what is near', () => {
    const alerts = alertMarks([alert(1, 2, 4)], window);
    const journal = journalMarks([entry(1, 3)], window);
    expect(wordsAt(alerts, journal, from + 2.9 * HOUR, 0.2 * HOUR)).toEqual([
      'Temperature too high: 30.0 °C, limit 25.0 °C',
      'Watered',
    ]);
    expect(wordsAt(alerts, journal, from + 8 * HOUR, 0.2 * HOUR)).toEqual([]);
  });
});
