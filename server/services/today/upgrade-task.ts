import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { Task } from './task.ts';

/** That an upgrade proposes flows. It ends where that is decided, on the page of the flows. */
export const upgradeTask: Task = {
  id: 'upgrade:flows',
  kind: 'upgrade',
  plantId: null,
  deviceId: null,
  roomId: null,
  name: null,
  urgency: 'notice',
  since: null,
  dueOn: null,
  doneBy: null,
  journalKind: null,
  codes: ['flows_proposed'],
  basis: ['flows_proposed'],
  alertIds: [],
  isKnown: false,
  words: ({ language }) => ({ ...spoken(language).today.upgrade, also: [] }),
};
