/** Why a message was rejected or set aside: as codes and figures, from which the words are made in either language. */
import { z } from 'zod';
import type { Rejection } from '../messages.ts';
import { METRIC_NAMES } from '../metrics.ts';
import type { Remark } from '../remarks.ts';
import type { Language } from '../settings/display.ts';
import type { FindingKind, FindingText } from './finding-kind.ts';
import { evidenceSchema } from './finding.ts';
import { FINDING_CODES, findingText } from './kinds.ts';
import { findingOf } from './of-remark.ts';

const again = {
  en: 'Then send the message through the flow again: Settings, Flows.',
  de: 'Sende die Nachricht danach noch einmal durch den Flow: Einstellungen, Flows.',
};

/** What can be wrong with a message as a whole. What is wrong with a field of it is a finding. */
const MESSAGE_CAUSES = {
  message_empty: {
    en: () => ({
      title: 'The message is empty.',
      advice: 'In the sketch, publish the reading itself: `client.publish(topic, json);`',
    }),
    de: () => ({
      title: 'Die Nachricht ist leer.',
      advice: 'Veröffentliche im Sketch den Messwert selbst: `client.publish(topic, json);`',
    }),
  },
  not_json: {
    en: () => ({
      title: 'The message is not JSON.',
      advice: 'Send an object such as `{"soil_moisture": 41.5}`. ArduinoJson writes one: `serializeJson(doc, json);`',
    }),
    de: () => ({
      title: 'Die Nachricht ist kein JSON.',
      advice: 'Sende ein Objekt wie `{"soil_moisture": 41.5}`. ArduinoJson schreibt eines: `serializeJson(doc, json);`',
    }),
  },
  /** Evidence: `sent`, its beginning. */
  not_an_object: {
    en: ({ evidence }) => ({
      title: `The message is ${evidence.sent}, and not an object.`,
      advice: 'Give the value its name: `doc["soil_moisture"] = x;`',
    }),
    de: ({ evidence }) => ({
      title: `Die Nachricht ist ${evidence.sent} und kein Objekt.`,
      advice: 'Gib dem Wert seinen Namen: `doc["soil_moisture"] = x;`',
    }),
  },
  no_metric: {
    en: () => ({
      title: 'The message has no value that is known here.',
      advice: `Send at least one of ${METRIC_NAMES.join(', ')}: \`doc["soil_moisture"] = x;\``,
    }),
    de: () => ({
      title: 'Die Nachricht hat keinen Wert, der hier bekannt ist.',
      advice: `Sende mindestens eines von ${METRIC_NAMES.join(', ')}: \`doc["soil_moisture"] = x;\``,
    }),
  },
  /** Evidence: `why`, what the database said. */
  not_stored: {
    en: ({ evidence }) => ({
      title: `The reading was not stored: ${evidence.why}.`,
      advice: 'It is kept whole here. At the board there is nothing to change.',
    }),
    de: ({ evidence }) => ({
      title: `Die Messung wurde nicht gespeichert: ${evidence.why}.`,
      advice: 'Sie ist hier ganz aufgehoben. Am Board ist nichts zu ändern.',
    }),
  },
  /** Evidence: `node`, what it is called, and `why`, what it failed with. */
  node_failed: {
    en: ({ evidence }) => ({
      title: `The node ${evidence.node} failed: ${evidence.why}.`,
      advice: `Mend the node in the flow editor. ${again.en}`,
    }),
    de: ({ evidence }) => ({
      title: `Der Knoten ${evidence.node} ist gescheitert: ${evidence.why}.`,
      advice: `Bringe den Knoten im Flow-Editor in Ordnung. ${again.de}`,
    }),
  },
  /** Evidence: `node`, what it is called. */
  ended_in_flow: {
    en: ({ evidence }) => ({
      title: `It ended at ${evidence.node}, which neither keeps it nor says that it lets it go.`,
      advice: `In the flow editor, wire that node on, or end the way with a node "let go". ${again.en}`,
    }),
    de: ({ evidence }) => ({
      title: `Sie endete bei ${evidence.node}: Dort wird sie weder aufgehoben noch ausdrücklich losgelassen.`,
      advice: `Verbinde diesen Knoten im Flow-Editor weiter, oder beende den Weg mit einem Knoten „loslassen“. ${again.de}`,
    }),
  },
} as const satisfies Record<string, FindingKind['words']>;

export type MessageCauseCode = keyof typeof MESSAGE_CAUSES;
export const MESSAGE_CAUSE_CODES = Object.keys(MESSAGE_CAUSES) as [MessageCauseCode, ...MessageCauseCode[]];
const WORDS: Readonly<Record<string, FindingKind['words']>> = MESSAGE_CAUSES;

export const rejectionCauseSchema = z
  .strictObject({
    code: z.enum([...MESSAGE_CAUSE_CODES, ...FINDING_CODES]),
    metric: z
      .enum(METRIC_NAMES)
      .nullable()
      .meta({ description: 'The metric that it is about; null: the whole message' }),
    evidence: evidenceSchema.meta({ description: 'The figures and words that it is made from' }),
  })
  .meta({ id: 'RejectionCause', description: 'Why a message was rejected or set aside' });
export const causesSchema = z
  .array(rejectionCauseSchema)
  .nullable()
  .meta({ description: 'The same as codes and figures; null where only the words are known' });
export type RejectionCause = z.infer<typeof rejectionCauseSchema>;

const isOfMessage = (code: RejectionCause['code']): code is MessageCauseCode => Object.hasOwn(MESSAGE_CAUSES, code);

/** What people read of a cause, in their language, with what to do. */
export const causeText = (cause: RejectionCause, language: Language): FindingText =>
  isOfMessage(cause.code)
    ? (WORDS[cause.code] as FindingKind['words'])[language](cause)
    : findingText(cause.code, cause, language);

const causeOf = (remark: Remark): RejectionCause => {
  const { code, metric = null, evidence = {} } = findingOf(remark);
  return { code, metric, evidence };
};

/** Why a message was rejected or set aside. @returns null where nothing but the reason in words is known */
export function causesOf({ cause, remarks }: Pick<Rejection, 'cause' | 'remarks'>): RejectionCause[] | null {
  if (cause) return [{ metric: null, ...cause }];
  return remarks?.map(causeOf) ?? null;
}

/** Causes as they are stored; those that another version has written otherwise are left out. */
export function storedCauses(json: unknown): RejectionCause[] | null {
  return z.array(rejectionCauseSchema).safeParse(json).data ?? null;
}
