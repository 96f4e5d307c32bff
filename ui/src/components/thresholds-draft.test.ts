import { describe, expect, it } from 'vitest';
import { draftOf, draftProblems, thresholdsOf, typedNumber } from './thresholds-draft';

describe('typedNumber', () => {
  it.each([['', null], ['  ', null], ['12', 12], ['-3.5', -3.5], ['12,5', 12.5], [' 7 ', 7]])('reads "%s" as %s', (typed, expected) => {
    expect(typedNumber(typed)).toBe(expected);
  });

  it('takes nothing else for a number', () => {
    for (const typed of ['1e3', 'abc', '1.2.3', '--1', 'Infinity']) expect(typedNumber(typed)).toBeNaN();
  });
});

describe('draftProblems', () => {
  it('finds none in what the server sent', () => {
    expect(draftProblems(draftOf({ soil_moisture: { min: 20, max: 80 }, light_level: { max: null } }))).toEqual({});
  });

  it('names the field that is no number, out of the metric, or crosses the other', () => {
    const draft = draftOf({});
    draft.soil_moisture = { min: '101', max: 'wet' };
    draft.temperature = { min: '30', max: '20' };
    expect(Object.keys(draftProblems(draft)).sort()).toEqual(['soil_moisture/max', 'soil_moisture/min', 'temperature/min']);
  });
});

describe('thresholdsOf', () => {
  it('leaves out metrics without a limit', () => {
    const draft = draftOf({ humidity: { min: 40 } });
    draft.temperature.max = '30,5';
    expect(thresholdsOf(draft)).toEqual({ humidity: { min: 40, max: null }, temperature: { min: null, max: 30.5 } });
  });
});
