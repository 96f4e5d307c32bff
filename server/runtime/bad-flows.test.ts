import path from 'node:path';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badFlows } from '../testing/bad-flows.ts';
import { type FlowNode, readFlowFiles } from './flow-files.ts';
import { faultsOf } from './flow-gate.ts';
import { MOST_NODES } from './flow-wiring.ts';

const shipped = readFlowFiles(path.join(import.meta.dirname, '..', '..', 'flows'));
const types = new Set([
  ...plantOpsNodes.map(({ definition }) => definition.type as string),
  ...shipped.map(({ type }) => type),
  ...['debug', 'inject', 'function', 'change', 'delay', 'switch', 'link call', 'mqtt in', 'mqtt out'],
]);
const bad = badFlows(shipped);

describe('flows with something wrong', () => {
  it('are many, each of another kind', () => {
    expect(bad.length).toBeGreaterThan(40);
    expect(new Set(bad.map(({ what }) => what)).size).toBe(bad.length);
  });

  it.each(bad)('are refused with a sentence: $what', ({ flow, says }) => {
    const faults = faultsOf(flow as FlowNode[], types);
    expect(faults.map(({ text }) => text).join('\n')).toMatch(says);
  });

  it('are refused for one reason where one thing is wrong with a node', () => {
    const one = (what: string) => bad.find((flow) => flow.what === what)?.flow as FlowNode[];
    for (const what of [
      'a wire to an inject',
      'a subflow in itself',
      'a node wired to itself',
      'a broker that is gone',
    ])
      expect([what, faultsOf(one(what), types).length]).toEqual([what, 1]);
  });
});

describe('the gate', () => {
  it('lets many nodes, loops with a way out, and nested subflows run', () => {
    const extra = MOST_NODES - shipped.length;
    const many = Array.from({ length: extra }, (_, index) => ({ id: `n${index}`, type: 'debug', z: 'telemetry' }));
    expect(faultsOf([...shipped, ...many], types)).toEqual([]);
    const wired = (id: string, type: string, to: string): FlowNode => ({ id, type, z: 'alerts', wires: [[to]] });
    expect(faultsOf([...shipped, wired('a', 'switch', 'b'), wired('b', 'delay', 'a')], types)).toEqual([]);
    const nested: FlowNode[] = [
      { id: 's', type: 'subflow', in: [], out: [] },
      { id: 't', type: 'subflow', in: [], out: [] },
      { id: 'x', type: 'subflow:t', z: 's', wires: [] },
      { id: 'y', type: 'subflow:t', z: 's', wires: [] },
      { id: 'z', type: 'subflow:s', z: 'alerts', wires: [] },
    ];
    expect(faultsOf([...shipped, ...nested], types)).toEqual([]);
  });

  it('answers for whatever it is given, with sentences', () => {
    const junk = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('telemetry-enrich', 'tab', 'subflow:x', [['a']]),
    );
    const keys = fc.constantFrom(
      'id',
      'type',
      'z',
      'wires',
      'links',
      'name',
      'label',
      'd',
      'in',
      'out',
      'rules',
      'kind',
    );
    const change = fc.record({ at: fc.nat({ max: shipped.length - 1 }), key: keys, to: junk });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const flow: Record<string, unknown>[] = structuredClone(shipped);
        for (const { at, key, to } of changes) Object.assign(flow[at] ?? {}, { [key]: to });
        for (const { text } of faultsOf(flow as unknown as FlowNode[], types)) expect(text).toMatch(/\S+ .+/);
      }),
      { numRuns: 300 },
    );
  });
});
