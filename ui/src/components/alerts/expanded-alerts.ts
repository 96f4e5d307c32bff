import { reactive } from 'vue';

/** Ids of the alerts whose messages are shown: a row that moves to another group, or ends, stays open. */
export const expandedAlerts = reactive(new Set<number>());
