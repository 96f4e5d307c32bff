/** Finds what would make a flow fail silently. Pure. */
import type { FlowNode } from './flow-files.ts';

const nameOf = (node: FlowNode): string => `${node.type} "${typeof node.name === 'string' && node.name ? node.name : node.id}"`;

/** Wires and links that lead nowhere, in words. */
export function danglingWires(flow: readonly FlowNode[]): string[] {
  const ids = new Set(flow.map(({ id }) => id));
  const faults: string[] = [];
  for (const node of flow) {
    if (node.z !== undefined && node.z !== '' && !ids.has(node.z)) faults.push(`${nameOf(node)} stands on the tab ${node.z}, which is not there`);
    const links = node.type.startsWith('link ') && Array.isArray(node.links) ? (node.links as string[]) : [];
    for (const target of new Set([...(node.wires ?? []).flat(), ...links])) {
      if (!ids.has(target)) faults.push(`${nameOf(node)} is wired to ${target}, which is not there`);
    }
  }
  return faults;
}

/** Types that nothing has loaded; tabs, groups, subflows and their instances are Node-RED's own. */
export function missingTypes(flow: readonly FlowNode[], isKnown: (type: string) => boolean): string[] {
  const own = /^(?:tab|group|subflow(?::.*)?|junction|unknown)$/;
  return [...new Set(flow.filter(({ type, d }) => !own.test(type) && d !== true).map(({ type }) => type))].filter((type) => !isKnown(type));
}
