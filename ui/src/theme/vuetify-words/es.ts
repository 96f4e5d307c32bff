/** What Vuetify's own parts say in Spanish: loaded with that language. */
export { es as words } from 'vuetify/locale';
