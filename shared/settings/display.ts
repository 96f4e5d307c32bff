/** How the dashboard can show things. Without schemas, so that the browser does not have to load them. */
/** What each language calls itself. A language is a line here, and the folder `shared/languages/<language>`. */
export const LANGUAGE_NAMES = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
} as const;
export type Language = keyof typeof LANGUAGE_NAMES;
export const LANGUAGES = Object.keys(LANGUAGE_NAMES) as [Language, ...Language[]];
/** Makes one for each language. */
export const perLanguage = <T>(of: (language: Language) => T): Record<Language, T> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, of(language)])) as Record<Language, T>;
/** A text in the languages that it was written in; `languages/terms.ts` finds the others. */
export type Words = Readonly<{ en: string } & Partial<Record<Language, string>>>;
/** Affects only the display: the database and the API use °C. */
export const TEMPERATURE_UNITS = ['celsius', 'fahrenheit'] as const;
export type TemperatureUnit = (typeof TEMPERATURE_UNITS)[number];
export const THEMES = ['system', 'light', 'dark'] as const;

export interface DisplaySettings {
  /** `auto`: the browser's language. */
  language: 'auto' | Language;
  temperature_unit: TemperatureUnit;
  /** IANA name, or `auto` for the browser's time zone. */
  time_zone: string;
  theme: (typeof THEMES)[number];
}

export const DEFAULT_DISPLAY_SETTINGS: DisplaySettings = {
  language: 'auto',
  temperature_unit: 'celsius',
  time_zone: 'auto',
  theme: 'system',
};
