import type { DisplaySettings } from '@plantops/shared/settings/display.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { preferences } from '../messages/preferences';
import { text } from '../messages/text';
import { problem, settled } from '../testing/fake-server';
import { openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import { vuetify } from '../theme/vuetify';
import { browserLanguage } from './display';

const PATH = '/api/settings/display';
const settings = (more: Partial<DisplaySettings> = {}): DisplaySettings => ({
  language: 'en',
  temperature_unit: 'celsius',
  time_zone: 'auto',
  theme: 'system',
  ...more,
});
const inBrowser = (...languages: string[]): void => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
};

beforeEach(() => {
  inBrowser('en-GB');
});
afterEach(async () => {
  vi.restoreAllMocks();
  localStorage.clear();
  await openScreen().display.begin();
});

describe('browserLanguage', () => {
  it.each([
    { wanted: ['de-AT', 'en'], language: 'de' },
    { wanted: ['it', 'de'], language: 'de' },
    { wanted: ['it', 'en-GB', 'de'], language: 'en' },
    { wanted: ['it'], language: 'en' },
    { wanted: [], language: 'en' },
    { wanted: ['den'], language: 'en' },
  ])('of a browser that wants $wanted is $language', ({ wanted, language }) => {
    expect(browserLanguage(wanted)).toBe(language);
  });
});

describe('display settings', () => {
  it('of the server change language, unit, time zone and theme', async () => {
    server.answer(
      'GET',
      PATH,
      settings({ language: 'de', temperature_unit: 'fahrenheit', time_zone: 'Asia/Tokyo', theme: 'dark' }),
    );
    await openScreen().display.load();
    expect(text('action.undo')).toBe('Rückgängig');
    expect(preferences).toMatchObject({ language: 'de', temperatureUnit: 'fahrenheit', timeZone: 'Asia/Tokyo' });
    expect([vuetify.theme.global.name.value, vuetify.locale.current.value]).toEqual(['dark', 'de']);
    expect(document.documentElement.lang).toBe('de');
  });

  it('that are automatic follow the browser', async () => {
    inBrowser('de-CH');
    server.answer('GET', PATH, settings({ language: 'auto' }));
    await openScreen().display.load();
    expect(preferences).toMatchObject({ language: 'de', timeZone: undefined });
  });

  it('of the last visit apply before the server answers', async () => {
    server.answer('GET', PATH, settings({ language: 'de', theme: 'dark' }));
    await openScreen().display.load();
    preferences.language = 'en';
    const { display } = openScreen();
    expect(display.settings).toEqual(settings({ language: 'de', theme: 'dark' }));
    await display.begin();
    expect([preferences.language, vuetify.theme.global.name.value]).toEqual(['de', 'dark']);
  });

  it.each([
    { case: 'nothing is', stored: null },
    { case: 'something unreadable is', stored: '{' },
  ])('are the usual ones where $case remembered', async ({ stored }) => {
    if (stored) localStorage.setItem('plantops-display', stored);
    expect(openScreen().display.settings).toEqual(settings({ language: 'auto' }));
  });

  it('of an older dashboard are completed', () => {
    localStorage.setItem('plantops-display', JSON.stringify({ theme: 'dark' }));
    expect(openScreen().display.settings).toEqual(settings({ language: 'auto', theme: 'dark' }));
  });

  it('apply in a browser that remembers nothing', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('Full', 'QuotaExceededError');
    });
    server.answer('GET', PATH, settings({ temperature_unit: 'fahrenheit' }));
    await openScreen().display.load();
    expect(preferences.temperatureUnit).toBe('fahrenheit');
  });
});

describe('a change of the display settings', () => {
  it('is seen at once, and sent', async () => {
    const { display } = openScreen();
    const saved = server.hold('PUT', PATH);
    const changing = display.change({ theme: 'dark' });
    await settled();
    expect([display.settings.theme, vuetify.theme.global.name.value]).toEqual(['dark', 'dark']);
    await saved.answer(settings({ theme: 'dark' }));
    await changing;
    expect(server.calls.map(({ body }) => body)).toEqual([{ theme: 'dark' }]);
    expect(display.settings.theme).toBe('dark');
  });

  it('that the server refuses is taken back, and reported', async () => {
    const { display } = openScreen();
    server.answer('PUT', PATH, problem(422, { detail: 'No such zone.' }));
    await expect(display.change({ time_zone: 'Mars/Base', theme: 'dark' })).rejects.toThrow('No such zone.');
    expect(display.settings).toEqual(settings({ language: 'auto' }));
    expect(preferences.timeZone).toBeUndefined();
  });

  it('that the server refuses leaves a later change of something else, and of the same', async () => {
    const { display } = openScreen();
    const [first, second] = [server.hold('PUT', PATH), server.hold('PUT', PATH)];
    const refused = expect(display.change({ theme: 'dark', temperature_unit: 'fahrenheit' })).rejects.toThrow();
    await settled();
    const later = display.change({ theme: 'light', time_zone: 'Asia/Tokyo' });
    await settled();
    await first.answer(problem(422));
    await refused;
    expect(display.settings).toMatchObject({ theme: 'light', temperature_unit: 'celsius', time_zone: 'Asia/Tokyo' });
    await second.answer(settings());
    await later;
    expect(display.settings.theme).toBe('light');
  });

  it('during a request is newer than its answer', async () => {
    const { display } = openScreen();
    const loaded = server.hold('GET', PATH);
    server.answer('PUT', PATH, settings());
    const loading = display.load();
    await settled();
    await display.change({ temperature_unit: 'fahrenheit' });
    await loaded.answer(settings({ temperature_unit: 'celsius' }));
    await loading;
    expect(display.settings.temperature_unit).toBe('fahrenheit');
  });

  it('on one screen is seen on another when that loads, whatever the order of its answers', async () => {
    const [one, two] = [openScreen(), openScreen()];
    server.answer('PUT', PATH, settings());
    const [early, late] = [server.hold('GET', PATH), server.hold('GET', PATH)];
    const loads = [two.display.load()];
    await settled();
    await one.display.change({ theme: 'dark' });
    loads.push(two.display.load());
    await settled();
    await late.answer(settings({ theme: 'dark' }));
    await early.answer(settings({ theme: 'light' }));
    await Promise.all(loads);
    expect([one.display.settings.theme, two.display.settings.theme]).toEqual(['dark', 'dark']);
  });
});
