/** Merges a new version's flows with the owner's edits. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { FlowNode } from './flow-files.ts';

export interface MergeResult {
  flow: FlowNode[];
  /** Nodes that both the owner and the new version changed; the owner's change is kept. */
  conflicts: string[];
}

const byId = (flow: readonly FlowNode[]): Map<string, FlowNode> => new Map(flow.map((node) => [node.id, node]));

/**
 * Three-way merge by node id.
 * @param base the flows shipped with the version that the owner edited
 * @param edited the owner's flow
 * @param shipped the flows shipped with this version
 */
export function mergeFlows(
  base: readonly FlowNode[],
  edited: readonly FlowNode[],
  shipped: readonly FlowNode[],
): MergeResult {
  const before = byId(base);
  const mine = byId(edited);
  const theirs = byId(shipped);
  const flow: FlowNode[] = [];
  const conflicts: string[] = [];
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [old, own, incoming] = [before.get(id), mine.get(id), theirs.get(id)];
    const untouchedByOwner = isDeepStrictEqual(own, old);
    const chosen = untouchedByOwner ? incoming : own;
    if (chosen) flow.push(chosen);
    if (!untouchedByOwner && !isDeepStrictEqual(incoming, old) && !isDeepStrictEqual(incoming, own)) conflicts.push(id);
  }
  return { flow, conflicts };
}
