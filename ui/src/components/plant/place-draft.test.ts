import { describe, expect, it } from 'vitest';
import { preferences } from '../../messages/preferences';
import { fern } from '../../testing/samples';
import { placeChange, placeDraftOf, potProblem } from './place-draft';

const nowhere = fern().place;

describe('the place of a plant as it is typed', () => {
  it('has nothing to save while it is as it was', () => {
    const place = { ...nowhere, site: 'balcony', room: 'South side', pot_cm: 12.5, pets: false } as const;
    expect(placeChange(placeDraftOf(place), place)).toBeUndefined();
    expect(placeChange(placeDraftOf(undefined), undefined)).toBeUndefined();
  });

  it('saves only the parts that are typed otherwise, without the spaces around them', () => {
    const before = { ...nowhere, site: 'indoors' } as const;
    const draft = { ...placeDraftOf(before), pot_cm: ' 14,5 ', repotted_on: '2026-01-02', pets: true };
    expect(placeChange(draft, before)).toEqual({ pot_cm: 14.5, repotted_on: '2026-01-02', pets: true });
  });

  it('forgets what was emptied', () => {
    const before = { ...nowhere, site: 'garden', pot_cm: 20, repotted_on: '2025-05-01' } as const;
    const emptied = placeDraftOf(undefined);
    expect(placeChange(emptied, before)).toEqual({ site: null, pot_cm: null, repotted_on: null });
  });

  it('shows a diameter with the decimal mark of the language', () => {
    preferences.language = 'de';
    expect(placeDraftOf({ ...nowhere, pot_cm: 12.5 }).pot_cm).toBe('12,5');
  });

  it.each([
    ['', true],
    ['2', true],
    ['200', true],
    ['1.9', false],
    ['201', false],
    ['wide', false],
  ])('a pot of "%s" cm can be saved: %s', (pot_cm, isRight) => {
    expect(potProblem({ ...placeDraftOf(undefined), pot_cm }) === undefined).toBe(isRight);
  });
});
