/** Finds loops of wires that a message would run through without a pause. Pure. */
import type { FlowNode } from './flow-files.ts';
import { loopAmong, runningNodes, targetsOf } from './flow-graph.ts';

/**
 * Nodes that send a message on only after they have given others their turn: a promise, a timer or an answer from
 * elsewhere lies between.
 */
const PAUSES = new Set([
  'function',
  'delay',
  'trigger',
  'batch',
  'http request',
  'plantops-llm',
  'plantops-persistence',
]);

/**
 * Whether there is a loop without a pause. Node-RED hands messages on at once where that is known to end, which saves a
 * fifth of the time; in such a loop each round would lie on top of the one before.
 */
export const hasEndlessLoop = (flow: readonly FlowNode[]): boolean =>
  loopAmong(
    runningNodes(flow).filter(({ type }) => !PAUSES.has(type)),
    targetsOf,
  ) !== undefined;
