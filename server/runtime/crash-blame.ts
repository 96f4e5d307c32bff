import type { FlowFailure } from '@plantops/shared/flows/flow-failure.ts';
import type { EngineCrash } from './engine-process.ts';
import type { FlowNode } from './flow-files.ts';
import { describeNode } from './flow-graph.ts';

/** What the engine said before it ended, if it could. */
export interface LastWords {
  nodeId?: string | undefined;
  message: string;
}

export interface Blame {
  /** The node that ended the engine, to be marked in the editor; undefined if none is known that still runs. */
  nodeId: string | undefined;
  failure: Extract<FlowFailure, { what: 'engine_ended' }>;
}

/**
 * Says which node ended the engine: for certain where the engine named it, and probably where it only was the last one
 * of somebody else's that was at work. What went wrong is said as the engine or the system puts it.
 */
export function blameFor(
  { reason, lastForeignNode }: Pick<EngineCrash, 'reason' | 'lastForeignNode'>,
  lastWords: LastWords | undefined,
  running: readonly FlowNode[],
): Blame {
  const { nodeId = lastForeignNode ?? undefined, message = reason } = lastWords ?? {};
  const node = running.find(({ id }) => id === nodeId);
  return {
    nodeId: node?.id,
    failure: {
      what: 'engine_ended',
      node: node ? describeNode(node, running) : null,
      isCertain: lastWords?.nodeId !== undefined,
      isTwice: false,
      message,
    },
  };
}
