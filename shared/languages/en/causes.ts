/** Why messages are rejected or set aside, in English. */
import type { CausePhrases } from '../words-of-language.ts';
import { METRIC_NAMES } from '../../metrics.ts';

const AGAIN = 'Then send the message through the flow again: Settings, Flows.';

export const causes: CausePhrases = {
  message_empty: () => ({
    title: 'The message is empty.',
    advice: 'In the sketch, publish the reading itself: `client.publish(topic, json);`',
  }),
  not_json: () => ({
    title: 'The message is not JSON.',
    advice: 'Send an object such as `{"soil_moisture": 41.5}`. ArduinoJson writes one: `serializeJson(doc, json);`',
  }),
  not_an_object: ({ evidence }) => ({
    title: `The message is ${evidence.sent}, and not an object.`,
    advice: 'Give the value its name: `doc["soil_moisture"] = x;`',
  }),
  no_metric: () => ({
    title: 'The message has no value that is known here.',
    advice: `Send at least one of ${METRIC_NAMES.join(', ')}: \`doc["soil_moisture"] = x;\``,
  }),
  not_stored: ({ evidence }) => ({
    title: `The reading was not stored: ${evidence.why}.`,
    advice: 'It is kept whole here. At the board there is nothing to change.',
  }),
  node_failed: ({ evidence }) => ({
    title: `The node ${evidence.node} failed: ${evidence.why}.`,
    advice: `Mend the node in the flow editor. ${AGAIN}`,
  }),
  ended_in_flow: ({ evidence }) => ({
    title: `It ended at ${evidence.node}, which neither keeps it nor says that it lets it go.`,
    advice: `In the flow editor, wire that node on, or end the way with a node "let go". ${AGAIN}`,
  }),
};
