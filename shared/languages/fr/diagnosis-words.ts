/** All words of a diagnosis in French. */
import type { DiagnosisWords } from '../../diagnosis/words/diagnosis-words.ts';
import { asks } from './asks.ts';
import { findings } from './diagnosis.ts';

export const diagnosis: DiagnosisWords = {
  findings,
  ...asks,
  percent: (number) => `${number} %`,
  days: (days, number) => `${number} ${days < 2 ? 'jour' : 'jours'}`,
  hours: (hours) => `${hours} ${hours < 2 ? 'heure' : 'heures'}`,
  notAsked: (dropped, why, kept) =>
    `${dropped} n’est pas demandé, car ${why}${kept === null ? '' : ` ; ce qui est demandé : ${kept}`}.`,
  nextWatering: {
    onceDry: (date) => `Pas d’arrosage avant le ${date} au plus tôt : le sol doit d’abord sécher.`,
    afterFrost: 'L’arrosage est prévu au prochain jour sans gel.',
    today: 'L’arrosage est prévu aujourd’hui.',
    todayIfDry: 'L’arrosage est prévu aujourd’hui : vérifiez d’abord le sol.',
    unknown: 'On ne sait pas quand elle a été arrosée : vérifiez le sol aujourd’hui.',
    usual: (date) =>
      `Selon les besoins habituels de son espèce, l’arrosage est attendu depuis le ${date} : vérifiez le sol aujourd’hui.`,
    overdue: (days, date) => `L’arrosage a ${days} de retard (${date}) : vérifiez le sol aujourd’hui.`,
    tomorrow: (date) => `Le prochain arrosage est demain (${date}).`,
    later: (days, date) => `Le prochain arrosage est dans ${days} environ (${date}).`,
  },
};
