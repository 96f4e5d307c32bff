/** What the server says in French, besides diagnoses, findings and care plans. */
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
      fertilizing: 'Fertilisation',
      repotting: 'Rempotage',
      pruning: 'Taille',
      moving: 'Déplacement',
      treatment: 'Traitement',
    },
    chore: (chore, plant, every, late) => ({
      title: late ? `${chore} en retard de ${late.days}` : `${chore} à faire aujourd’hui`,
      reason: `${chore} : pour ${plant}, l’intervalle est de ${every}, et ${late ? `la date prévue (${late.date}) est passée` : 'c’est pour aujourd’hui'}.`,
    }),
    breach: ({ label, subject }, value, limit, isBelow) => ({
      title: `${label} : ${value}`,
      reason: `${subject} est à ${value}, au-${isBelow ? 'dessous' : 'dessus'} de la limite de ${limit}.`,
    }),
    offline: (device, time) => ({
      title: `${device} est hors ligne`,
      reason: `${device} est hors ligne depuis ${time}.`,
    }),
    noValues: (subject, time) => ({
      title: `${subject} : pas de nouvelles valeurs`,
      reason: `${subject} : aucune nouvelle valeur depuis ${time}.`,
    }),
    checkSensor: 'Vérifiez le capteur : courant, réseau et câblage.',
    device: 'L’appareil',
    problem: (device) => `${device} a un problème`,
    upgrade: {
      title: 'Les flux de la mise à jour vous attendent',
      reason:
        'Une mise à jour a apporté des flux différents des vôtres ; jusqu’à votre décision, les vôtres tournent toujours.',
      advice: 'Comparez-les sous Flux, et prenez-les ou laissez-les.',
    },
  },
  care: {
    over: (title) => `Ce n’est plus le cas : ${title}`,
    calendar: (plant) => `Entretien : ${plant}`,
    tasks: {
      watering: (plant) => `Arroser ${plant}`,
      fertilizing: (plant) => `Fertiliser ${plant}`,
      repotting: (plant) => `Rempoter ${plant}`,
      pruning: (plant) => `Tailler ${plant}`,
      check: (plant) => `Regarder ${plant}`,
    },
  },
  firstView: {
    plants: 'Plantes',
    loading: 'Les dernières valeurs connues ; les valeurs actuelles arrivent.',
    none: 'Pas encore de valeurs',
  },
  model: {
    name: 'French (address the owner as "vous")',
    refused: (why) => `La réponse du modèle n’a pas été utilisée : ${why}.`,
    noPlan: (why) =>
      `La réponse du modèle n’a pas été utilisée : même la seconde fois, ce n’était pas un plan d’entretien (${why}). Réessayez, ou choisissez un autre modèle dans les réglages.`,
    unfit: (field) => `« ${field} » ne convient pas`,
  },
  claims,
  contradictions,
  flows,
  house,
  broker,
  messages,
};
