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
/** Looks in all that Vue exports for what only a later version has, so that every page would carry the whole of Vue. */
const WHOLE_VUE = {
  module: /@vuetify\/v0\/dist\/utilities\/instance\.mjs$/,
  takes: 'import * as Vue from "vue";',
  instead: "import { getCurrentInstance } from 'vue'; const Vue = { getCurrentInstance };",
};
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
  transform(code, id) {
    if (!WHOLE_VUE.module.test(id)) return undefined;
    if (!code.includes(WHOLE_VUE.takes)) this.error(`${id} has changed: see whether it still takes all of Vue`);
    return { code: code.replace(WHOLE_VUE.takes, WHOLE_VUE.instead), map: null };
  },
  load(id) {
    if (NEEDS_DATES.test(id)) this.error(`${id} needs the adapter of dates, which ui/vuetify-left-out.ts leaves out`);
    return id.startsWith(PREFIX) ? INSTEAD[Number(id.slice(PREFIX.length))]?.code : undefined;
  },
});
