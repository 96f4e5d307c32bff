import { reactive } from 'vue';

/** The ids of alerts with expanded messages. Kept outside the rows, so that they survive a move to another group. */
export const expandedAlerts = reactive(new Set<number>());
