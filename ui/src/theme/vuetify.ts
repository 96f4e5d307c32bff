import { createVuetify } from 'vuetify';
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg';
import 'vuetify/styles/core';
import { dark, light } from './palette.ts';

/** Follows the system's light or dark setting. Utility classes are left out: they are 28 kB that few components need. */
export const vuetify = createVuetify({
  theme: { defaultTheme: 'system', themes: { light, dark } },
  icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
  defaults: {
    global: { ripple: false },
    VBtn: { rounded: 'lg', class: 'app-button' },
    VCard: { rounded: 'xl', flat: true },
    VTextField: { variant: 'outlined', density: 'comfortable', rounded: 'lg', color: 'primary' },
    VCombobox: { variant: 'outlined', density: 'comfortable', rounded: 'lg', color: 'primary' },
    VDialog: { maxWidth: 520 },
    VList: { rounded: 'lg' },
    VTooltip: { location: 'top' },
  },
});
