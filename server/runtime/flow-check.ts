/** Finds faults that would make a flow fail silently. Pure. */
import type { FlowNode } from './flow-files.ts';

const named = (name: unknown, id: string): string => `"${typeof name === 'string' && name !== '' ? name : id}"`;

/** Describes a node in words, with its tab, which is also the name of its file. */
function describeNode(node: FlowNode, flow: readonly FlowNode[]): string {
  const tab = flow.find(({ id }) => id === node.z);
  return `${node.type} ${named(node.name, node.id)}${tab ? ` on the tab ${named(tab.label ?? tab.name, tab.id)}` : ''}`;
}

/** Descriptions of wires and links that lead nowhere. */
export function danglingWires(flow: readonly FlowNode[]): string[] {
  const ids = new Set(flow.map(({ id }) => id));
  const faults: string[] = [];
  for (const node of flow) {
    if (node.z !== undefined && node.z !== '' && !ids.has(node.z))
      faults.push(`${describeNode(node, flow)} stands on the tab ${node.z}, which is not there`);
    const links = node.type.startsWith('link ') && Array.isArray(node.links) ? (node.links as string[]) : [];
    for (const target of new Set([...(node.wires ?? []).flat(), ...links])) {
      if (!ids.has(target)) faults.push(`${describeNode(node, flow)} is wired to ${target}, which is not there`);
    }
  }
  return faults;
}

/** Types built into Node-RED: tabs, groups, subflows and their instances. */
const OWN_TYPES = /^(?:tab|group|subflow(?::.*)?|junction|unknown)$/;

/** Descriptions of nodes whose type is not loaded, except disabled ones. */
export const describeMissingTypes = (flow: readonly FlowNode[], isKnown: (type: string) => boolean): string[] =>
  flow
    .filter(({ type, d }) => !OWN_TYPES.test(type) && d !== true && !isKnown(type))
    .map((node) => `${describeNode(node, flow)} cannot run: no node of type ${node.type} is installed`);
