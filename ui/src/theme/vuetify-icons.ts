/** The icons that Vuetify's own parts show, such as the arrow of a select: loaded with the first part beyond the first screen. */
export { aliases } from 'vuetify/iconsets/mdi-svg';
