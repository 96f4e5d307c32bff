import { afterEach, describe, expect, it } from 'vitest';
import { preferences } from '../../messages/preferences';
import {
  draftOf,
  draftProblems,
  isFilled,
  isSameDraft,
  mergeDraft,
  steppedField,
  thresholdsOf,
  typedNumber,
} from './thresholds-draft';

afterEach(() => {
  preferences.temperatureUnit = 'celsius';
  preferences.language = 'en';
});

describe('typedNumber', () => {
  it.each([
    ['', null],
    ['  ', null],
    ['12', 12],
    ['-3.5', -3.5],
    ['12,5', 12.5],
    [' 7 ', 7],
  ])('reads "%s" as %s', (typed, expected) => {
    expect(typedNumber(typed)).toBe(expected);
  });

  it('accepts nothing else as a number', () => {
    for (const typed of ['1e3', 'abc', '1.2.3', '--1', 'Infinity']) expect(typedNumber(typed)).toBeNaN();
  });

  it.each([
    ['20.000', 20_000],
    ['20,000', 20_000],
    ['1 500', 1500],
    ['200,000', 200_000],
    ['1,5', 1.5],
    ['800', 800],
  ])('reads "%s" lux as %s', (typed, expected) => {
    expect(typedNumber(typed, true)).toBe(expected);
  });
});

describe('draftProblems', () => {
  it('finds none in what the server sent', () => {
    expect(draftProblems(draftOf({ soil_moisture: { min: 20, max: 80 }, light_level: { max: null } }))).toEqual({});
  });

  it('names a field that is not a number, is outside the range of its metric, or crosses the other limit', () => {
    const draft = draftOf({});
    draft.soil_moisture = { min: '101', max: 'wet' };
    draft.temperature = { min: '30', max: '20' };
    expect(Object.keys(draftProblems(draft)).sort()).toEqual([
      'soil_moisture/max',
      'soil_moisture/min',
      'temperature/min',
    ]);
  });
});

describe('thresholdsOf', () => {
  it('leaves out metrics without a limit', () => {
    const draft = draftOf({ humidity: { min: 40 } });
    draft.temperature.max = '30,5';
    expect(thresholdsOf(draft)).toEqual({ humidity: { min: 40, max: null }, temperature: { min: null, max: 30.5 } });
  });
});

describe('a draft in °F', () => {
  it('shows stored °C in °F and saves °F as °C', () => {
    preferences.temperatureUnit = 'fahrenheit';
    const draft = draftOf({ temperature: { min: 18, max: 29.5 }, humidity: { min: 40 } });
    expect([draft.temperature, draft.humidity.min]).toEqual([{ min: '64.4', max: '85.1' }, '40']);
    draft.temperature.min = '50';
    draft.temperature.max = '86';
    expect(thresholdsOf(draft).temperature).toEqual({ min: 10, max: 30 });
  });

  it('keeps untouched limits exactly', () => {
    preferences.temperatureUnit = 'fahrenheit';
    const saved = { temperature: { min: 17.123, max: 29.987 } };
    const draft = draftOf(saved);
    draft.temperature.min = '60.8';
    expect(thresholdsOf(draft, saved).temperature).toEqual({ min: 16, max: 29.987 });
  });

  it('gives its limits in °F', () => {
    preferences.temperatureUnit = 'fahrenheit';
    const draft = draftOf({});
    draft.temperature = { min: '-58', max: '213' };
    expect(draftProblems(draft)).toEqual({ 'temperature/max': 'A number from -58 to 212.' });
  });
});

describe('a draft in German', () => {
  it('uses a decimal comma, and saves the same values', () => {
    preferences.language = 'de';
    const saved = { temperature: { min: 16.5, max: null }, light_level: { min: 20_000, max: null } };
    const draft = draftOf(saved);
    expect([draft.temperature.min, draft.light_level.min]).toEqual(['16,5', '20000']);
    expect(thresholdsOf(draft)).toEqual(saved);
  });
});

describe('steppedField', () => {
  it('moves a limit by the steps of its metric, within its bounds', () => {
    const draft = draftOf({ soil_moisture: { min: 99.5, max: 100 }, temperature: { min: 18 } });
    expect([
      steppedField(draft, 'temperature', 'min', 1),
      steppedField(draft, 'temperature', 'min', -1),
      steppedField(draft, 'soil_moisture', 'max', 1),
    ]).toEqual(['18.5', '17.5', '100']);
  });

  it('uses the unit and the language that are shown', () => {
    preferences.temperatureUnit = 'fahrenheit';
    expect(steppedField(draftOf({ temperature: { min: 20 } }), 'temperature', 'min', 1)).toBe('69');
    preferences.temperatureUnit = 'celsius';
    preferences.language = 'de';
    expect(steppedField(draftOf({ temperature: { min: 18 } }), 'temperature', 'min', 1)).toBe('18,5');
  });

  it('leaves a field alone that holds no number', () => {
    const draft = draftOf({});
    draft.humidity.max = 'damp';
    expect([steppedField(draft, 'humidity', 'min', 1), steppedField(draft, 'humidity', 'max', 1)]).toEqual([
      '',
      'damp',
    ]);
  });
});

describe('isFilled', () => {
  it('is true where either side holds more than blanks', () => {
    const draft = draftOf({ humidity: { max: 80 } });
    draft.temperature.min = ' ';
    expect([isFilled(draft, 'humidity'), isFilled(draft, 'temperature')]).toEqual([true, false]);
  });
});

describe('mergeDraft', () => {
  const before = { soil_moisture: { min: 20, max: 80 } };

  it('takes over what was saved elsewhere where nothing was typed, and keeps what was typed', () => {
    const draft = draftOf(before);
    draft.humidity.min = '45';
    const merged = mergeDraft(draft, before, { soil_moisture: { min: 25, max: 80 } });
    expect([merged.draft.soil_moisture.min, merged.draft.humidity.min, merged.isContested]).toEqual([
      '25',
      '45',
      false,
    ]);
  });

  it('says when both changed the same limit', () => {
    const draft = draftOf(before);
    draft.soil_moisture.min = '30';
    expect(mergeDraft(draft, before, { soil_moisture: { min: 25, max: 80 } })).toMatchObject({
      draft: { soil_moisture: { min: '30' } },
      isContested: true,
    });
    expect(mergeDraft(draft, before, { soil_moisture: { min: 30, max: 80 } }).isContested).toBe(false);
  });
});

describe('isSameDraft', () => {
  it('compares every field, and ignores blanks around its text', () => {
    const draft = draftOf({ humidity: { min: 40 } });
    draft.humidity.min = ' 40 ';
    expect(isSameDraft(draft, draftOf({ humidity: { min: 40 } }))).toBe(true);
    draft.light_level.max = '5';
    expect(isSameDraft(draft, draftOf({ humidity: { min: 40 } }))).toBe(false);
  });
});
