/** What the server says in English, besides diagnoses, findings and care plans. */
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
      fertilizing: 'Feeding',
      repotting: 'Repotting',
      pruning: 'Pruning',
      moving: 'Moving',
      treatment: 'Treatment',
    },
    chore: (chore, plant, every, late) => ({
      title: late ? `${chore} due for ${late.days}` : `${chore} due today`,
      reason: `${chore} of ${plant} is planned every ${every}, and ${late ? `was due on ${late.date}` : 'is due today'}.`,
    }),
    breach: ({ label, subject }, value, limit, isBelow) => ({
      title: `${label} at ${value}`,
      reason: `${subject} is at ${value}, ${isBelow ? 'below' : 'above'} the limit of ${limit}.`,
    }),
    offline: (device, time) => ({ title: `${device} is offline`, reason: `${device} has been offline for ${time}.` }),
    noValues: (subject, time) => ({
      title: `${subject}: no new values`,
      reason: `${subject} has had no new values for ${time}.`,
    }),
    checkSensor: 'Check the sensor: its power, its network and its wiring.',
    device: 'The device',
    problem: (device) => `${device} has a problem`,
    upgrade: {
      title: 'Flows of the upgrade wait for you',
      reason: 'An upgrade brought flows that differ from yours, so yours run on until you decide.',
      advice: 'Compare them under Flows, and take them over or leave them.',
    },
  },
  care: {
    over: (title) => `This is over: ${title}`,
    calendar: (plant) => `Care of ${plant}`,
    tasks: {
      watering: (plant) => `Water ${plant}`,
      fertilizing: (plant) => `Fertilize ${plant}`,
      repotting: (plant) => `Repot ${plant}`,
      pruning: (plant) => `Prune ${plant}`,
      check: (plant) => `Look at ${plant}`,
    },
  },
  firstView: {
    plants: 'Plants',
    loading: 'Last known values; the live ones are on their way.',
    none: 'No values yet',
  },
  model: {
    name: 'English',
    refused: (why) => `The model's answer was not used: ${why}.`,
    noPlan: (why) =>
      `The model's answer was not used: twice it was no care plan (${why}). Try again, or choose another model in Settings.`,
    unfit: (field) => `"${field}" does not fit`,
  },
  claims,
  contradictions,
  flows,
  house,
  broker,
  messages,
};
