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
    onceDry: (date) => `On n’arrose de nouveau qu’une fois la terre sèche, pas avant le ${date}.`,
    afterFrost: 'L’arrosage est prévu au prochain jour sans gel.',
    today: 'L’arrosage est prévu aujourd’hui.',
    todayIfDry: 'L’arrosage est prévu aujourd’hui : vérifiez d’abord la terre.',
    unknown: 'On ne sait pas quand elle a été arrosée : vérifiez la terre aujourd’hui.',
    usual: (date) =>
      `D’après l’habitude de son espèce, l’arrosage est attendu depuis le ${date} : vérifiez la terre aujourd’hui.`,
    overdue: (days, date) => `L’arrosage a ${days} de retard (${date}) : vérifiez la terre aujourd’hui.`,
    tomorrow: (date) => `Le prochain arrosage est demain (${date}).`,
    later: (days, date) => `Le prochain arrosage est dans ${days} environ (${date}).`,
  },
};
