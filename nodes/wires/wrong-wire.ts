/** Says what a wrong wire is. The editor uses this file, too, so it imports nothing but types. Pure. */
import type { Arrival, Ports } from './follow-wires.ts';

/** What is said of a type of message. */
interface SaidOfType {
  label: string;
  from: string;
}

interface Sentence {
  or: string;
  unknown: (name: string) => string;
  joined: (label: string) => string;
  output: (name: string) => string;
  elsewhere: string;
  whole: (takes: string, sender: string, sent: string, source: string) => string;
}

const SENTENCES: Readonly<Record<'en' | 'de', Sentence>> = {
  en: {
    or: ' or ',
    unknown: (name) => `"${name}", which is no type of message`,
    joined: (label) => `several messages joined into one, each ${label}`,
    output: (name) => ` (output "${name}")`,
    elsewhere: 'another node',
    whole: (takes, sender, sent, source) => `takes ${takes}, but ${sender} sends it ${sent}: wire it behind ${source}`,
  },
  de: {
    or: ' oder ',
    unknown: (name) => `"${name}", was kein Typ von Nachrichten ist`,
    joined: (label) => `mehrere Nachrichten in einer, jede ${label}`,
    output: (name) => ` (Ausgang "${name}")`,
    elsewhere: 'einen anderen Knoten',
    whole: (takes, sender, sent, source) =>
      `braucht am Eingang: ${takes}. Von ${sender} kommt: ${sent}. Setze ihn hinter ${source}`,
  },
};

/**
 * Why a wire is wrong, in words that follow the name of the node at its end.
 * @param nodeType of the node at its end
 * @param sender the node that makes the messages, in words
 * @param types what is said of each type, in that language
 */
export function wrongWireText(
  nodeType: string,
  { type, isJoined, from }: Arrival,
  sender: string,
  ports: Readonly<Record<string, Ports>>,
  types: Readonly<Record<string, SaidOfType>>,
  language: 'en' | 'de' = 'en',
): string {
  const { or, unknown, joined, output, elsewhere, whole } = SENTENCES[language];
  const takes = ports[nodeType]?.input ?? [];
  const labelOf = (name: string): string => types[name]?.label ?? unknown(name);
  const sent = isJoined ? joined(labelOf(type)) : labelOf(type);
  const exit = from.output === '' ? '' : output(from.output);
  const source = types[takes[0] ?? '']?.from ?? elsewhere;
  return whole(takes.map(labelOf).join(or), sender + exit, sent, source);
}
