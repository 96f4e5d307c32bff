/** All words of a diagnosis in German. */
import type { DiagnosisWords } from '../../diagnosis/words/diagnosis-words.ts';
import { asks } from './asks.ts';
import { findings } from './diagnosis.ts';

export const diagnosis: DiagnosisWords = {
  findings,
  ...asks,
  percent: (number) => `${number} %`,
  days: (days, number, isAfter) => `${number} ${days === 1 ? 'Tag' : isAfter ? 'Tagen' : 'Tage'}`,
  hours: (hours) => `${hours} ${hours === 1 ? 'Stunde' : 'Stunden'}`,
  notAsked: (dropped, why, kept) =>
    `${dropped} wird nicht verlangt, denn ${why}${kept === null ? '' : `; verlangt wird: ${kept}`}.`,
  nextWatering: {
    onceDry: (date) => `Gegossen wird erst wieder, wenn die Erde getrocknet ist, nicht vor dem ${date}.`,
    afterFrost: 'Gießen ist am nächsten frostfreien Tag dran.',
    today: 'Gießen ist heute dran.',
    todayIfDry: 'Heute ist Gießen dran: Prüfe zuerst die Erde.',
    unknown: 'Wann zuletzt gegossen wurde, ist nicht bekannt: Prüfe die Erde heute.',
    usual: (date) => `Wie bei ihrer Art üblich gerechnet ist Gießen seit dem ${date} dran: Prüfe die Erde heute.`,
    overdue: (days, date) => `Gießen ist seit ${days} überfällig (${date}): Prüfe die Erde heute.`,
    tomorrow: (date) => `Gießen ist morgen dran (${date}).`,
    later: (days, date) => `Das nächste Gießen ist in etwa ${days} dran (${date}).`,
  },
};
