/** What the server says in Spanish, besides diagnoses, findings and care plans. */
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
      fertilizing: 'Abonar',
      repotting: 'Trasplantar',
      pruning: 'Podar',
      moving: 'Cambiar de sitio',
      treatment: 'Tratar',
    },
    chore: (chore, plant, every, late) => ({
      title: late ? `${chore}: pendiente desde hace ${late.days}` : `${chore}: toca hoy`,
      reason: `${chore}: en ${plant} está previsto cada ${every}, y ${late ? `tocaba el ${late.date}` : 'toca hoy'}.`,
    }),
    breach: ({ label, subject }, value, limit, isBelow) => ({
      title: `${label}: ${value}`,
      reason: `${subject} está en ${value}, por ${isBelow ? 'debajo' : 'encima'} del límite de ${limit}.`,
    }),
    offline: (device, time) => ({
      title: `${device} está sin conexión`,
      reason: `${device} está sin conexión desde hace ${time}.`,
    }),
    noValues: (subject, time) => ({
      title: `${subject}: sin valores nuevos`,
      reason: `${subject}: no hay valores nuevos desde hace ${time}.`,
    }),
    checkSensor: 'Mira el sensor: corriente, red y cableado.',
    device: 'El dispositivo',
    problem: (device) => `${device} tiene un problema`,
    upgrade: {
      title: 'Los flujos de la actualización te esperan',
      reason:
        'Una actualización ha traído flujos distintos de los tuyos; hasta que decidas, los tuyos siguen en marcha.',
      advice: 'Compáralos en Flujos y quédatelos o déjalos.',
    },
  },
  care: {
    over: (title) => `Ya no vale: ${title}`,
    calendar: (plant) => `Cuidados de ${plant}`,
    tasks: {
      watering: (plant) => `Regar ${plant}`,
      fertilizing: (plant) => `Abonar ${plant}`,
      repotting: (plant) => `Trasplantar ${plant}`,
      pruning: (plant) => `Podar ${plant}`,
      check: (plant) => `Echar un vistazo a ${plant}`,
    },
  },
  firstView: {
    plants: 'Plantas',
    loading: 'Los últimos valores conocidos; los actuales están en camino.',
    none: 'Todavía sin valores',
  },
  model: {
    name: 'Spanish (address the owner as "tú")',
    refused: (why) => `La respuesta del modelo no se ha usado: ${why}.`,
    noPlan: (why) =>
      `La respuesta del modelo no se ha usado: tampoco la segunda vez era un plan de cuidados (${why}). Inténtalo otra vez, o elige otro modelo en los ajustes.`,
    unfit: (field) => `«${field}» no encaja`,
  },
  claims,
  contradictions,
  flows,
  house,
  broker,
  messages,
};
