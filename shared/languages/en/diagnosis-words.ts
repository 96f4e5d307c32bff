/** All words of a diagnosis in English. */
import type { DiagnosisWords } from '../../diagnosis/words/diagnosis-words.ts';
import { asks } from './asks.ts';
import { findings } from './diagnosis.ts';

export const diagnosis: DiagnosisWords = {
  findings,
  ...asks,
  percent: (number) => `${number}%`,
  days: (days, number) => `${number} ${days === 1 ? 'day' : 'days'}`,
  hours: (hours) => `${hours} ${hours === 1 ? 'hour' : 'hours'}`,
  notAsked: (dropped, why, kept) =>
    `${dropped} is not asked for, because ${why}${kept === null ? '' : `; what is asked for is ${kept}`}.`,
  nextWatering: {
    onceDry: (date) => `It is watered again only once the soil has dried, not before ${date}.`,
    afterFrost: 'Watering is due on the next day without frost.',
    today: 'Watering is due today.',
    todayIfDry: 'Watering is due today: check the soil first.',
    unknown: 'When it was last watered is not known: check the soil today.',
    usual: (date) => `Going by what is usual for its kind, water has been due since ${date}: check the soil today.`,
    overdue: (days, date) => `Watering has been overdue for ${days} (${date}): check the soil today.`,
    tomorrow: (date) => `The next watering is tomorrow (${date}).`,
    later: (days, date) => `The next watering is in about ${days} (${date}).`,
  },
};
