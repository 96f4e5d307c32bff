/** What Vuetify's own parts say in French: loaded with that language. */
export { fr as words } from 'vuetify/locale';
