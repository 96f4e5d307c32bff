import { DEFAULT_DISPLAY_SETTINGS, type DisplaySettings as Settings } from '@plantops/shared/settings/display.ts';
import { displaySettingsSchema, type UpdateDisplaySettings } from '@plantops/shared/settings/display-settings.ts';
import type { Queryable } from '../../db/pool.ts';
import { changeSettings, readSettings } from '../../db/repositories/settings.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

/** The dashboard's display settings, which all its users share. */
export class DisplaySettings {
  readonly #database: Queryable;
  readonly #bus: ChangeBus | undefined;
  #timeZone = DEFAULT_DISPLAY_SETTINGS.time_zone;
  #language = DEFAULT_DISPLAY_SETTINGS.language;

  /** @param bus where changes are made known; left out where nobody follows them */
  constructor(database: Queryable, bus?: ChangeBus) {
    this.#database = database;
    this.#bus = bus;
  }

  async read(): Promise<Settings> {
    return this.#remembered(effective((await readSettings(this.#database, 'display')).value));
  }

  /** Changes the given fields. @returns all settings */
  async update(change: UpdateDisplaySettings): Promise<Settings> {
    const settings = this.#remembered(
      effective((await changeSettings(this.#database, 'display', { value: change })).value),
    );
    await this.#bus?.publish('settings_changed', { group: 'display', fields: Object.keys(change) });
    return settings;
  }

  /** The time zone as it was read or changed last: an IANA name, or `auto`. */
  timeZone(): string {
    return this.#timeZone;
  }

  /** The language as it was read or changed last; `auto`: each browser decides. */
  language(): Settings['language'] {
    return this.#language;
  }

  #remembered(settings: Settings): Settings {
    this.#timeZone = settings.time_zone;
    this.#language = settings.language;
    return settings;
  }
}

/** A value that another version stored and this one cannot read counts as unset. */
function effective(stored: Record<string, unknown>): Settings {
  const { shape } = displaySettingsSchema;
  const read = <Name extends keyof Settings>(name: Name): Settings[Name] => {
    const result = shape[name].safeParse(stored[name]);
    return result.success ? (result.data as Settings[Name]) : DEFAULT_DISPLAY_SETTINGS[name];
  };
  return {
    language: read('language'),
    temperature_unit: read('temperature_unit'),
    time_zone: read('time_zone'),
    theme: read('theme'),
  };
}
