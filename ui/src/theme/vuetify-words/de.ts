/** What Vuetify's own parts say in German: loaded with that language. */
export { de as words } from 'vuetify/locale';
