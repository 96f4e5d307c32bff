import { afterEach, describe, expect, it } from 'vitest';
import { PROBLEMS } from '@plantops/shared/problem.ts';
import { texts as de } from '@plantops/shared/languages/de/dashboard/index.ts';
import { texts as en } from '@plantops/shared/languages/en/dashboard/index.ts';
import { preferences } from './preferences';
import { text, useLanguage } from './text';

const placeholders = (message: string): string[] =>
  [...new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort();
const keys = Object.keys(en) as (keyof typeof en)[];

/** Texts that may be the same in both languages: no letters, only numbers, marks and placeholders. */
const ALIKE = /^[\s\d{}%°<>≥≤–|./:,()+-]*$/;

describe('German', () => {
  it('has every English text and no other', () => {
    expect(Object.keys(de).sort()).toEqual([...keys].sort());
  });

  it('fills in the same values and has the same number of plural forms', () => {
    const differing = keys.filter(
      (key) =>
        String(placeholders(de[key])) !== String(placeholders(en[key])) ||
        de[key].split(' | ').length !== en[key].split(' | ').length ||
        de[key].trim() === '',
    );
    expect(differing).toEqual([]);
  });

  it('is translated: few texts are the same as in English', () => {
    const same = keys.filter((key) => de[key] === en[key] && !ALIKE.test(en[key]));
    expect(same.length / keys.length, same.join(', ')).toBeLessThan(0.1);
  });

  it('has a text for every problem that the dashboard can meet', () => {
    const devicesOnly = [
      'registration_key_required',
      'device_credentials_required',
      'not_this_device',
      'forbidden_origin',
      'forbidden_host',
      'invalid_json',
    ];
    const missing = Object.keys(PROBLEMS).filter((code) => !(`problem.${code}` in de) && !devicesOnly.includes(code));
    expect(missing).toEqual([]);
  });
});

describe('text', () => {
  afterEach(() => useLanguage('en'));

  it('fills in values and chooses the plural by n', () => {
    expect([text('alerts.count', { n: 1 }), text('alerts.count', { n: 3 }), text('age.minutes', { n: 5 })]).toEqual([
      '1 open alert',
      '3 open alerts',
      '5 min ago',
    ]);
  });

  it('follows the language', async () => {
    await useLanguage('de');
    expect([text('nav.devices'), text('alerts.count', { n: 2 }), preferences.language]).toEqual([
      'Geräte',
      '2 offene Alarme',
      'de',
    ]);
  });
});
