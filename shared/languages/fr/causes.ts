/** Why messages are rejected or set aside, in French. */
import { METRIC_NAMES } from '../../metrics.ts';
import type { CausePhrases } from '../words-of-language.ts';

const AGAIN = 'Renvoyez ensuite le message par le flux : Réglages, Flux.';

export const causes: CausePhrases = {
  message_empty: () => ({
    title: 'Le message est vide.',
    advice: 'Dans le sketch, publiez la mesure elle-même : `client.publish(topic, json);`',
  }),
  not_json: () => ({
    title: 'Le message n’est pas du JSON.',
    advice: 'Envoyez un objet comme `{"soil_moisture": 41.5}`. ArduinoJson en écrit un : `serializeJson(doc, json);`',
  }),
  not_an_object: ({ evidence }) => ({
    title: `Le message est ${evidence.sent}, et non un objet.`,
    advice: 'Donnez son nom à la valeur : `doc["soil_moisture"] = x;`',
  }),
  no_metric: () => ({
    title: 'Le message n’a aucune valeur connue ici.',
    advice: `Envoyez au moins l’un de ${METRIC_NAMES.join(', ')} : \`doc["soil_moisture"] = x;\``,
  }),
  not_stored: ({ evidence }) => ({
    title: `La mesure n’a pas été enregistrée : ${evidence.why}.`,
    advice: 'Elle est gardée entière ici. Sur la carte, il n’y a rien à changer.',
  }),
  node_failed: ({ evidence }) => ({
    title: `Le nœud ${evidence.node} a échoué : ${evidence.why}.`,
    advice: `Réparez le nœud dans l’éditeur de flux. ${AGAIN}`,
  }),
  ended_in_flow: ({ evidence }) => ({
    title: `Il s’est arrêté à ${evidence.node}, qui ne le garde pas et ne dit pas qu’il l’abandonne.`,
    advice: `Dans l’éditeur de flux, reliez ce nœud à un autre, ou terminez le chemin par un nœud « let go ». ${AGAIN}`,
  }),
};
