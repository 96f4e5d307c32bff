import { type Component, defineAsyncComponent } from 'vue';
import { allTexts } from '../messages/text';
import { vuetifyIcons } from '../theme/vuetify';

/** A part of the page that the first screen does not need: it comes with its texts and icons. @param load imports it */
export const later = <T extends Component>(load: () => Promise<{ default: T }>): T =>
  defineAsyncComponent<T>(async () => (await Promise.all([load(), allTexts(), vuetifyIcons()]))[0]);
