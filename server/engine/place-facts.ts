import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { describeNode } from '../runtime/flow-graph.ts';
import type { PlaceFacts } from '../services/ingest/message-watch.ts';

/** What is to be known of a node when a message ends in it. */
export function placeFacts(id: string, flow: readonly FlowNode[]): PlaceFacts {
  const node = flow.find((one) => one.id === id);
  return {
    name: node ? describeNode(node, flow) : `the node ${id}`,
    letsGo: node !== undefined && saysThatItLetsGo(node),
  };
}

/**
 * An output that is labelled so in the node's appearance says that messages may end in the node. This is how a switch or
 * a filter that is not ours says that it means it.
 */
const saysThatItLetsGo = ({ outputLabels }: FlowNode): boolean =>
  Array.isArray(outputLabels) && outputLabels.some((label) => typeof label === 'string' && /^let go\b/i.test(label));
