import { reactive } from 'vue';

/** The ids of alerts with expanded messages. Kept outside the rows, so that a row stays expanded when its group changes. */
export const expandedAlerts = reactive(new Set<number>());
