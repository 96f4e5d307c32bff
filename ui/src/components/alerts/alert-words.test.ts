import { afterEach, describe, expect, it } from 'vitest';
import type { Alert, Device } from '../../api/generated';
import { preferences } from '../../messages/preferences';
import { useLanguage } from '../../messages/text';
import { alertWords, formatAhead, formatDuration } from './alert-words';

const alert = (fields: Partial<Alert>): Alert => ({
  id: 1,
  kind: 'threshold',
  code: null,
  evidence: null,
  plant_id: 'p',
  device_id: 'd',
  metric: 'temperature',
  value: 31,
  threshold: 29,
  direction: 'max',
  message: 'temperature is 31.0, threshold max 29.0',
  opened_at: '2026-05-01T00:00:00.000Z',
  closed_at: null,
  acknowledged_at: null,
  sent_at: null,
  delivery: 'sent',
  ...fields,
});
const outage = alert({ kind: 'offline', metric: null, value: null, threshold: null, direction: null });

afterEach(async () => {
  preferences.temperatureUnit = 'celsius';
  await useLanguage('en');
});

describe('alertWords', () => {
  it.each([
    ['above its most', alert({}), 'Temperature 31.0 °C, above 29 °C'],
    [
      'below its least',
      alert({ metric: 'soil_moisture', value: 12.34, threshold: 20.5, direction: 'min' }),
      'Soil moisture 12.3 %, below 20.5 %',
    ],
    [
      'something noticed',
      {
        ...outage,
        kind: 'finding' as const,
        code: 'value_set_aside' as const,
        metric: 'humidity' as const,
        evidence: { sent: 'nan', why: 'not_a_number' },
      },
      'Shelf: Humidity was set aside: nan is not a number.',
    ],
    ['no new values', { ...outage, kind: 'stale' as const, metric: 'humidity' as const }, 'Humidity: no new values'],
    ['an outage', outage, 'Shelf is offline'],
    ['an outage that is over', { ...outage, closed_at: '2026-05-01T01:00:00.000Z' }, 'Shelf was offline'],
    ['without its figures', alert({ value: null }), 'temperature is 31.0, threshold max 29.0'],
  ])('tells of a value %s', (_what, one, words) => {
    expect(alertWords(one, { name: 'Shelf' } as Device)).toBe(words);
  });

  it('uses the unit and language of the owner', async () => {
    preferences.temperatureUnit = 'fahrenheit';
    await useLanguage('de');
    expect([alertWords(alert({}), undefined), alertWords(outage, undefined)]).toEqual([
      'Temperatur 87,8 °F, über 84,2 °F',
      'Ein entferntes Gerät ist offline',
    ]);
  });
});

it.each([
  [5400, '5 s'],
  [65_000, '1 min'],
  [3_600_000 * 3.9, '3 h'],
  [86_400_000 * 2.5, '2 days'],
])('%d ms are told as %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

it('what lies ahead is told from now', () => {
  expect([
    formatAhead('2026-05-01T00:05:00.000Z', Date.parse('2026-05-01T00:00:00.000Z')),
    formatAhead('2026-05-01T00:00:00.000Z', Date.parse('2026-05-01T00:00:01.000Z')),
  ]).toEqual(['in 5 min', 'at any moment']);
});
