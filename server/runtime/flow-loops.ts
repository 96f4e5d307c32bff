/** Finds loops of wires that a message would run through without a pause. Pure. */
import type { FlowNode } from './flow-files.ts';
import { runningNodes, targetsOf } from './flow-gate.ts';

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
export function hasEndlessLoop(flow: readonly FlowNode[]): boolean {
  const running = runningNodes(flow).filter(({ type }) => !PAUSES.has(type));
  const byId = new Map(running.map((node) => [node.id, node]));
  const done = new Set<string>();
  for (const start of running) {
    const path = new Set<string>();
    const stack: { id: string; isLeft: boolean }[] = [{ id: start.id, isLeft: false }];
    for (let step = stack.pop(); step; step = stack.pop()) {
      const { id, isLeft } = step;
      if (isLeft) {
        path.delete(id);
        done.add(id);
        continue;
      }
      if (path.has(id)) return true;
      if (done.has(id)) continue;
      path.add(id);
      stack.push({ id, isLeft: true });
      const node = byId.get(id);
      for (const target of node ? targetsOf(node) : []) if (byId.has(target)) stack.push({ id: target, isLeft: false });
    }
  }
  return false;
}
