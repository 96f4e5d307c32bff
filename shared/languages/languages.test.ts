/** Each folder says everything that English does, in its own plurals, with the same figures. */
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from '../metrics.ts';
import { PROBLEMS } from '../problem.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../settings/display.ts';
import { texts as english } from './en/dashboard/index.ts';
import { texts as englishFirst } from './en/first.ts';
import { spoken } from './spoken.ts';

type Texts = Record<keyof typeof english, string>;
const keys = Object.keys(english) as (keyof typeof english)[];
const placeholders = (message: string): string => [...new Set(message.match(/\{\w+\}/g))].sort().join(' ');
const formsOf = (message: string): string[] => message.split(' | ');
/** Texts that may be the same as in English: no letters, only numbers, marks and placeholders. */
const ALIKE = /^[\s\d{}%°<>≥≤–|./:,()+-]*$/;
const others = LANGUAGES.filter((language) => language !== 'en');

describe.each(LANGUAGES)('the folder %s', async (language) => {
  const { texts } = (await import(`./${language}/dashboard/index.ts`)) as { texts: Texts };
  const { texts: first } = (await import(`./${language}/first.ts`)) as { texts: Partial<Texts> };

  it('has every text of the dashboard and no other', () => {
    expect(Object.keys(texts).sort()).toEqual([...keys].sort());
    expect(Object.keys(first).sort()).toEqual(Object.keys(englishFirst).sort());
    expect(keys.filter((key) => texts[key].trim() === '')).toEqual([]);
  });

  it('has a form for each plural that the language can ask for', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const counted = keys.filter((key) => english[key].includes(' | '));
    expect(counted.length).toBeGreaterThan(50);
    expect(counted.filter((key) => formsOf(texts[key]).length !== pluralCategories.length)).toEqual([]);
    expect(keys.filter((key) => !counted.includes(key) && texts[key].includes(' | '))).toEqual([]);
  });

  it('fills in the same values', () => {
    expect(keys.filter((key) => placeholders(texts[key]) !== placeholders(english[key]))).toEqual([]);
  });

  it('has a text for every problem that the dashboard can meet', () => {
    const devicesOnly = [
      'registration_key_required',
      'device_credentials_required',
      'not_this_device',
      'forbidden_origin',
      'forbidden_host',
      'invalid_json',
      'method_not_allowed',
    ];
    const missing = Object.keys(PROBLEMS).filter(
      (code) => !(`problem.${code}` in texts) && !devicesOnly.includes(code),
    );
    expect(missing).toEqual([]);
  });

  it('is of a language that Intl knows, and that is called as it calls itself', () => {
    expect(Intl.DateTimeFormat.supportedLocalesOf(language)).toEqual([language]);
    const itself = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? '';
    expect(LANGUAGE_NAMES[language].toLowerCase()).toBe(itself.toLowerCase());
  });
});

describe.each(others)('the folder %s', async (language) => {
  const { texts } = (await import(`./${language}/dashboard/index.ts`)) as { texts: Texts };

  it('is translated: few texts are the same as in English', () => {
    const same = keys.filter((key) => texts[key] === english[key] && !ALIKE.test(english[key]));
    expect(same.length / keys.length, same.join(', ')).toBeLessThan(0.1);
  });

  it('names the same metrics as the others; one that none of them names has its own words', () => {
    const named = METRIC_NAMES.filter((metric) => others.some((one) => spoken(one).metrics[metric]));
    expect(named.filter((metric) => !spoken(language).metrics[metric])).toEqual([]);
  });
});
