import { describe, expect, it } from 'vitest';
import { durationText, labelOf, rateText } from './figure-words.ts';

describe('the label under a node', () => {
  it.each([
    [0, '0/s'],
    [0.04, '0.0/s'],
    [0.4, '0.4/s'],
    [9.94, '9.9/s'],
    [10, '10/s'],
    [12.4, '12/s'],
    [999.4, '999/s'],
    [1000, '1.0k/s'],
    [2600, '2.6k/s'],
  ])('a rate of %d a second is %s', (rate, text) => {
    expect(rateText(rate, 'en')).toBe(text);
  });

  it.each([
    [0.0042, '4.2 µs'],
    [0.03, '30 µs'],
    [1.5, '1.5 ms'],
    [7, '7 ms'],
    [54.3, '54 ms'],
    [2500, '2.5 s'],
    [60_000, '60 s'],
  ])('%d ms are %s', (ms, text) => {
    expect(durationText(ms, 'en')).toBe(text);
  });

  it.each([
    [
      { rate_per_s: 0, p95_ms: null, errors_last_minute: 0 },
      { text: '', failures: '' },
    ],
    [
      { rate_per_s: 12, p95_ms: 3, errors_last_minute: 0 },
      { text: '12/s · p95 3 ms', failures: '' },
    ],
    [
      { rate_per_s: 0, p95_ms: 3, errors_last_minute: 1 },
      { text: '0/s · p95 3 ms', failures: '1 error' },
    ],
    [
      { rate_per_s: 0.5, p95_ms: null, errors_last_minute: 20 },
      { text: '0.5/s', failures: '20 errors' },
    ],
  ])('%o', (figures, label) => {
    expect(labelOf(figures, 'en')).toEqual(label);
  });

  it('is in German for a German editor', () => {
    const figures = { rate_per_s: 1.25, p95_ms: 2.5, errors_last_minute: 1 };
    expect(labelOf(figures, 'de')).toEqual({ text: '1,3/s · p95 2,5 ms', failures: '1 Fehler' });
    expect(rateText(2600, 'de')).toBe('2,6k/s');
  });
});
