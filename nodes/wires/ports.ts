/** The types of messages at the ports of each node, and in words what a wrong wire is. */
import { MESSAGE_TYPES } from '@plantops/shared/flows/message-types.ts';
import { plantOpsNodes } from '../registry.ts';
import { inputTypesOf, type NodeFacts } from '../runtime/define-node.ts';
import type { Arrival, OutputPort, Ports } from './follow-wires.ts';

/** The ports of one kind of node. */
export function portsOf(definition: NodeFacts): Ports {
  const outputs = Object.entries(definition.outputs).map(([name, type]): OutputPort => {
    if (!('field' in type)) return { name, type: type.name };
    const types = Object.fromEntries(Object.entries(type.types).map(([value, one]) => [value, one.name]));
    return {
      name,
      type: { field: type.field, types, initial: String(definition.config.shape[type.field]?.parse(undefined)) },
    };
  });
  return { input: inputTypesOf(definition).map(({ name }) => name), outputs };
}

/** By the node's type. */
export const PORTS: Readonly<Record<string, Ports>> = Object.fromEntries(
  plantOpsNodes.map(({ definition }) => [definition.type, portsOf(definition)]),
);

const labelOf = (type: string): string => MESSAGE_TYPES[type]?.label ?? `"${type}", which is no type of message`;

/**
 * Why a wire is wrong, in words that follow the name of the node at its end.
 * @param sender the node that makes the messages, in words
 */
export function wrongWireText(nodeType: string, { type, isJoined, from }: Arrival, sender: string): string {
  const takes = PORTS[nodeType]?.input ?? [];
  const first = MESSAGE_TYPES[takes[0] ?? ''];
  const sent = isJoined ? `several messages joined into one, each ${labelOf(type)}` : labelOf(type);
  const output = from.output === '' ? '' : ` (output "${from.output}")`;
  return `takes ${takes.map(labelOf).join(' or ')}, but ${sender}${output} sends it ${sent}: wire it behind ${first?.from ?? 'another node'}`;
}
