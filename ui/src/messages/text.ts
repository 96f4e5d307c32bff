/** Texts in the owner's language. English is part of the page; other languages are loaded when chosen. */
import type { Language } from '@plantops/shared/settings/display.ts';
import { createI18n } from 'vue-i18n';
import { en } from './en';
import { preferences } from './preferences';

export type MessageKey = keyof typeof en;
type Messages = Record<MessageKey, string>;

const OTHER_LANGUAGES: Record<Exclude<Language, 'en'>, () => Promise<Messages>> = {
  de: async () => (await import('./de')).de,
};

const i18n = createI18n<[Messages], string, false>({
  // oxlint-disable-next-line typescript/no-deprecated -- needed while the old API is the default
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
  // Keys are flat: a dot is part of the key.
  messageResolver: (messages, key) => (messages as Record<string, string>)[key] ?? null,
});

/**
 * The text for a key, with its `{placeholders}` filled in; `n` also chooses between `one | many`. Follows changes of
 * the language.
 */
export function text(key: MessageKey, values: Record<string, string | number> = {}): string {
  const { t } = i18n.global as unknown as { t: (key: string, named: object, plural?: number) => string };
  return typeof values.n === 'number' ? t(key, values, values.n) : t(key, values);
}

export const hasText = (key: string): key is MessageKey => key in en;

let chosen: Language = 'en';

/**
 * Switches all texts to another language, unless yet another is chosen before its texts are loaded. The language stays
 * as it is if its texts cannot be loaded.
 */
export async function useLanguage(language: Language): Promise<void> {
  chosen = language;
  const { global } = i18n as unknown as {
    global: {
      locale: { value: string };
      availableLocales: string[];
      setLocaleMessage: (locale: string, messages: Messages) => void;
    };
  };
  if (language !== 'en' && !global.availableLocales.includes(language))
    global.setLocaleMessage(language, await OTHER_LANGUAGES[language]());
  if (chosen !== language) return;
  global.locale.value = language;
  preferences.language = language;
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}
