import type { Task } from './task.ts';

const WORDS = {
  en: {
    title: 'Flows of the upgrade wait for you',
    reason: 'An upgrade brought flows that differ from yours, so yours run on until you decide.',
    advice: 'Compare them under Flows, and take them over or leave them.',
  },
  de: {
    title: 'Flows der Aktualisierung warten auf dich',
    reason: 'Eine Aktualisierung brachte Flows, die von deinen abweichen; bis du entscheidest, laufen deine weiter.',
    advice: 'Vergleiche sie unter Flows, und übernimm sie oder lass sie.',
  },
} as const;

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
  words: ({ language }) => ({ ...WORDS[language], also: [] }),
};
