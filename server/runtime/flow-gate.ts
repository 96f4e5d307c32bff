/**
 * The one gate for flows: what it finds keeps them from running, whether they come from the editor, over HTTP, from a
 * backup, with an upgrade or from an earlier start. Pure.
 */
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import { readConfig } from '@plantops/nodes/runtime/config.ts';
import { followWires } from '@plantops/nodes/wires/follow-wires.ts';
import { PORTS } from '@plantops/nodes/wires/ports.ts';
import { wrongWireText } from '@plantops/nodes/wires/wrong-wire.ts';
import { MESSAGE_TYPES } from '@plantops/shared/flows/message-types.ts';
import { type FlowFailure, flowFailureText } from '@plantops/shared/flows/flow-failure.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { FLOW_OPERATIONS } from '@plantops/shared/ports.ts';
import { ALWAYS_TAKEN, MESSAGE_KINDS, type MessageKind } from '@plantops/shared/topics.ts';
import type { FlowNode } from './flow-files.ts';
import { describeNode, runningNodes, targetsOf } from './flow-graph.ts';
import { endlessLoops, lostReferences, misshapenNodes, repeatedIds } from './flow-wiring.ts';

/** Why flows must not run, in a sentence for the owner that begins with the node. */
export interface FlowFault {
  /** The node to mark in the editor; undefined where the fault is that there is none. */
  nodeId: string | undefined;
  text: string;
  /** The same as facts, where it can also be found out after a deploy: then the owner is told in their language. */
  failure?: FlowFailure;
}

export const faultOf = (nodeId: string | undefined, failure: FlowFailure): FlowFault => ({
  nodeId,
  text: flowFailureText(failure, 'en'),
  failure,
});

/** Types built into Node-RED: tabs, groups, subflows and their instances. */
const BUILT_IN_TYPES = /^(?:tab|group|subflow(?::.*)?|junction|unknown)$/;

/** Nodes whose type is not installed, except disabled ones. */
const missingTypes = (flow: readonly FlowNode[], types: ReadonlySet<string>): FlowFault[] =>
  flow
    .filter(({ type, d }) => !BUILT_IN_TYPES.test(type) && d !== true && !types.has(type))
    .map((node) => faultOf(node.id, { what: 'type_missing', node: describeNode(node, flow), type: node.type }));

/** What tells of flows that must not run: a sentence for each fault, and the nodes to mark. */
export const refusalOf = (faults: readonly FlowFault[], options?: ErrorOptions): ProblemError =>
  new ProblemError(
    'flows_refused',
    faults.map(({ text }) => text).join('\n'),
    faults.map(({ nodeId, text }) => ({ pointer: nodeId ?? '', detail: text })),
    options,
  );

const definitions = new Map(plantOpsNodes.map(({ definition }) => [definition.type as string, definition]));

/** A value that Node-RED replaces when the node starts, such as `${COOLDOWN}` in a subflow. */
const isReplacedLater = (value: unknown): boolean => typeof value === 'string' && /^\$\{[^}]+\}$/.test(value);

/** Settings that a node of ours would refuse at its start. */
function badSettings(running: readonly FlowNode[], flow: readonly FlowNode[]): FlowFault[] {
  return running.flatMap((node) => {
    const definition = definitions.get(node.type);
    if (!definition || Object.values(node).some(isReplacedLater)) return [];
    try {
      readConfig(definition.config, definition.upgrades ?? [], node);
      return [];
    } catch (failure) {
      return [{ nodeId: node.id, text: `${describeNode(node, flow)}: ${(failure as Error).message}` }];
    }
  });
}

/** The broker ends the session of whoever connected with a client id before: these are of PlantOps' own connections. */
const OWN_CLIENT_IDS = /^plantops-/i;

const takenClientIds = (running: readonly FlowNode[], flow: readonly FlowNode[]): FlowFault[] =>
  running
    .filter(({ type, clientid }) => type === 'mqtt-broker' && OWN_CLIENT_IDS.test(String(clientid)))
    .map((node) => ({
      nodeId: node.id,
      text: `${describeNode(node, flow)} has the client id ${String(node.clientid)}, and those that begin with "plantops-" are PlantOps' own at the broker: leave it empty, or choose another`,
    }));

function consumers(running: readonly FlowNode[], flow: readonly FlowNode[]): FlowFault[] {
  const tooMany = (nodes: readonly FlowNode[], what: string): FlowFault[] =>
    nodes.slice(1).map((node) => ({
      nodeId: node.id,
      text: `${describeNode(node, flow)} takes ${what}, and so does ${describeNode(nodes[0] ?? node, flow)}: keep one of them, and wire it to both places`,
    }));
  // With two, half of the messages would go astray; without one, they would wait at the broker.
  const messages = MESSAGE_KINDS.flatMap((kind) => {
    const takers = running.filter(
      ({ type, kind: taken }) => type === 'plantops-ingest' && (taken ?? 'telemetry') === kind,
    );
    if (takers.length > 0) return tooMany(takers, `the ${kind} messages`);
    if (!ALWAYS_TAKEN.has(kind)) return [];
    const off = flow.find(({ type, kind: taken }) => type === 'plantops-ingest' && (taken ?? 'telemetry') === kind);
    return [
      {
        nodeId: off?.id,
        text: off
          ? `${describeNode(off, flow)} is switched off, so nothing takes the ${kind} messages of devices: switch it and its tab on`
          : `Nothing takes the ${kind} messages of devices: a "device messages" node must, see the tabs that come with PlantOps`,
      },
    ];
  });
  const requests = FLOW_OPERATIONS.flatMap((operation) =>
    tooMany(
      running.filter(({ type, operation: taken }) => type === 'plantops-request' && taken === operation),
      `the requests ${operation}`,
    ),
  );
  return [...messages, ...requests];
}

/** The nodes that answer for a message of this kind: with them, the broker may forget it. */
const ENDS: Readonly<Record<MessageKind, readonly string[]>> = {
  telemetry: ['plantops-persistence', 'plantops-rejection'],
  heartbeat: ['plantops-presence', 'plantops-rejection'],
  gateway: ['plantops-dialect'],
};

/** Every node that messages from `start` can reach, into subflows and out of them too. */
function reachedFrom(start: FlowNode, running: readonly FlowNode[]): Set<FlowNode> {
  const byId = new Map(running.map((node) => [node.id, node]));
  const reached = new Set<FlowNode>();
  const queue = [start];
  for (let node = queue.pop(); node; node = queue.pop()) {
    const subflow = byId.get(node.type.replace(/^subflow:/, ''));
    const inside = node.type.startsWith('subflow:') && Array.isArray(subflow?.in) ? entriesOf(subflow.in) : [];
    for (const target of [...targetsOf(node), ...inside]) {
      const next = byId.get(target);
      if (next && !reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
    }
  }
  return reached;
}

const entriesOf = (entries: readonly unknown[]): string[] =>
  entries.flatMap((entry) => (entry as { wires?: { id: string }[] }).wires?.map(({ id }) => id) ?? []);

/** Wiring that would leave every message with nobody to answer for it. */
function unanswered(running: readonly FlowNode[], flow: readonly FlowNode[]): FlowFault[] {
  return running
    .filter(({ type }) => type === 'plantops-ingest')
    .flatMap((node) => {
      const kind = MESSAGE_KINDS.find((known) => known === node.kind) ?? 'telemetry';
      const reached = reachedFrom(node, running);
      if ([...reached].some(({ type }) => ENDS[kind].includes(type))) return [];
      return [
        {
          nodeId: node.id,
          text: `${describeNode(node, flow)} is not wired to any node that keeps its messages: a wire must lead on to ${ENDS[kind].join(' or ')}`,
        },
      ];
    });
}

/** Wires whose messages the node at their end cannot take, over links, switches and subflows too. */
function wrongWires(running: readonly FlowNode[], flow: readonly FlowNode[]): FlowFault[] {
  const byId = new Map(flow.map((node) => [node.id, node]));
  const faults = followWires(running, PORTS).wrong.flatMap(({ nodeId, arrival }) => {
    const node = byId.get(nodeId);
    const sender = byId.get(arrival.from.id);
    if (!node || !sender) return [];
    const text = `${describeNode(node, flow)} ${wrongWireText(node.type, arrival, describeNode(sender, flow), PORTS, MESSAGE_TYPES)}`;
    return [{ nodeId, text }];
  });
  return [...new Map(faults.map((fault) => [fault.text, fault])).values()];
}

/**
 * Everything that keeps these flows from running.
 * @param flow may be anything that was sent as a list of nodes: what is none is a fault
 * @param types the types of nodes that are installed; undefined where that is not known, then types are not checked
 */
export function faultsOf(flow: readonly FlowNode[], types: ReadonlySet<string> | undefined): FlowFault[] {
  const misshapen = misshapenNodes(flow);
  if (misshapen.length > 0) return misshapen;
  const running = runningNodes(flow);
  return [
    ...repeatedIds(flow),
    ...lostReferences(flow),
    ...endlessLoops(running, flow),
    ...(types ? missingTypes(flow, types) : []),
    ...badSettings(running, flow),
    ...takenClientIds(running, flow),
    ...consumers(running, flow),
    ...unanswered(running, flow),
    ...wrongWires(running, flow),
  ];
}
