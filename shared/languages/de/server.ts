/** What the server says in German, besides diagnoses, findings and care plans. */
import type { ServerWords } from '../words-of-language.ts';
import { claims, contradictions } from './answers.ts';
import { flows } from './flows.ts';
import { broker, house } from './house.ts';
import { messages } from './messages.ts';
import { plan } from './plan.ts';

export const server: ServerWords = {
  plan,
  today: {
    chores: {
      fertilizing: 'Düngen',
      repotting: 'Umtopfen',
      pruning: 'Schneiden',
      moving: 'Umstellen',
      treatment: 'Behandeln',
    },
    chore: (chore, plant, every, late) => ({
      title: late ? `${chore} seit ${late.days} fällig` : `${chore} heute fällig`,
      reason: `${chore} ist bei ${plant} alle ${every} vorgesehen und ${late ? `war am ${late.date}` : 'ist heute'} fällig.`,
    }),
    breach: ({ label, subject }, value, limit, isBelow) => ({
      title: `${label} ${value}`,
      reason: `${subject} liegt bei ${value}, ${isBelow ? 'unter' : 'über'} der Grenze von ${limit}.`,
    }),
    offline: (device, time) => ({
      title: `${device} ist offline`,
      reason: `${device} wird seit ${time} als offline geführt.`,
    }),
    noValues: (subject, time) => ({
      title: `${subject}: keine neuen Werte`,
      reason: `${subject} hat seit ${time} keine neuen Werte.`,
    }),
    checkSensor: 'Sieh nach dem Sensor: Strom, Netzwerk und Verkabelung.',
    device: 'Das Gerät',
    problem: (device) => `${device} hat ein Problem`,
    upgrade: {
      title: 'Flows der Aktualisierung warten auf dich',
      reason: 'Eine Aktualisierung brachte Flows, die von deinen abweichen; bis du entscheidest, laufen deine weiter.',
      advice: 'Vergleiche sie unter Flows, und übernimm sie oder lass sie.',
    },
  },
  care: {
    over: (title) => `Es gilt nicht mehr: ${title}`,
    calendar: (plant) => `Pflege von ${plant}`,
    tasks: {
      watering: (plant) => `${plant} gießen`,
      fertilizing: (plant) => `${plant} düngen`,
      repotting: (plant) => `${plant} umtopfen`,
      pruning: (plant) => `${plant} schneiden`,
      check: (plant) => `Nach ${plant} sehen`,
    },
  },
  firstView: {
    plants: 'Pflanzen',
    loading: 'Die letzten bekannten Werte; die aktuellen sind unterwegs.',
    none: 'Noch keine Werte',
  },
  model: {
    name: 'German (address the owner as "du")',
    refused: (why) => `Die Antwort des Modells wurde nicht verwendet: ${why}.`,
    noPlan: (why) =>
      `Die Antwort des Modells wurde nicht verwendet: Sie war auch beim zweiten Mal kein Pflegeplan (${why}). Versuche es noch einmal, oder wähle in den Einstellungen ein anderes Modell.`,
    unfit: (field) => `„${field}“ passt nicht`,
  },
  claims,
  contradictions,
  flows,
  house,
  broker,
  messages,
};
