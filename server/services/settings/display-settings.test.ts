import { DEFAULT_DISPLAY_SETTINGS } from '@plantops/shared/settings/display.ts';
import { describe, expect, it } from 'vitest';
import { useTestDatabases } from '../../testing/database.ts';
import { DisplaySettings } from './display-settings.ts';

const databases = useTestDatabases();

describe('the display settings', () => {
  it('are the usual ones until something is set; a change changes what is given, and lasts', async () => {
    const database = await databases.pool();
    const settings = new DisplaySettings(database);
    expect(await settings.read()).toEqual(DEFAULT_DISPLAY_SETTINGS);
    expect(await settings.update({ language: 'de' })).toEqual({ ...DEFAULT_DISPLAY_SETTINGS, language: 'de' });
    await settings.update({ time_zone: 'Europe/Berlin', theme: 'dark' });
    expect(await settings.update({})).toEqual({
      language: 'de',
      temperature_unit: 'celsius',
      time_zone: 'Europe/Berlin',
      theme: 'dark',
    });
    expect(await new DisplaySettings(database).read()).toEqual(await settings.read());
  });

  it('are the usual ones where what is stored is not understood', async () => {
    const database = await databases.pool();
    await database.query(
      `INSERT INTO settings (key, value) VALUES ('display', '{"language": "tlh", "theme": "dark", "time_zone": 5}')`,
    );
    expect(await new DisplaySettings(database).read()).toEqual({ ...DEFAULT_DISPLAY_SETTINGS, theme: 'dark' });
  });
});
