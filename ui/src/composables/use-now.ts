import { readonly, ref } from 'vue';

const now = ref(Date.now());
// One clock for all ages on the page.
setInterval(() => { now.value = Date.now(); }, 5000);

/** The present time, renewed every five seconds. */
export const useNow = () => readonly(now);
