/** Why messages are rejected or set aside, in German. */
import type { CausePhrases } from '../words-of-language.ts';
import { METRIC_NAMES } from '../../metrics.ts';

const AGAIN = 'Sende die Nachricht danach noch einmal durch den Flow: Einstellungen, Flows.';

export const causes: CausePhrases = {
  message_empty: () => ({
    title: 'Die Nachricht ist leer.',
    advice: 'Veröffentliche im Sketch den Messwert selbst: `client.publish(topic, json);`',
  }),
  not_json: () => ({
    title: 'Die Nachricht ist kein JSON.',
    advice: 'Sende ein Objekt wie `{"soil_moisture": 41.5}`. ArduinoJson schreibt eines: `serializeJson(doc, json);`',
  }),
  not_an_object: ({ evidence }) => ({
    title: `Die Nachricht ist ${evidence.sent} und kein Objekt.`,
    advice: 'Gib dem Wert seinen Namen: `doc["soil_moisture"] = x;`',
  }),
  no_metric: () => ({
    title: 'Die Nachricht hat keinen Wert, der hier bekannt ist.',
    advice: `Sende mindestens eines von ${METRIC_NAMES.join(', ')}: \`doc["soil_moisture"] = x;\``,
  }),
  not_stored: ({ evidence }) => ({
    title: `Die Messung wurde nicht gespeichert: ${evidence.why}.`,
    advice: 'Sie ist hier ganz aufgehoben. Am Board ist nichts zu ändern.',
  }),
  node_failed: ({ evidence }) => ({
    title: `Der Knoten ${evidence.node} ist gescheitert: ${evidence.why}.`,
    advice: `Bringe den Knoten im Flow-Editor in Ordnung. ${AGAIN}`,
  }),
  ended_in_flow: ({ evidence }) => ({
    title: `Sie endete bei ${evidence.node}: Dort wird sie weder aufgehoben noch ausdrücklich losgelassen.`,
    advice: `Verbinde diesen Knoten im Flow-Editor weiter, oder beende den Weg mit einem Knoten „loslassen“. ${AGAIN}`,
  }),
};
