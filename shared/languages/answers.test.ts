/** What models claim is found in each language that they are asked to answer in. */
import { expect, it } from 'vitest';
import { type Language, LANGUAGES } from '../settings/display.ts';
import { spoken } from './spoken.ts';

const CLAIMS: Readonly<Partial<Record<Language, Readonly<Record<'daily' | 'waterNow' | 'well' | 'not', string>>>>> = {
  en: { daily: 'Every day', waterNow: 'Water it now.', well: 'It is doing well.', not: 'Do not water it.' },
  de: { daily: 'Jeden Tag', waterNow: 'Sofort gießen.', well: 'Ihr geht es gut.', not: 'Nicht gießen.' },
  es: { daily: 'Cada día', waterNow: 'Riégala hoy mismo.', well: 'La planta está muy bien.', not: 'No riegues.' },
  fr: {
    daily: 'Tous les jours',
    waterNow: 'Arrosez-la maintenant.',
    well: 'Elle va très bien.',
    not: 'N’arrosez pas.',
  },
};

it('each language is tried', () => {
  expect(Object.keys(CLAIMS)).toEqual(LANGUAGES);
});

it.each(Object.entries(CLAIMS) as [Language, NonNullable<(typeof CLAIMS)[Language]>][])(
  'what is claimed in %s is found',
  (language, said) => {
    const { claims } = spoken(language);
    for (const what of ['daily', 'waterNow', 'well', 'not'] as const) {
      expect(claims[what].test(said[what]), said[what]).toBe(true);
      if (what !== 'not') expect(claims.not.test(said[what]), said[what]).toBe(false);
    }
  },
);

it.each([
  ['en', 'Every 5 to 7 days'],
  ['de', 'Alle 5 bis 7 Tage'],
  ['es', 'Cada 5 a 7 días'],
  ['fr', 'Tous les 5 à 7 jours'],
] as const)('the days of a plan are read in %s', (language, frequency) => {
  expect(spoken(language).claims.everyDays.exec(frequency)?.[1]).toBe('5');
});
