import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASKS, DIAGNOSIS_CODES, SETTLEMENT_RULES } from '../codes.ts';
import { diagnose } from '../diagnose.ts';
import { diagnosis, finding } from '../../testing/diagnosis-fixtures.ts';
import { anyPlantFacts } from '../../testing/any-plant-facts.ts';
import { LANGUAGES } from '../../settings/display.ts';
import type { About } from './said.ts';
import { aboutPlant, askWords, diagnosisWords, findingWords, nextWateringWords, settlementWords } from './say.ts';

const about = (overrides: Partial<About> = {}): About => ({
  language: 'en',
  temperatureUnit: 'celsius',
  name: 'Monty',
  today: '2026-03-08',
  site: null,
  ...overrides,
});

describe('a finding in words', () => {
  it('has a title and a text in every language, whatever was found', () => {
    const told = new Set<string>();
    fc.assert(
      fc.property(anyPlantFacts, fc.constantFrom(...LANGUAGES), (facts, language) => {
        const found = diagnose(facts);
        for (const one of found.findings) {
          const { title, text } = findingWords(one, aboutPlant(facts, language, 'fahrenheit'), found.asks);
          told.add(`${one.code} ${language}`);
          expect(title).toMatch(/^\S.*[^.\s]$/);
          expect(text).toMatch(/\.$/);
          // A figure that is missing would be a question mark where none belongs.
          expect(`${title} ${text}`.replaceAll(/"[^"]*"|„[^“]*“|«[^»]*»/g, '')).not.toMatch(/undefined|NaN|\bnull\b/);
        }
      }),
      { numRuns: 200 },
    );
    // Most codes come about at random; the others are in the stories.
    expect(told.size).toBeGreaterThan(DIAGNOSIS_CODES.length);
  });

  it('can be said of every code with no evidence at all', () => {
    for (const language of LANGUAGES) {
      const texts = DIAGNOSIS_CODES.map(
        (code) => findingWords(finding({ code, evidence: {} }), about({ language })).text,
      );
      for (const text of texts) expect(text).toMatch(/\S+ \S+.*\.$/);
      expect(new Set(texts).size).toBe(DIAGNOSIS_CODES.length);
    }
  });

  it.each([
    [0.02, 'Watered within the last hour', 'In der letzten Stunde gegossen'],
    [0.99, 'Watered within the last hour', 'In der letzten Stunde gegossen'],
    [1, 'Watered 1 hour ago', 'Vor 1 Stunde gegossen'],
    [3.2, 'Watered 3 hours ago', 'Vor 3 Stunden gegossen'],
  ])('makes no hour of a watering %d hours ago that is not one', (hours, english, german) => {
    const watered = finding({ code: 'watered_lately', evidence: { hours } });
    const titles = (['en', 'de'] as const).map((language) => findingWords(watered, about({ language })).title);
    expect(titles).toEqual([english, german]);
  });

  it('names its figures with their units, as the reader has them', () => {
    const cold = finding({
      code: 'cold_nights',
      metric: 'temperature',
      evidence: { least: 1, limit: 10, nights: 3, of: 7 },
      asks: ['move_warmer'],
    });
    expect(findingWords(cold, about())).toEqual({
      title: 'Cold nights: down to 1 °C',
      text: 'In 3 of the last 7 nights Monty stood below 10 °C, at 1 °C in the coldest, whatever the day is like.',
      advice: 'Move it to a warmer place, away from cold panes and draughts.',
    });
    expect(findingWords(cold, about({ temperatureUnit: 'fahrenheit' })).title).toBe('Cold nights: down to 34 °F');
    expect(findingWords(cold, about({ language: 'de' })).title).toBe('Kalte Nächte: bis 1 °C');
  });

  it('advises only what was not dropped', () => {
    const dry = finding({ asks: ['water_now'] });
    expect(findingWords(dry, about()).advice).toBe('Water it today.');
    expect(findingWords(dry, about(), ['feel_soil']).advice).toBe('');
  });

  it('never speaks of a window outdoors', () => {
    expect(askWords('move_brighter', about({ site: 'indoors' }))).toMatch(/window/);
    for (const site of ['balcony', 'garden'] as const)
      for (const language of LANGUAGES)
        expect(ASKS.map((ask) => askWords(ask, about({ language, site }))).join(' ')).not.toMatch(
          /closer to a window|näher ans Fenster|a la ventana|de la fenêtre/,
        );
  });
});

describe('what is asked for and what is set aside', () => {
  it('are a sentence each', () => {
    for (const language of LANGUAGES) {
      const asked = ASKS.map((ask) => askWords(ask, about({ language })));
      expect(new Set(asked).size).toBe(ASKS.length);
      for (const sentence of asked) expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
      for (const rule of SETTLEMENT_RULES)
        for (const dropped of ASKS)
          expect(
            settlementWords({ dropped, from: 'soil_dry', kept: null, because: 'soil_wet', rule }, about({ language })),
          ).toMatch(/^\p{Lu}.*(because|denn|porque|car) .*\.$/u);
    }
  });

  it('say what is asked for instead', () => {
    expect(
      settlementWords(
        {
          dropped: 'feed',
          from: 'feeding_due',
          kept: 'hold_water',
          because: 'overwatered',
          rule: 'rest_before_feeding',
        },
        about(),
      ),
    ).toBe(
      'Feeding it is not asked for, because a plant that rests or suffers is not fed; what is asked for is letting it dry.',
    );
  });
});

describe('the next watering in words', () => {
  const { watering } = diagnosis();
  it.each([
    [{ next: '2026-03-08' }, 'Watering is due today.', 'Gießen ist heute dran.'],
    [{ next: '2026-03-09' }, 'The next watering is tomorrow (Mar 9).', 'Gießen ist morgen dran (9. März).'],
    [
      { next: '2026-03-18' },
      'The next watering is in about 10 days (Mar 18).',
      'Das nächste Gießen ist in etwa 10 Tagen dran (18. März).',
    ],
    [
      { next: '2026-03-05', soil: null, basis: 'habit' as const, anchor: '2026-02-26' },
      'Watering has been overdue for 3 days (Mar 5): check the soil today.',
      'Gießen ist seit 3 Tagen überfällig (5. März): Prüfe die Erde heute.',
    ],
    [
      { next: '2026-03-05', soil: null, basis: 'species' as const, anchor: '2026-02-26' },
      'Going by what is usual for its kind, water has been due since Mar 5: check the soil today.',
      'Wie bei ihrer Art üblich gerechnet ist Gießen seit dem 5. März dran: Prüfe die Erde heute.',
    ],
    [
      { next: '2024-03-05', soil: null, anchor: '2024-02-26' },
      'When it was last watered is not known: check the soil today.',
      'Wann zuletzt gegossen wurde, ist nicht bekannt: Prüfe die Erde heute.',
    ],
    [
      { next: null, not_before: '2026-03-11' },
      'It is watered again only once the soil has dried, not before Mar 11.',
      'Gegossen wird erst wieder, wenn die Erde getrocknet ist, nicht vor dem 11. März.',
    ],
  ])('%j', (overrides, english, german) => {
    expect(nextWateringWords({ ...watering, ...overrides }, about(), ['water_now'])).toBe(english);
    expect(nextWateringWords({ ...watering, ...overrides }, about({ language: 'de' }), ['water_now'])).toBe(german);
  });

  it('is for after the frost where water would freeze', () => {
    expect(nextWateringWords({ ...watering, next: '2026-03-08' }, about(), ['water_after_frost'])).toMatch(
      /without frost/,
    );
  });
});

it('a diagnosis is told in its order', () => {
  const words = diagnosisWords(diagnosis(), about());
  expect(words.asks).toEqual(['Water it today.']);
  expect(words.findings).toHaveLength(1);
  expect(words.next_watering).toBe('Watering is due today.');
});
