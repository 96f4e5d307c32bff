import path from 'node:path';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import { describe, expect, it } from 'vitest';
import { danglingWires, describeMissingTypes } from './flow-check.ts';
import { readFlowFiles } from './flow-files.ts';

describe('danglingWires', () => {
  it('finds wires, links and tabs that lead nowhere, and names the node', () => {
    expect(
      danglingWires([
        { id: 't', type: 'tab' },
        { id: 'a', type: 'debug', z: 't', name: 'mine', wires: [['b', 'gone'], ['gone']] },
        { id: 'b', type: 'link out', z: 't', links: ['nowhere', 'a'] },
        { id: 'c', type: 'inject', z: 'lost' },
      ]),
    ).toEqual([
      'debug "mine" on the tab "t" is wired to gone, which is not there',
      'link out "b" on the tab "t" is wired to nowhere, which is not there',
      'inject "c" stands on the tab lost, which is not there',
    ]);
  });

  it('ignores lists that are not links', () => {
    expect(
      danglingWires([
        { id: 'a', type: 'catch', links: ['x'] },
        { id: 'b', type: 'link in', links: 'x' },
        { id: 'c', type: 'debug', z: '' },
      ]),
    ).toEqual([]);
  });
});

describe('describeMissingTypes', () => {
  it("names each node whose type is not loaded, except Node-RED's own types and disabled nodes", () => {
    const types = ['tab', 'group', 'junction', 'subflow', 'subflow:abc', 'unknown', 'debug', 'ours', 'gone'];
    const flow = [...types.map((type, index) => ({ id: String(index), type })), { id: 'off', type: 'off', d: true }];
    expect(describeMissingTypes(flow, (type) => ['debug', 'ours'].includes(type))).toEqual([
      'gone "8" cannot run: no node of type gone is installed',
    ]);
  });
});

describe('the shipped flows', () => {
  const shipped = readFlowFiles(path.join(import.meta.dirname, '..', '..', 'flows'));

  it('have no dangling wires', () => {
    expect(shipped.length).toBeGreaterThan(10);
    expect(danglingWires(shipped)).toEqual([]);
  });

  it('have unique ids, and contain only our nodes and basic ones from Node-RED', () => {
    const ids = shipped.map(({ id }) => id);
    expect(ids).toHaveLength(new Set(ids).size);
    const known = [
      ...plantOpsNodes.map(({ definition }) => definition.type as string),
      'link in',
      'link out',
      'catch',
      'debug',
      'status',
      'inject',
      'comment',
    ];
    expect(describeMissingTypes(shipped, (type) => known.includes(type))).toEqual([]);
  });

  it('have wires only from outputs that the node has', () => {
    const outputsOf = new Map<string, number>(
      plantOpsNodes.map(({ definition }) => [definition.type, definition.outputs.length]),
    );
    for (const { id, type, wires } of shipped) {
      const outputs = outputsOf.get(type);
      if (outputs !== undefined) expect(wires ?? [], id).toHaveLength(outputs);
    }
  });
});
