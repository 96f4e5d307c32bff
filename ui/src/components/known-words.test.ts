import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { preferences } from '../messages/preferences';
import { useLanguage } from '../messages/text';
import { alert, at } from '../testing/samples';
import { knownWords } from './known-words';

const noon = Date.parse(at('12:00'));
const plain = (words: string | undefined): string | undefined => words?.replaceAll(/\s/g, ' ');

describe('what is known of a plant', () => {
  afterEach(() => {
    preferences.timeZone = undefined;
    return useLanguage('en');
  });

  it('is said with the time since when, of several alerts with that of the first', async () => {
    preferences.timeZone = 'UTC';
    const alerts = [alert(2, 'fern', { metric: 'temperature', direction: 'max', opened_at: at('11:30') }), alert(1)];
    expect(plain(knownWords(alerts, noon))).toBe('Known: too warm, too dry since 11:00 AM');
    await useLanguage('de');
    expect(plain(knownWords(alerts, noon))).toBe('Bekannt: zu warm, zu trocken seit 11:00');
  });

  it('is said of every metric, of old values, of a silent device and of what was noticed', () => {
    for (const metric of METRIC_NAMES)
      for (const direction of ['min', 'max'] as const)
        expect(knownWords([alert(1, 'fern', { metric, direction })], noon)).toMatch(/^Known: \S.* since /);
    const words = (more: object) => knownWords([alert(1, 'fern', more)], noon);
    expect(words({ kind: 'stale' })).toContain('no new values of Soil moisture');
    expect(words({ kind: 'offline', metric: null })).toContain('device offline');
    expect(words({ kind: 'finding', metric: null, code: 'clock_wrong' })).toContain('noticed about a device');
  });

  it('says nothing without an alert', () => {
    expect(knownWords([], noon)).toBeUndefined();
  });
});
