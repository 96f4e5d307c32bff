/** What is asked of a flow in several places: its nodes in words, which of them run, and where their messages go. Pure. */
import { withWholeLinks } from '@plantops/nodes/wires/follow-wires.ts';
import type { FlowNode } from './flow-files.ts';

/** A name in quotes, or the id of what has none. */
export const named = (name: unknown, id: string): string => `"${typeof name === 'string' && name !== '' ? name : id}"`;

/** A node in words, with its tab, which is also the name of its file. */
export function describeNode(node: FlowNode, flow: readonly FlowNode[]): string {
  const tab = flow.find(({ id }) => id === node.z);
  return `${node.type} ${named(node.name, node.id)}${tab ? ` on the tab ${named(tab.label ?? tab.name, tab.id)}` : ''}`;
}

/** The nodes at the other ends of a link. */
export const linksOf = (node: FlowNode): string[] =>
  node.type.startsWith('link ') && Array.isArray(node.links) ? (node.links as string[]) : [];

/** Where a node's messages go, over wires and links. A link in lists where its messages come from. */
export const targetsOf = (node: FlowNode): string[] => [
  ...(node.wires ?? []).flat(),
  ...(node.type === 'link in' ? [] : linksOf(node)),
];

/**
 * The nodes that Node-RED starts: neither they nor the tabs that they are on are disabled. Each link out names all ends of its
 * links, as `targetsOf` needs it.
 */
export function runningNodes(flow: readonly FlowNode[]): FlowNode[] {
  const disabledTabs = new Set(
    flow.filter(({ type, disabled }) => type === 'tab' && disabled === true).map(({ id }) => id),
  );
  return withWholeLinks(
    flow.filter(({ d, z, type }) => type !== 'tab' && d !== true && !(z !== undefined && disabledTabs.has(z))),
  );
}

/** Finds a loop among nodes. @returns the nodes on the first loop found, in order; undefined if there is none */
export function loopAmong(
  nodes: readonly FlowNode[],
  nextOf: (node: FlowNode) => readonly string[],
): FlowNode[] | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const done = new Set<string>();
  for (const start of nodes) {
    const path: FlowNode[] = [];
    const isOnPath = new Set<string>();
    const stack: { node: FlowNode; isLeft: boolean }[] = [{ node: start, isLeft: false }];
    for (let step = stack.pop(); step; step = stack.pop()) {
      const { node, isLeft } = step;
      if (isLeft) {
        path.pop();
        isOnPath.delete(node.id);
        done.add(node.id);
        continue;
      }
      if (isOnPath.has(node.id)) return path.slice(path.indexOf(node));
      if (done.has(node.id)) continue;
      path.push(node);
      isOnPath.add(node.id);
      stack.push({ node, isLeft: true });
      for (const id of nextOf(node)) {
        const next = byId.get(id);
        if (next) stack.push({ node: next, isLeft: false });
      }
    }
  }
  return undefined;
}
