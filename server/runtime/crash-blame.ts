import type { EngineCrash } from './engine-process.ts';
import type { FlowNode } from './flow-files.ts';
import { describeNode } from './flow-graph.ts';

/** What the engine said before it ended, if it could. */
export interface LastWords {
  nodeId?: string | undefined;
  message: string;
}

export interface Blame {
  /** What went wrong, as the engine or the system puts it. */
  message: string;
  /** The node that ended the engine, as the owner is told where it is switched off. */
  culprit: { nodeId: string | undefined; text: string } | undefined;
  /** One sentence about this end of the engine. */
  reason: string;
}

/**
 * Says which node ended the engine: for certain where the engine named it, and probably where it only was the last one
 * of somebody else's that was at work.
 */
export function blameFor(
  { reason, lastForeignNode }: Pick<EngineCrash, 'reason' | 'lastForeignNode'>,
  lastWords: LastWords | undefined,
  running: readonly FlowNode[],
): Blame {
  const { nodeId = lastForeignNode ?? undefined, message = reason } = lastWords ?? {};
  const node = running.find(({ id }) => id === nodeId);
  if (!node) return { message, culprit: undefined, reason: `the flow engine ended: ${message}` };
  const ended = `${describeNode(node, running)} ${lastWords?.nodeId === undefined ? 'has probably ended' : 'ended'} the flow engine`;
  return {
    message,
    culprit: { nodeId, text: `${ended} twice within a minute: ${message}` },
    reason: `${ended}: ${message}`,
  };
}
