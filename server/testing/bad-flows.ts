/** Flows that must not run: the shipped ones, each with one thing made wrong. */
import type { FlowNode } from '../runtime/flow-files.ts';

export interface BadFlow {
  what: string;
  flow: unknown[];
  /** What the refusal says. */
  says: RegExp;
}

type Change = Readonly<Record<string, unknown>>;

/** @param shipped flows that run */
export function badFlows(shipped: readonly FlowNode[]): BadFlow[] {
  const set = (id: string, change: Change): unknown[] =>
    shipped.map((node) => (node.id === id ? { ...node, ...change } : node));
  const without = (id: string): unknown[] => shipped.filter((node) => node.id !== id);
  const and = (...nodes: unknown[]): unknown[] => [...shipped, ...nodes];
  const at = (id: string, type: string, wires: unknown = [], more: Change = {}): unknown => ({
    ...{ id, type, z: 'telemetry', name: id, x: 100, y: 100, wires },
    ...more,
  });
  const bad = (what: string, flow: unknown[], says: RegExp): BadFlow => ({ what, flow, says });
  return [
    bad('an empty flow', [], /Nothing takes the telemetry/),
    bad('null for a node', and(null), /Node \d+ of these flows has no id/),
    bad('a list for a node', and([]), /has no id/),
    bad('text for a node', and('telemetry'), /has no id/),
    bad('a node without an id', and({ type: 'debug', z: 'telemetry' }), /has no id/),
    bad('a number for an id', and({ id: 5, type: 'debug', z: 'telemetry' }), /has no id/),
    bad('an empty id', and({ id: '', type: 'debug', z: 'telemetry' }), /has no id/),
    bad('a node without a type', and({ id: 'mine', z: 'telemetry' }), /A node "mine" has no type/),
    bad('a type that is a list', and({ id: 'mine', type: ['debug'] }), /has no type/),
    bad('a tab that is a number', and(at('mine', 'debug', [], { z: 7 })), /debug "mine" says which tab/),
    bad(
      'wires that are text',
      and(at('mine', 'debug', 'telemetry-enrich')),
      /debug "mine" has wires that are not lists/,
    ),
    bad('wires without an output', and(at('mine', 'inject', ['telemetry-enrich'])), /has wires that are not lists/),
    bad('wires to numbers', and(at('mine', 'inject', [[1]])), /has wires that are not lists/),
    bad('wires that are an object', and(at('mine', 'inject', { 0: ['x'] })), /has wires that are not lists/),
    bad('links to objects', and(at('mine', 'link out', [], { links: [{ id: 'x' }] })), /has links that are not ids/),
    bad('links that are text', and(at('mine', 'link out', [], { links: 'x' })), /has links that are not ids/),
    bad('a subflow without a name', and(at('mine', 'subflow:')), /does not say which subflow/),
    bad(
      '5,000 nodes',
      and(...Array.from({ length: 5000 }, (_, index) => at(`n${index}`, 'debug'))),
      /at most 2500 can run/,
    ),
    bad('an id twice', and(at('telemetry-enrich', 'debug')), /has the id of another node/),
    bad('a wire to nowhere', set('telemetry-ingest', { wires: [['gone']] }), /is wired to gone, which is not there/),
    bad('a link to nowhere', and(at('mine', 'link out', [], { links: ['gone'] })), /is wired to gone/),
    bad('a tab that is gone', without('alerts'), /stands on the tab alerts, which is not there/),
    bad('a node on a node', and(at('mine', 'debug', [], { z: 'telemetry-enrich' })), /is neither a tab nor a subflow/),
    bad('a wire to a tab', and(at('mine', 'inject', [['alerts']])), /is wired to tab .*, which takes no messages/),
    bad('a wire to an inject', and(at('a', 'inject'), at('b', 'inject', [['a']])), /inject "a" .* takes no messages/),
    bad('a wire to where messages come in', and(at('mine', 'inject', [['telemetry-ingest']])), /takes no messages/),
    bad('a link to what is no link', and(at('mine', 'link out', [], { links: ['telemetry-enrich'] })), /is no link in/),
    bad('a broker that is gone', and(at('mine', 'mqtt in', [[]], { topic: 'x', broker: 'gone' })), /broker names gone/),
    bad(
      'a broker that is a tab',
      and(at('mine', 'mqtt out', [], { topic: 'x', broker: 'alerts' })),
      /needs a node of type mqtt-broker/,
    ),
    bad('a subflow that is gone', and(at('mine', 'subflow:gone')), /needs the subflow gone/),
    bad(
      'a subflow in itself',
      and({ id: 's', type: 'subflow', name: 'S', in: [], out: [] }, at('mine', 'subflow:s', [], { z: 's' })),
      /The subflow "S" holds itself/,
    ),
    bad(
      'two subflows in each other',
      and(
        { id: 's', type: 'subflow', name: 'S', in: [], out: [] },
        { id: 't', type: 'subflow', name: 'T', in: [], out: [] },
        at('a', 'subflow:t', [], { z: 's' }),
        at('b', 'subflow:s', [], { z: 't' }),
      ),
      /holds itself \("(?:S", "T|T", "S)"\)/,
    ),
    bad(
      'a loop that no message can leave',
      and(at('a', 'junction', [['b']]), at('b', 'change', [['a']], { rules: [] })),
      /is on a loop of wires that no message can leave \("(?:a", "b|b", "a)"\)/,
    ),
    bad('a node wired to itself', and(at('mine', 'delay', [['mine']])), /on a loop of wires/),
    bad(
      'a loop over links',
      and(at('o', 'link out', [], { links: ['i'] }), at('i', 'link in', [['o']], { links: ['o'] })),
      /on a loop of wires/,
    ),
    bad('a type that is not installed', and(at('mine', 'warp drive')), /no node of type warp drive is installed/),
    bad(
      'two that take the telemetry',
      and(at('mine', 'plantops-ingest', [['telemetry-validation']])),
      /keep one of them/,
    ),
    bad('nothing that takes heartbeats', set('presence-ingest', { d: true }), /is switched off, so nothing takes/),
    bad('a disabled tab', set('telemetry', { disabled: true }), /is switched off/),
    bad('no way to where it is kept', set('telemetry-ingest', { wires: [[]] }), /not wired to any node that keeps/),
    bad(
      'two answers for a request',
      and(at('mine', 'plantops-request', [[]], { operation: 'care_plan' })),
      /takes the requests care_plan, and so does/,
    ),
    bad(
      'text for a number',
      set('alerts-threshold', { hysteresisPct: 'banana' }),
      /Check this node's settings: hysteresis/,
    ),
    bad('a number out of range', set('alerts-threshold', { hysteresisPct: 51 }), /Check this node's settings/),
    bad('an operation that is none', set('care-request', { operation: 'dance' }), /Check this node's settings/),
    bad(
      'a raw message for a reading',
      set('telemetry-ingest', { wires: [['telemetry-validation', 'alerts-threshold']] }),
      /takes a reading, but .* sends it a raw message/,
    ),
    bad(
      'a function that sends what does not fit',
      and(at('mine', 'function', [['alerts-threshold']], { func: '', plantopsOutput: 'heartbeat' })),
      /takes a reading, but function "mine" .* sends it a heartbeat/,
    ),
    bad(
      'a type of message that is none',
      and(at('mine', 'function', [['alerts-threshold']], { func: '', plantopsOutput: 'wish' })),
      /"wish", which is no type of message/,
    ),
  ];
}
