import { expect, it } from 'vitest';
import { preferences } from '../../messages/preferences';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import DisplaySettings from './DisplaySettings.vue';

it('the display changes at once and sends only what was changed; undo sends the former value', async () => {
  server.answer('PUT', '/api/settings/display', ({ body }: { body: object }) => ({
    language: 'auto',
    temperature_unit: 'celsius',
    time_zone: 'auto',
    theme: 'system',
    ...body,
  }));
  const page = await mountPage(DisplaySettings);
  await page.click(page.role('button', '°F'));
  expect(preferences.temperatureUnit).toBe('fahrenheit');
  expect(page.role('button', '°F').getAttribute('aria-pressed')).toBe('true');
  await page.screen.act();
  expect(preferences.temperatureUnit).toBe('celsius');
  await page.click(page.role('button', 'Dark'));
  expect(server.asked('PUT', '/api/settings/display').map(({ body }) => body)).toEqual([
    { temperature_unit: 'fahrenheit' },
    { temperature_unit: 'celsius' },
    { theme: 'dark' },
  ]);
});
