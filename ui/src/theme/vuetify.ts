import { createVuetify } from 'vuetify';
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg';
// Without the utility classes: 28 kB that nothing here needs.
import 'vuetify/styles/core';

/** Leaf and earth. Text colours keep a contrast of at least 4.5 : 1 on their surfaces (WCAG 2.2, 1.4.3). */
export const vuetify = createVuetify({
  icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
  theme: {
    defaultTheme: 'system',
    themes: {
      light: {
        dark: false,
        colors: { background: '#f3f5ef', surface: '#ffffff', primary: '#2f6b46', secondary: '#75592a', error: '#a83a26', warning: '#8a5a0b', success: '#2f6b46', info: '#2f5f80' },
      },
      dark: {
        dark: true,
        colors: { background: '#111611', surface: '#1a211b', primary: '#86cb9c', secondary: '#d2b27a', error: '#ff9a85', warning: '#f0bd62', success: '#86cb9c', info: '#8fc2e4' },
      },
    },
  },
  defaults: {
    VBtn: { variant: 'tonal' },
    VTextField: { variant: 'outlined', density: 'comfortable' },
    VCombobox: { variant: 'outlined', density: 'comfortable' },
  },
});
