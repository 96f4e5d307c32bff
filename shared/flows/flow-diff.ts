/**
 * What is different between two versions of the flows, node by node, property by property and wire by wire. Where a node
 * is drawn, and the order of nodes, change nothing. Pure.
 */
import type { FlowChange, NodeRef, PropertyChange, WireChange } from './flow-change.ts';
import type { FlowNode } from './flow-node.ts';

export interface FlowDiff {
  /** Tabs first, then nodes in the order of the later version, and removed ones last. */
  changes: FlowChange[];
  /** How many nodes are drawn elsewhere, or tabs stand in another order. */
  moved: number;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What people call a node: its name, or the label of a tab; empty if it has none. */
export const nameOfNode = ({ name, label }: FlowNode): string => textOf(name) || textOf(label);

/** Where a node is drawn, and in which group: a group lists its nodes itself. */
const PLACES = new Set(['x', 'y', 'w', 'h', 'g']);
/** Compared apart from the other properties, or the same by definition. */
const APART = new Set(['id', 'wires']);
/** Properties that name other nodes by their ids. */
const NAMING = new Set(['z', 'nodes', 'scope']);

type Nodes = ReadonlyMap<string, FlowNode>;
const byId = (flow: readonly FlowNode[]): Nodes => new Map(flow.map((node) => [node.id, node]));

/** A node in words. */
export function nodeRef(node: FlowNode, nodes: Nodes): NodeRef {
  const tab = nodes.get(node.z ?? '');
  return { id: node.id, type: node.type, name: nameOfNode(node), tab: tab ? nameOfNode(tab) || tab.id : null };
}

const refOf = (id: string, nodes: Nodes): NodeRef => {
  const node = nodes.get(id);
  return node ? nodeRef(node, nodes) : { id, type: 'unknown', name: '', tab: null };
};

/** The links that lead away from a node. A "link in" lists where its messages come from, which others say already. */
const linksOf = ({ type, links }: FlowNode): string[] =>
  type.startsWith('link ') && type !== 'link in' && Array.isArray(links) ? (links as string[]) : [];

/** Whether a property says what the node does. */
const counts = ({ type }: FlowNode, name: string): boolean =>
  !PLACES.has(name) && !APART.has(name) && !(name === 'links' && type.startsWith('link '));

/** The entries and exits of a subflow, without where they are drawn. */
const withoutPlaces = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const { x: _x, y: _y, ...others } = value as Record<string, unknown>;
  return others;
};

const isSubflowPort = ({ type }: FlowNode, name: string): boolean =>
  type === 'subflow' && (name === 'in' || name === 'out' || name === 'status');

/** A value to compare: without what says nothing, such as the order of nodes in a group. */
function weighed(node: FlowNode, name: string): unknown {
  const value = node[name];
  if (isSubflowPort(node, name)) return withoutPlaces(value);
  return NAMING.has(name) && Array.isArray(value) ? (value as string[]).toSorted() : value;
}

/** A value to show: names in place of ids. */
function shown(node: FlowNode, name: string, nodes: Nodes): unknown {
  const value = weighed(node, name);
  const word = (id: string): string => {
    const named = nodes.get(id);
    return named ? nameOfNode(named) || id : id;
  };
  if (NAMING.has(name) && typeof value === 'string') return word(value);
  return NAMING.has(name) && Array.isArray(value) ? (value as string[]).map(word) : value;
}

/** Whether two values of JSON are the same; the order of an object's keys says nothing. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  return (
    keys.length === Object.keys(b).filter((key) => b[key] !== undefined).length &&
    keys.every((key) => isSame(a[key], b[key]))
  );
}

function changedProperties(old: FlowNode, next: FlowNode, before: Nodes, after: Nodes): PropertyChange[] {
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [...names]
    .filter((name) => counts(old, name) || counts(next, name))
    .filter((name) => !isSame(weighed(old, name), weighed(next, name)))
    .map((name) => {
      const [from, to] = [shown(old, name, before), shown(next, name, after)];
      return { property: name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    });
}

function changedWires(old: FlowNode, next: FlowNode, before: Nodes, after: Nodes): WireChange[] {
  const [was, is] = [old.wires ?? [], next.wires ?? []];
  const outputs = Array.from({ length: Math.max(was.length, is.length) }, (_, nth) => ({
    output: nth + 1,
    was: was[nth] ?? [],
    is: is[nth] ?? [],
  }));
  return [...outputs, { output: null, was: linksOf(old), is: linksOf(next) }].flatMap(
    ({ output, was: from, is: to }) => {
      const added = to.filter((id) => !from.includes(id)).map((id) => refOf(id, after));
      const removed = from.filter((id) => !to.includes(id)).map((id) => refOf(id, before));
      return added.length + removed.length === 0 ? [] : [{ output, added, removed }];
    },
  );
}

const isPlacedAlike = (old: FlowNode, next: FlowNode): boolean =>
  [...PLACES].every((name) => isSame(old[name], next[name])) &&
  ['in', 'out', 'status'].every((name) => !isSubflowPort(next, name) || isSame(old[name], next[name]));

const tabOrder = (flow: readonly FlowNode[], others: Nodes): string[] =>
  flow.filter(({ id, type }) => type === 'tab' && others.get(id)?.type === 'tab').map(({ id }) => id);

/** What makes `after` of `before`. */
export function diffFlows(before: readonly FlowNode[], after: readonly FlowNode[]): FlowDiff {
  const [old, next] = [byId(before), byId(after)];
  let moved = isSame(tabOrder(before, next), tabOrder(after, old)) ? 0 : 1;
  const changes = after.flatMap((node): FlowChange[] => {
    const was = old.get(node.id);
    const ref = nodeRef(node, next);
    if (!was) return [{ kind: 'added', node: ref }];
    if (!isPlacedAlike(was, node)) moved += 1;
    const properties = changedProperties(was, node, old, next);
    const wires = changedWires(was, node, old, next);
    return [
      ...(properties.length > 0 ? [{ kind: 'changed' as const, node: ref, properties }] : []),
      ...(wires.length > 0 ? [{ kind: 'rewired' as const, node: ref, wires }] : []),
    ];
  });
  const removed = before
    .filter(({ id }) => !next.has(id))
    .map((node): FlowChange => ({ kind: 'removed', node: nodeRef(node, old) }));
  const isTab = ({ node }: FlowChange): boolean => node.type === 'tab';
  const all = [...changes, ...removed];
  return { changes: [...all.filter(isTab), ...all.filter((change) => !isTab(change))], moved };
}
