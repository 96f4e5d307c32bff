import {
  DEFAULT_DISPLAY_SETTINGS,
  type DisplaySettings,
  LANGUAGES,
  type Language,
} from '@plantops/shared/settings/display.ts';
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { getDisplaySettings, updateDisplaySettings, type UpdateDisplaySettings } from '../api/generated';
import { inOrder } from '../composables/in-order';
import { preferences } from '../messages/preferences';
import { useLanguage } from '../messages/text';
import { useVuetifyLanguage, vuetify } from '../theme/vuetify';

/** A copy for the next start, so that the page does not first appear in another language or theme. */
const STORAGE_KEY = 'plantops-display';

function remembered(): DisplaySettings {
  try {
    return {
      ...DEFAULT_DISPLAY_SETTINGS,
      ...(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<DisplaySettings>),
    };
  } catch {
    return DEFAULT_DISPLAY_SETTINGS;
  }
}

/** The first of the browser's preferred languages that the dashboard has; English if there is none. */
export const browserLanguage = (wanted: readonly string[]): Language =>
  wanted
    .map((tag) => LANGUAGES.find((language) => language === tag.split('-')[0]))
    .find((language) => language !== undefined) ?? 'en';

/** Language, units, time zone and theme. Stored on the server, for all of the owner's screens. */
export const useDisplayStore = defineStore('display', () => {
  const settings = ref(remembered());
  const order = inOrder();

  async function apply(next: DisplaySettings): Promise<void> {
    settings.value = next;
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
    } catch {
      // In a browser without storage, the settings come from the server each time.
    }
    preferences.temperatureUnit = next.temperature_unit;
    preferences.timeZone = next.time_zone === 'auto' ? undefined : next.time_zone;
    void vuetify.theme.change(next.theme);
    const language = next.language === 'auto' ? browserLanguage(navigator.languages) : next.language;
    await Promise.all([useLanguage(language), useVuetifyLanguage(language)]);
  }

  /** Applies the settings of the last visit, before the first screen is shown. */
  const begin = (): Promise<void> => apply(settings.value);

  /** Loads the settings from the server. Changes that the owner made during the request are newer, and stay. */
  async function load(): Promise<void> {
    const isNews = order.ask();
    const { data } = await getDisplaySettings({ throwOnError: true });
    if (isNews()) await apply(data);
  }

  /** Applied at once, and reverted if the server refuses; changes made meanwhile stay. @throws ApiError */
  async function change(changes: UpdateDisplaySettings): Promise<void> {
    order.changed();
    const before = settings.value;
    await apply({ ...before, ...changes });
    try {
      await updateDisplaySettings({ body: changes, throwOnError: true });
    } catch (failure) {
      // What was changed again meanwhile is the owner's newer choice.
      const refused = (Object.keys(changes) as (keyof DisplaySettings)[]).filter(
        (name) => settings.value[name] === changes[name],
      );
      await apply({ ...settings.value, ...Object.fromEntries(refused.map((name) => [name, before[name]])) });
      throw failure;
    }
  }

  return { settings, begin, load, change };
});
