/** The types of messages at the ports of each node. */
import { plantOpsNodes } from '../registry.ts';
import { inputTypesOf, type NodeFacts } from '../runtime/define-node.ts';
import type { TakesBatches } from './batch-ways.ts';
import type { OutputPort, Ports } from './follow-wires.ts';

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

/** How those nodes that take batches do so, by their type. */
export const BATCH_TAKERS: Readonly<Record<string, TakesBatches>> = Object.fromEntries(
  plantOpsNodes.flatMap(({ definition: { type, batches } }) => (batches ? [[type, batches]] : [])),
);
