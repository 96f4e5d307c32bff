/** What the gate says of the shape of flows, and of how their nodes refer to each other. Pure. */
import { PORTS } from '@plantops/nodes/wires/ports.ts';
import type { FlowNode } from './flow-files.ts';
import type { FlowFault } from './flow-gate.ts';
import { describeNode, linksOf, loopAmong, named, targetsOf } from './flow-graph.ts';

/** More nodes than this do not run: at each deploy, all are read, checked and started in one go. */
export const MOST_NODES = 2500;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** What is wrong with the form of one node, in words that follow its name. */
function misshapen(node: Record<string, unknown>): string | undefined {
  if (!isText(node.type)) return 'has no type';
  if (node.z !== undefined && typeof node.z !== 'string') return 'says which tab it is on by something that is no id';
  if (node.wires !== undefined && !(Array.isArray(node.wires) && node.wires.every(isTexts)))
    return 'has wires that are not lists of ids, one for each output';
  if (node.type.startsWith('link ') && !isTexts(node.links ?? [])) return 'has links that are not ids';
  if (node.type.startsWith('subflow:') && !isText(node.type.slice('subflow:'.length)))
    return 'does not say which subflow';
  return undefined;
}

/** What keeps a list from being read as a flow at all; with it, nothing else can be said. */
export function misshapenNodes(flow: readonly unknown[]): FlowFault[] {
  if (flow.length > MOST_NODES)
    return [
      {
        nodeId: undefined,
        text: `These flows have ${flow.length} nodes, and at most ${MOST_NODES} can run: remove some, or use subflows`,
      },
    ];
  return flow.flatMap((node, index): FlowFault[] => {
    const fields = node as Record<string, unknown> | null;
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields) || !isText(fields.id))
      return [{ nodeId: undefined, text: `Node ${index + 1} of these flows has no id: give it one of its own` }];
    const fault = misshapen(fields);
    if (fault === undefined) return [];
    const type = isText(fields.type) ? fields.type : 'A node';
    return [{ nodeId: fields.id, text: `${type} ${named(fields.name, fields.id)} ${fault}` }];
  });
}

export function repeatedIds(flow: readonly FlowNode[]): FlowFault[] {
  const seen = new Set<string>();
  return flow.flatMap((node) => {
    if (!seen.has(node.id)) {
      seen.add(node.id);
      return [];
    }
    return [
      { nodeId: node.id, text: `${describeNode(node, flow)} has the id of another node: give it one of its own` },
    ];
  });
}

/** Types that no wire leads to: Node-RED's own that take no messages, and ours. */
const WITHOUT_INPUT = new Set<string>([
  ...['tab', 'group', 'subflow', 'comment', 'inject', 'catch', 'status', 'complete', 'link in'],
  ...Object.entries(PORTS).flatMap(([type, { input }]) => (input.length === 0 ? [type] : [])),
]);

/** Settings of Node-RED's nodes that name another node, which must be there and of this type. */
const NAMES_ANOTHER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'mqtt in': { broker: 'mqtt-broker' },
  'mqtt out': { broker: 'mqtt-broker' },
  'http request': { tls: 'tls-config', proxy: 'http proxy' },
  'websocket in': { server: 'websocket-listener', client: 'websocket-client' },
  'websocket out': { server: 'websocket-listener', client: 'websocket-client' },
};

/** Wires, links and settings that lead nowhere or to what cannot be meant, and nodes on a tab that is not there. */
export function lostReferences(flow: readonly FlowNode[]): FlowFault[] {
  const byId = new Map(flow.map((node) => [node.id, node]));
  const missing = (id: string): string => `${id}, which is not there`;
  return flow.flatMap((node) => {
    const wired = new Set((node.wires ?? []).flat());
    const isLost = node.z !== undefined && node.z !== '' && !byId.has(node.z);
    const area = byId.get(node.z ?? '');
    const lost = [
      ...(isLost ? [`stands on the tab ${missing(node.z ?? '')}`] : []),
      ...(area && area.type !== 'tab' && area.type !== 'subflow'
        ? [`stands on ${describeNode(area, flow)}, which is neither a tab nor a subflow`]
        : []),
      ...[...new Set([...targetsOf(node), ...linksOf(node)])]
        .filter((id) => !byId.has(id))
        .map((id) => `is wired to ${missing(id)}`),
      ...[...wired].flatMap((id) => {
        const target = byId.get(id);
        return target && WITHOUT_INPUT.has(target.type)
          ? [`is wired to ${describeNode(target, flow)}, which takes no messages`]
          : [];
      }),
      ...(node.type === 'link out' || node.type === 'link call' ? linksOf(node) : []).flatMap((id) => {
        const target = byId.get(id);
        return target && target.type !== 'link in'
          ? [`is linked to ${describeNode(target, flow)}, which is no link in`]
          : [];
      }),
      ...Object.entries(NAMES_ANOTHER[node.type] ?? {}).flatMap(([setting, type]) => {
        const id = node[setting];
        if (!isText(id) || id.startsWith('${') || byId.get(id)?.type === type) return [];
        return [
          `needs a node of type ${type}, and ${setting} names ${byId.has(id) ? `${id}, which is none` : missing(id)}`,
        ];
      }),
      ...(node.type.startsWith('subflow:') && byId.get(node.type.slice('subflow:'.length))?.type !== 'subflow'
        ? [`needs the subflow ${missing(node.type.slice('subflow:'.length))}`]
        : []),
    ];
    return lost.map((text) => ({ nodeId: node.id, text: `${describeNode(node, flow)} ${text}` }));
  });
}

/** Nodes that hand on every message that comes to them, whatever it holds. */
const HANDS_ON = new Set([
  ...['link in', 'link out', 'junction', 'change', 'delay', 'template', 'range'],
  ...['plantops-enrich', 'plantops-persistence', 'plantops-rejection', 'plantops-notification'],
]);

/** Loops that no message can leave, and subflows that hold themselves. */
export function endlessLoops(running: readonly FlowNode[], flow: readonly FlowNode[]): FlowFault[] {
  const loop = loopAmong(
    running.filter(({ type }) => HANDS_ON.has(type)),
    targetsOf,
  );
  const subflows = flow.filter(({ type }) => type === 'subflow');
  const nested = loopAmong(subflows, ({ id }) =>
    flow
      .filter(({ z, type }) => z === id && type.startsWith('subflow:'))
      .map(({ type }) => type.slice('subflow:'.length)),
  );
  const namesOf = (nodes: readonly FlowNode[]): string => nodes.map(({ name, id }) => named(name, id)).join(', ');
  const [first] = loop ?? [];
  const [outer] = nested ?? [];
  return [
    ...(loop && first
      ? [
          {
            nodeId: first.id,
            text: `${describeNode(first, flow)} is on a loop of wires that no message can leave (${namesOf(loop)}): take one of these wires away, or put a switch between`,
          },
        ]
      : []),
    ...(nested && outer
      ? [{ nodeId: outer.id, text: `The subflow ${named(outer.name, outer.id)} holds itself (${namesOf(nested)})` }]
      : []),
  ];
}
