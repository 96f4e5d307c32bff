/** Which nodes do not act in a dry run, and what stands there in their place. Pure. */
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';

/** The type that takes the place of a node that would act. */
export const STAND_IN = 'dry-stand-in';

/** Nodes of Node-RED that only look at messages, change them, or hold them back. */
const PURE = new Set([
  'batch',
  'catch',
  'change',
  'comment',
  'complete',
  'csv',
  'debug',
  'delay',
  'function',
  'global-config',
  'group',
  'html',
  'inject',
  'join',
  'json',
  'junction',
  'link call',
  'link in',
  'link out',
  'range',
  'rbe',
  'sort',
  'split',
  'status',
  'switch',
  'tab',
  'template',
  'trigger',
  'unknown',
  'xml',
  'yaml',
]);

/** Ours run: whatever they do goes through services, which only record it. */
const runs = ({ type }: FlowNode): boolean => PURE.has(type) || /^(?:plantops-|subflow(?::|$))/.test(type);

/**
 * The flows with a stand-in for each node that would act outside of PlantOps, and for each that is not known: what it
 * does cannot be told from its type.
 */
export const withStandIns = (flows: readonly FlowNode[]): FlowNode[] =>
  flows.map((node) => (runs(node) ? node : standInOf(node)));

/** What Node-RED itself must know of a node; one without a place on its tab is a configuration node. */
const KEPT = ['id', 'z', 'g', 'd', 'x', 'y', 'name', 'wires', 'outputLabels'];

const standInOf = (node: FlowNode): FlowNode => ({
  ...Object.fromEntries(KEPT.filter((name) => name in node).map((name) => [name, node[name]])),
  id: node.id,
  type: STAND_IN,
});
