/** How texts, numbers and times are displayed. Only the display store changes this; all formatting follows at once. */
import type { Language, TemperatureUnit } from '@plantops/shared/settings/display.ts';
import { reactive } from 'vue';

export interface Preferences {
  language: Language;
  temperatureUnit: TemperatureUnit;
  /** IANA name; undefined for the browser's. */
  timeZone: string | undefined;
}

export const preferences = reactive<Preferences>({ language: 'en', temperatureUnit: 'celsius', timeZone: undefined });

/** The locale tag for formatting: the browser's own variant of the language, if it has one. */
export function localeTag(): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  return wanted.find((tag) => tag.split('-')[0] === preferences.language) ?? preferences.language;
}

/** The time zone in which times are shown, also where that is the browser's. */
export const shownTimeZone = (): string => preferences.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
