import type { Plugin } from 'vite';

/** Modules of Vuetify that every page would carry because a small one names them, and what stands in their place. */
const INSTEAD: { importer: RegExp; named: string; code: string }[] = [
  {
    // The bar of a field that loads. It comes when one does.
    importer: /vuetify\/lib\/composables\/loader\.js$/,
    named: '../components/VProgressLinear/index.js',
    code: `import { defineAsyncComponent } from 'vue';
export const VProgressLinear = defineAsyncComponent(async () => (await import('vuetify/components/VProgressLinear')).VProgressLinear);`,
  },
  {
    // The calendar's arithmetic. No page has a calendar of Vuetify's: see below.
    importer: /vuetify\/lib\/composables\/date\/date\.js$/,
    named: './adapters/vuetify.js',
    code: 'export class VuetifyDateAdapter {}',
  },
];
const NEEDS_DATES = /vuetify\/lib\/(?:components|labs)\/V(?:Date|Calendar|Confirm)/;
const PREFIX = '\0vuetify-instead:';

/** Keeps parts of Vuetify out of the first screen that nothing on it uses. */
export const vuetifyLeftOut = (): Plugin => ({
  name: 'vuetify-left-out',
  apply: 'build',
  enforce: 'pre',
  resolveId(id, importer = '') {
    const index = INSTEAD.findIndex((one) => one.named === id && one.importer.test(importer));
    return index < 0 ? undefined : `${PREFIX}${index}`;
  },
  load(id) {
    if (NEEDS_DATES.test(id)) this.error(`${id} needs the adapter of dates, which ui/vuetify-left-out.ts leaves out`);
    return id.startsWith(PREFIX) ? INSTEAD[Number(id.slice(PREFIX.length))]?.code : undefined;
  },
});
