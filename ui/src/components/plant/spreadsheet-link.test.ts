import { afterEach, expect, it, vi } from 'vitest';
import { preferences } from '../../messages/preferences';
import { spreadsheetLink } from './spreadsheet-link';

afterEach(() => {
  Object.assign(preferences, { language: 'en', timeZone: undefined });
  vi.unstubAllGlobals();
});

it('asks for the decimal mark of the language that is shown, local times and titles in words', () => {
  vi.stubGlobal('navigator', { languages: ['en-GB', 'de-CH', 'de-DE'] });
  Object.assign(preferences, { language: 'en', timeZone: 'Europe/London' });
  const path = '/api/plants/plant_1/export?format=csv&header=units&decimal=';
  expect(spreadsheetLink('plant_1')).toBe(`${path}.&bom=true&time_zone=Europe%2FLondon`);
  vi.stubGlobal('navigator', { languages: ['de-DE'] });
  Object.assign(preferences, { language: 'de', timeZone: 'Europe/Berlin' });
  expect(spreadsheetLink('plant_1')).toBe(`${path}%2C&bom=true&time_zone=Europe%2FBerlin`);
});
