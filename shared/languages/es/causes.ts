/** Why messages are rejected or set aside, in Spanish. */
import { METRIC_NAMES } from '../../metrics.ts';
import type { CausePhrases } from '../words-of-language.ts';

const AGAIN = 'Después envía el mensaje otra vez por el flujo: Ajustes, Flujos.';

export const causes: CausePhrases = {
  message_empty: () => ({
    title: 'El mensaje está vacío.',
    advice: 'En el sketch, publica la lectura misma: `client.publish(topic, json);`',
  }),
  not_json: () => ({
    title: 'El mensaje no es JSON.',
    advice: 'Envía un objeto como `{"soil_moisture": 41.5}`. ArduinoJson escribe uno: `serializeJson(doc, json);`',
  }),
  not_an_object: ({ evidence }) => ({
    title: `El mensaje es ${evidence.sent}, y no un objeto.`,
    advice: 'Dale al valor su nombre: `doc["soil_moisture"] = x;`',
  }),
  no_metric: () => ({
    title: 'El mensaje no tiene ningún valor que se conozca aquí.',
    advice: `Envía al menos uno de ${METRIC_NAMES.join(', ')}: \`doc["soil_moisture"] = x;\``,
  }),
  not_stored: ({ evidence }) => ({
    title: `La lectura no se guardó: ${evidence.why}.`,
    advice: 'Aquí se conserva entera. En la placa no hay nada que cambiar.',
  }),
  node_failed: ({ evidence }) => ({
    title: `El nodo ${evidence.node} ha fallado: ${evidence.why}.`,
    advice: `Arregla el nodo en el editor de flujos. ${AGAIN}`,
  }),
  ended_in_flow: ({ evidence }) => ({
    title: `Se quedó en ${evidence.node}, que ni lo guarda ni dice que lo suelta.`,
    advice: `En el editor de flujos, conecta ese nodo con otro, o termina el camino con un nodo «let go». ${AGAIN}`,
  }),
};
