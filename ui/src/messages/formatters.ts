/** Cached `Intl` formatters for the preferences. Creating one takes many times as long as using it. */
import type { Language } from '@plantops/shared/settings/display.ts';
import { localeTag, preferences } from './preferences';

function kept<Options, Formatter>(make: (tag: string, options: Options) => Formatter) {
  const made = new Map<string, Formatter>();
  return (options: Options): Formatter => {
    const tag = localeTag();
    const key = tag + JSON.stringify(options);
    const known = made.get(key) ?? make(tag, options);
    made.set(key, known);
    return known;
  };
}

const dates = kept((tag, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options));

/** The formatter for numbers in the owner's language. */
export const numberFormat = kept((tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options));

/** What a language is called in the owner's own. */
export const languageName = (language: Language): string =>
  new Intl.DisplayNames(localeTag(), { type: 'language' }).of(language) ?? language;

/** The formatter for times in the owner's language, and in the owner's time zone unless the options name another. */
export const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  dates({ timeZone: preferences.timeZone, ...options });
