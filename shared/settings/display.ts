/** How the dashboard can show things. Without schemas, so that the browser need not load them. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
/** Shown only: stored and answered is °C. */
export const TEMPERATURE_UNITS = ['celsius', 'fahrenheit'] as const;
export type TemperatureUnit = (typeof TEMPERATURE_UNITS)[number];
export const THEMES = ['system', 'light', 'dark'] as const;

export interface DisplaySettings {
  /** `auto`: what the browser asks for. */
  language: 'auto' | Language;
  temperature_unit: TemperatureUnit;
  /** IANA name; `auto`: the browser's. */
  time_zone: string;
  theme: (typeof THEMES)[number];
}

export const DEFAULT_DISPLAY_SETTINGS: DisplaySettings = {
  language: 'auto',
  temperature_unit: 'celsius',
  time_zone: 'auto',
  theme: 'system',
};
