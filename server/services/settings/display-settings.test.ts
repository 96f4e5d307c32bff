import { DEFAULT_DISPLAY_SETTINGS } from '@plantops/shared/settings/display.ts';
import { describe, expect, it } from 'vitest';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { DisplaySettings } from './display-settings.ts';

const databases = useTestDatabases();

describe('the display settings', () => {
  it('have defaults until something is set; an update changes only the given fields and is stored', async () => {
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

  it('make known what was changed, once it is stored and known here', async () => {
    const bus = new ChangeBus(silentLog);
    const settings = new DisplaySettings(await databases.pool(), bus);
    const told: unknown[] = [];
    bus.on('settings_changed', (change) => told.push([change, settings.timeZone()]));
    await settings.update({ time_zone: 'Europe/Berlin', theme: 'dark' });
    expect(told).toEqual([[{ group: 'display', fields: ['time_zone', 'theme'] }, 'Europe/Berlin']]);
  });

  it('fall back to the default for stored values that cannot be read', async () => {
    const database = await databases.pool();
    await database.query(
      `INSERT INTO settings (key, value) VALUES ('display', '{"language": "tlh", "theme": "dark", "time_zone": 5}')`,
    );
    expect(await new DisplaySettings(database).read()).toEqual({ ...DEFAULT_DISPLAY_SETTINGS, theme: 'dark' });
  });
});
