/** Merges a new version's flows with the owner's edits, property by property and wire by wire. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { FlowNode } from './flow-files.ts';

export interface MergeResult {
  flow: FlowNode[];
  /** What both the owner and the new version changed; the owner's change is kept. */
  conflicts: MergeConflict[];
}

export interface MergeConflict {
  nodeId: string;
  /** The property that both changed; undefined where one changed the node and the other removed it. */
  property: string | undefined;
}

/** Where a node is drawn is no change: the owner's place is kept whatever else happens. */
const PLACES = ['x', 'y', 'w', 'h'];

const byId = (flow: readonly FlowNode[]): Map<string, FlowNode> => new Map(flow.map((node) => [node.id, node]));

/** The same node where only what is drawn differs. */
const isSame = (one: FlowNode | undefined, other: FlowNode | undefined): boolean =>
  isDeepStrictEqual(withoutPlaces(one), withoutPlaces(other));

const withoutPlaces = (node: FlowNode | undefined): object | undefined =>
  node && Object.fromEntries(Object.entries(node).filter(([name]) => !PLACES.includes(name)));

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
  const renamed = renamedNodes(base, shipped);
  const before = byId(withIds(base, renamed));
  const mine = byId(withIds(edited, renamed));
  const theirs = byId(shipped);
  const flow: FlowNode[] = [];
  const conflicts: MergeConflict[] = [];
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [old, own, incoming] = [before.get(id), mine.get(id), theirs.get(id)];
    if (own && incoming) {
      flow.push(mergeNode(old, own, incoming, conflicts));
      continue;
    }
    // One of them has added or removed it.
    const isUntouched = isSame(own, old);
    const chosen = isUntouched ? incoming : own;
    if (chosen) flow.push(chosen);
    if (old && !isUntouched && !isSame(incoming, old)) conflicts.push({ nodeId: id, property: undefined });
  }
  return { flow, conflicts };
}

/** The id that nodes have in the new version, where it has given them another one. */
function renamedNodes(base: readonly FlowNode[], shipped: readonly FlowNode[]): Map<string, string> {
  const [old, next] = [byId(base), byId(shipped)];
  const gone = base.filter(({ id }) => !next.has(id));
  const added = shipped.filter(({ id }) => !old.has(id));
  const alike =
    ({ type, z }: FlowNode) =>
    (other: FlowNode) =>
      other.type === type && other.z === z;
  return new Map(
    gone.flatMap((node) => {
      const [to, ...others] = added.filter(alike(node));
      return to && others.length === 0 && gone.filter(alike(node)).length === 1 ? [[node.id, to.id] as const] : [];
    }),
  );
}

/** The flow with these ids replaced, also in wires, links and scopes. */
function withIds(flow: readonly FlowNode[], renamed: ReadonlyMap<string, string>): readonly FlowNode[] {
  if (renamed.size === 0) return flow;
  const rename = (id: string): string => renamed.get(id) ?? id;
  return flow.map((node) => {
    const lists = LISTS.flatMap((name) => {
      const ids = node[name];
      return Array.isArray(ids) ? [[name, (ids as string[]).map(rename)] as const] : [];
    });
    return {
      ...node,
      id: rename(node.id),
      ...(node.wires && { wires: node.wires.map((output) => output.map(rename)) }),
      ...Object.fromEntries(lists),
    };
  });
}

/** Properties that are lists of ids: the targets of links, what a Catch or Status node watches, and the nodes of a group. */
const LISTS = ['links', 'scope', 'nodes'];

function mergeNode(old: FlowNode | undefined, own: FlowNode, incoming: FlowNode, conflicts: MergeConflict[]): FlowNode {
  const merged: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(own), ...Object.keys(incoming)])) {
    const [was, is, next] = [old?.[name], own[name], incoming[name]];
    let value: unknown;
    if (PLACES.includes(name)) value = is ?? next;
    else if (isDeepStrictEqual(is, was)) value = next;
    else if (isDeepStrictEqual(next, was) || isDeepStrictEqual(is, next)) value = is;
    else {
      value = mergeLists(name, was, is, next);
      if (value === undefined) conflicts.push({ nodeId: own.id, property: name });
      value ??= is;
    }
    if (value !== undefined) merged[name] = value;
  }
  return merged as FlowNode;
}

/** Merges wires and other lists of ids. @returns undefined if the property is none, or both changed it in the same place */
function mergeLists(name: string, was: unknown, is: unknown, next: unknown): string[][] | string[] | undefined {
  if (name === 'wires') return mergeWires(was as string[][], is as string[][], next as string[][]);
  if (LISTS.includes(name) && Array.isArray(is) && Array.isArray(next))
    return mergeIds((was ?? []) as string[], is as string[], next as string[]);
  return undefined;
}

/** @returns undefined if both have led the same output elsewhere: then nobody knows what should come first */
function mergeWires(was: string[][] = [], is: string[][] = [], next: string[][] = []): string[][] | undefined {
  const outputs = Array.from({ length: Math.max(is.length, next.length) }, (_, output) => {
    const [before = [], own = [], incoming = []] = [was[output], is[output], next[output]];
    const isLedElsewhere = (ids: readonly string[]) =>
      before.some((id) => !ids.includes(id)) && ids.some((id) => !before.includes(id));
    return isLedElsewhere(own) && isLedElsewhere(incoming) ? undefined : mergeIds(before, own, incoming);
  });
  return outputs.every((output) => output !== undefined) ? outputs : undefined;
}

/** The owner's ids, with those that the new version added and without those that it removed. */
function mergeIds(was: readonly string[], is: readonly string[], next: readonly string[]): string[] {
  const removed = new Set(was.filter((id) => !next.includes(id)));
  const added = next.filter((id) => !was.includes(id));
  return [...new Set([...is.filter((id) => !removed.has(id)), ...added])];
}
