/** All words of a diagnosis in Spanish. */
import type { DiagnosisWords } from '../../diagnosis/words/diagnosis-words.ts';
import { asks } from './asks.ts';
import { findings } from './diagnosis.ts';

export const diagnosis: DiagnosisWords = {
  findings,
  ...asks,
  percent: (number) => `${number} %`,
  days: (days, number) => `${number} ${days === 1 ? 'día' : 'días'}`,
  hours: (hours) => `${hours} ${hours === 1 ? 'hora' : 'horas'}`,
  notAsked: (dropped, why, kept) =>
    `${dropped} no se pide, porque ${why}${kept === null ? '' : `; lo que se pide es ${kept}`}.`,
  nextWatering: {
    onceDry: (date) => `No se riega otra vez hasta que la tierra se haya secado, y no antes del ${date}.`,
    afterFrost: 'Toca regar el próximo día sin helada.',
    today: 'Hoy toca regar.',
    todayIfDry: 'Hoy toca regar: comprueba antes la tierra.',
    unknown: 'No se sabe cuándo se regó por última vez: comprueba hoy la tierra.',
    usual: (date) => `Según lo habitual en su especie, toca regar desde el ${date}: comprueba hoy la tierra.`,
    overdue: (days, date) => `El riego lleva ${days} de retraso (${date}): comprueba hoy la tierra.`,
    tomorrow: (date) => `El próximo riego es mañana (${date}).`,
    later: (days, date) => `El próximo riego es dentro de unos ${days} (${date}).`,
  },
};
