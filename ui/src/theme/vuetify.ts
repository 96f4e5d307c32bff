import type { Language } from '@plantops/shared/settings/display.ts';
import { createVuetify } from 'vuetify';
import { VSvgIcon } from 'vuetify/components/VIcon';
// Without Vuetify's utility classes, which are 28 kB and unused here.
import 'vuetify/styles/core';

/** Leaf and earth colours. Text has a contrast of at least 4.5 : 1 on its surface (WCAG 2.2, 1.4.3). */
export const vuetify = createVuetify({
  icons: { defaultSet: 'mdi', sets: { mdi: { component: VSvgIcon } } },
  locale: { locale: 'en', fallback: 'en' },
  theme: {
    defaultTheme: 'system',
    themes: {
      light: {
        dark: false,
        colors: {
          background: '#f4f6f0',
          surface: '#ffffff',
          primary: '#2c6b45',
          secondary: '#75592a',
          error: '#a83a26',
          warning: '#85560a',
          success: '#2c6b45',
          info: '#2f5f80',
        },
      },
      dark: {
        dark: true,
        colors: {
          background: '#0f1410',
          surface: '#19201a',
          primary: '#86cb9c',
          secondary: '#d2b27a',
          error: '#ff9a85',
          warning: '#f0bd62',
          success: '#86cb9c',
          info: '#8fc2e4',
        },
      },
    },
  },
  display: { mobileBreakpoint: 'sm' },
  defaults: {
    VBtn: { variant: 'tonal' },
    VTextField: { variant: 'outlined', density: 'comfortable' },
    VTextarea: { variant: 'outlined', density: 'comfortable' },
    VSelect: { variant: 'outlined', density: 'comfortable' },
    VAutocomplete: { variant: 'outlined', density: 'comfortable' },
    VCombobox: { variant: 'outlined', density: 'comfortable' },
  },
});

const OWN_WORDS = {
  de: () => import('./vuetify-words/de'),
  es: () => import('./vuetify-words/es'),
  fr: () => import('./vuetify-words/fr'),
} satisfies Record<Exclude<Language, 'en'>, unknown>;

let icons: Promise<void> | undefined;

/** Loads, once, the icons of Vuetify's own parts. The first screen has no part with one. */
export function vuetifyIcons(): Promise<void> {
  icons ??= import('./vuetify-icons').then(
    ({ aliases }) => void Object.assign(vuetify.icons.aliases, aliases),
    (failure: unknown) => {
      icons = undefined;
      throw failure;
    },
  );
  return icons;
}

/** What Vuetify's own parts say. Its English is part of the page. */
export async function useVuetifyLanguage(language: Language): Promise<void> {
  const { messages, current } = vuetify.locale;
  if (language !== 'en' && !(language in messages.value))
    messages.value = { ...messages.value, [language]: (await OWN_WORDS[language]()).words };
  current.value = language;
}
