/** Says what a wrong wire is. The editor uses this file, too, so it imports nothing but types. Pure. */
import type { Arrival, Ports } from './follow-wires.ts';

/** What is said of a type of message. */
interface SaidOfType {
  label: string;
  from: string;
}

/**
 * Why a wire is wrong, in words that follow the name of the node at its end.
 * @param nodeType of the node at its end
 * @param sender the node that makes the messages, in words
 */
export function wrongWireText(
  nodeType: string,
  { type, isJoined, from }: Arrival,
  sender: string,
  ports: Readonly<Record<string, Ports>>,
  types: Readonly<Record<string, SaidOfType>>,
): string {
  const takes = ports[nodeType]?.input ?? [];
  const labelOf = (name: string): string => types[name]?.label ?? `"${name}", which is no type of message`;
  const sent = isJoined ? `several messages joined into one, each ${labelOf(type)}` : labelOf(type);
  const output = from.output === '' ? '' : ` (output "${from.output}")`;
  const source = types[takes[0] ?? '']?.from ?? 'another node';
  return `takes ${takes.map(labelOf).join(' or ')}, but ${sender}${output} sends it ${sent}: wire it behind ${source}`;
}
