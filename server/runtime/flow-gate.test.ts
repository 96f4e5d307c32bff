import path from 'node:path';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import { followWires } from '@plantops/nodes/wires/follow-wires.ts';
import { PORTS } from '@plantops/nodes/wires/ports.ts';
import { describe, expect, it } from 'vitest';
import { type FlowNode, readFlowFiles } from './flow-files.ts';
import { faultsOf } from './flow-gate.ts';

const shipped = readFlowFiles(path.join(import.meta.dirname, '..', '..', 'flows'));
const OURS = plantOpsNodes.map(({ definition }) => definition.type as string);
const BASIC = [
  'mqtt-broker',
  'link in',
  'link out',
  'catch',
  'debug',
  'status',
  'inject',
  'comment',
  'function',
  'link call',
];
const types = new Set([...OURS, ...BASIC]);
const textsOf = (flow: readonly FlowNode[]): string[] => faultsOf(flow, types).map(({ text }) => text);
const changed = (id: string, change: Record<string, unknown>): FlowNode[] =>
  shipped.map((node) => (node.id === id ? { ...node, ...change } : node));
const on = (tab: string, node: Partial<FlowNode> & { id: string; type: string }): FlowNode => ({
  z: tab,
  wires: [],
  ...node,
});

describe('the gate', () => {
  it('lets the shipped flows pass', () => {
    expect(shipped.length).toBeGreaterThan(10);
    expect(faultsOf(shipped, types)).toEqual([]);
  });

  it('finds wires, links and tabs that lead nowhere, and names the node', () => {
    expect(
      faultsOf(
        [
          ...shipped,
          on('alerts', { id: 'a', type: 'debug', name: 'mine', wires: [['b', 'gone'], ['gone']] }),
          on('alerts', { id: 'b', type: 'link out', links: ['nowhere'] }),
          on('lost', { id: 'c', type: 'inject' }),
        ],
        types,
      ),
    ).toEqual([
      { nodeId: 'a', text: 'debug "mine" on the tab "Alerts" is wired to gone, which is not there' },
      { nodeId: 'b', text: 'link out "b" on the tab "Alerts" is wired to nowhere, which is not there' },
      { nodeId: 'c', text: 'inject "c" stands on the tab lost, which is not there' },
    ]);
  });

  it('ignores lists that are not links', () => {
    expect(
      textsOf([...shipped, on('alerts', { id: 'a', type: 'catch', links: ['x'] }), { id: 'c', type: 'debug', z: '' }]),
    ).toEqual([]);
  });

  it('finds a client id that would end a session of the server at the broker', () => {
    const broker = (clientid: unknown): FlowNode => ({ id: 'b', type: 'mqtt-broker', name: 'mine', clientid });
    expect(textsOf([...shipped, broker('plantops-server')])).toEqual([
      'mqtt-broker "mine" has the client id plantops-server, and those that begin with "plantops-" are PlantOps\' own at the broker: leave it empty, or choose another',
    ]);
    for (const other of ['', undefined, 'my-plantops-client']) expect(textsOf([...shipped, broker(other)])).toEqual([]);
    expect(textsOf([...shipped, { ...broker('plantops-server'), d: true }])).toEqual([]);
  });

  it('finds an id that two nodes have', () => {
    expect(textsOf([...shipped, on('alerts', { id: 'telemetry-enrich', type: 'debug' })])).toEqual([
      'debug "telemetry-enrich" on the tab "Alerts" has the id of another node: give it one of its own',
    ]);
  });

  it("names each node whose type is not installed, except Node-RED's own types and disabled nodes", () => {
    const own = ['tab', 'group', 'junction', 'subflow', 'subflow:3', 'unknown', 'debug', 'gone'];
    const flow = own.map((type, index) => ({ id: String(index), type }));
    const off = { id: 'off', type: 'off', d: true };
    expect(textsOf([...shipped, ...flow, off])).toEqual(['gone "7" cannot run: no node of type gone is installed']);
    expect(faultsOf([...shipped, ...flow], undefined), 'before any engine has run').toEqual([]);
  });

  it.each(['banana', -1, 51, 'NaN', '5,5', {}])(
    "refuses %j as a threshold's hysteresis, as the node would",
    (hysteresisPct) => {
      expect(faultsOf(changed('alerts-threshold', { hysteresisPct }), types)).toEqual([
        {
          nodeId: 'alerts-threshold',
          text: expect.stringMatching(
            /^plantops-threshold "compare with the limits" on the tab "Alerts": Check this node's settings: hysteresisPct/,
          ) as string,
        },
      ]);
    },
  );

  it('leaves settings alone that Node-RED fills in later, and those of nodes that do not run', () => {
    expect(textsOf(changed('alerts-threshold', { hysteresisPct: '${HYSTERESIS}' }))).toEqual([]);
    expect(textsOf(changed('alerts-threshold', { hysteresisPct: 'banana', d: true }))).toEqual([]);
  });

  it('wants exactly one node that takes the telemetry, and one that takes the heartbeats', () => {
    const second = on('alerts', {
      id: 'second',
      type: 'plantops-ingest',
      name: 'mine',
      wires: [['telemetry-validation']],
    });
    expect(textsOf([...shipped, second])).toEqual([
      'plantops-ingest "mine" on the tab "Alerts" takes the telemetry messages, and so does plantops-ingest "readings arrive" on the tab "Telemetry": keep one of them, and wire it to both places',
    ]);
    expect(textsOf([...shipped, { ...second, d: true }])).toEqual([]);
    expect(textsOf(changed('presence-ingest', { d: true }))).toEqual([
      'plantops-ingest "heartbeats arrive" on the tab "Presence" is switched off, so nothing takes the heartbeat messages of devices: switch it and its tab on',
    ]);
    expect(faultsOf(changed('telemetry', { disabled: true }), types)).toEqual([
      { nodeId: 'telemetry-ingest', text: expect.stringContaining('is switched off') as string },
    ]);
    expect(faultsOf([], types).map(({ nodeId, text }) => [nodeId, text.slice(0, 41)])).toEqual([
      [undefined, 'Nothing takes the telemetry messages of d'],
      [undefined, 'Nothing takes the heartbeat messages of d'],
    ]);
  });

  it('lets an endpoint be unanswered, but not be answered twice', () => {
    expect(textsOf(shipped.filter(({ id }) => id !== 'provisioning-request'))).toEqual([]);
    const twice = on('care', { id: 'twice', type: 'plantops-request', operation: 'care_plan' });
    expect(textsOf([...shipped, twice])).toEqual([
      'plantops-request "twice" on the tab "Care" takes the requests care_plan, and so does plantops-request "a plan is due" on the tab "Care": keep one of them, and wire it to both places',
    ]);
  });

  describe('wants a way from where messages come in to a node that answers for them', () => {
    const refusal = [
      {
        nodeId: 'telemetry-ingest',
        text: 'plantops-ingest "readings arrive" on the tab "Telemetry" is not wired to any node that keeps its messages: a wire must lead on to plantops-persistence or plantops-rejection',
      },
    ];
    const from = (wires: string[][], ...more: FlowNode[]): FlowNode[] => [
      ...changed('telemetry-ingest', { wires }),
      ...more,
    ];

    it('which may not end', () => {
      expect(faultsOf(from([[]]), types)).toEqual(refusal);
      expect(faultsOf(from([['f']], on('telemetry', { id: 'f', type: 'function' })), types)).toEqual(refusal);
      const circle = on('telemetry', { id: 'f', type: 'function', wires: [['f']] });
      expect(faultsOf(from([['f']], circle), types)).toEqual(refusal);
      const off = on('telemetry', { id: 'f', type: 'function', d: true, wires: [['telemetry-validation']] });
      expect(faultsOf(from([['f']], off), types)).toEqual(refusal);
    });

    it('and may lead over links, junctions and through or into subflows', () => {
      const out = on('telemetry', { id: 'out', type: 'link out', links: ['in'] });
      const link = on('alerts', { id: 'in', type: 'link in', links: ['out'], wires: [['j']] });
      const junction = on('alerts', { id: 'j', type: 'junction', wires: [['s']] });
      const through = on('alerts', { id: 's', type: 'subflow:sub', wires: [['telemetry-validation']] });
      const sub: FlowNode = { id: 'sub', type: 'subflow', in: [{ wires: [{ id: 'inner' }] }], out: [] };
      const inner = (type: string): FlowNode => on('sub', { id: 'inner', type });
      expect(textsOf(from([['out']], out, link, junction, through, sub, inner('function')))).toEqual([]);
      const into = { ...through, wires: [[]] };
      const keeps = [
        { ...inner('function'), wires: [['keep']] },
        on('sub', { id: 'keep', type: 'plantops-rejection' }),
      ];
      expect(textsOf(from([['s']], into, sub, ...keeps))).toEqual([]);
      expect(faultsOf(from([['s']], into, sub, inner('function')), types)).toEqual(refusal);
    });
  });
});

describe('the gate and types of messages', () => {
  const wrong = {
    nodeId: 'alerts-threshold',
    text: 'plantops-threshold "compare with the limits" on the tab "Alerts" takes a reading, but plantops-ingest "readings arrive" on the tab "Telemetry" (output "message") sends it a raw message: wire it behind a validation node',
  };
  const alsoTo = (target: string): FlowNode[] =>
    changed('telemetry-ingest', { wires: [['telemetry-validation', target]] });

  it('finds a wire whose messages the node at its end cannot take, straight, over links and in subflows', () => {
    expect(faultsOf(alsoTo('alerts-threshold'), types)).toEqual([wrong]);
    const links = [
      on('telemetry', { id: 'out', type: 'link out', links: ['in'] }),
      on('alerts', { id: 'in', type: 'link in', links: ['out'], wires: [['alerts-threshold']] }),
    ];
    expect(faultsOf([...alsoTo('out'), ...links], types)).toEqual([wrong]);
    const inside: FlowNode[] = [
      on('telemetry', { id: 's', type: 'subflow:sub' }),
      { id: 'sub', type: 'subflow', name: 'Mine', in: [{ wires: [{ id: 'inner' }] }], out: [] },
      on('sub', { id: 'inner', type: 'plantops-threshold' }),
    ];
    expect(textsOf([...alsoTo('s'), ...inside])).toEqual([
      wrong.text.replace('"compare with the limits" on the tab "Alerts"', '"inner" on the tab "Mine"'),
    ]);
  });

  it('does not mind wires of nodes that are switched off, and what a function makes', () => {
    const off = (flow: FlowNode[]) =>
      flow.map((node) => (node.id === 'alerts-threshold' ? { ...node, d: true } : node));
    expect(textsOf(off(alsoTo('alerts-threshold')))).toEqual([]);
    const made = on('telemetry', { id: 'f', type: 'function', wires: [['alerts-threshold']] });
    expect(textsOf([...alsoTo('f'), made])).toEqual([]);
  });
});

describe('the shipped flows', () => {
  it('promise at each node that only messages which it takes arrive, so none is checked on its way', () => {
    const takers = shipped.filter(({ type }) => PORTS[type]?.input.some((one) => one !== 'anything'));
    const { promised } = followWires(shipped, PORTS);
    expect(takers.length).toBeGreaterThan(10);
    expect(takers.filter(({ id }) => !promised.has(id))).toEqual([]);
  });

  it('have wires only from outputs that the node has', () => {
    const outputsOf = new Map<string, number>(
      plantOpsNodes.map(({ definition }) => [definition.type, Object.keys(definition.outputs).length]),
    );
    for (const { id, type, wires } of shipped) {
      const outputs = outputsOf.get(type);
      if (outputs !== undefined) expect(wires ?? [], id).toHaveLength(outputs);
    }
  });
});
