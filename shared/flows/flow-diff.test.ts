import { describe, expect, it } from 'vitest';
import type { FlowChange } from './flow-change.ts';
import { diffFlows } from './flow-diff.ts';
import type { FlowNode } from './flow-node.ts';

const tab = (id: string, label: string): FlowNode => ({ id, type: 'tab', label });
const node = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type: 'function',
  z: 'one',
  name: `the ${id}`,
  x: 100,
  y: 100,
  wires: [[]],
  ...more,
});
const isSameFlow = (before: FlowNode[], after: FlowNode[]): boolean => {
  const { changes, moved } = diffFlows(before, after);
  return changes.length === 0 && moved === 0;
};
const BEFORE = [
  tab('one', 'One'),
  tab('two', 'Two'),
  node('a', { wires: [['b']] }),
  node('b', { func: 'return msg;' }),
  node('c', { z: 'two' }),
];
const withChanged = (id: string, more: Partial<FlowNode>, flow = BEFORE): FlowNode[] =>
  flow.map((one) => (one.id === id ? { ...one, ...more } : one));
const ref = (id: string, more: object = {}) => ({ id, type: 'function', name: `the ${id}`, tab: 'One', ...more });

describe('the difference of two flows', () => {
  it.each<[string, FlowNode[], FlowChange[]]>([
    ['a node was added', [...BEFORE, node('d')], [{ kind: 'added', node: ref('d') }]],
    [
      'a node was removed',
      BEFORE.filter(({ id }) => id !== 'c'),
      [{ kind: 'removed', node: ref('c', { tab: 'Two' }) }],
    ],
    [
      'a property changed, one came, and one went',
      BEFORE.map((one) =>
        one.id === 'b'
          ? { id: 'b', type: 'function', z: 'one', name: 'the b', x: 100, y: 100, wires: [[]], d: true }
          : one,
      ),
      [
        {
          kind: 'changed',
          node: ref('b'),
          properties: [
            { property: 'func', from: 'return msg;' },
            { property: 'd', to: true },
          ],
        },
      ],
    ],
    [
      'an output leads elsewhere',
      withChanged('a', { wires: [['c']] }),
      [
        {
          kind: 'rewired',
          node: ref('a'),
          wires: [{ output: 1, added: [ref('c', { tab: 'Two' })], removed: [ref('b')] }],
        },
      ],
    ],
    [
      'a second output came',
      withChanged('a', { wires: [['b'], ['c']] }),
      [
        {
          kind: 'rewired',
          node: ref('a'),
          wires: [{ output: 2, added: [ref('c', { tab: 'Two' })], removed: [] }],
        },
      ],
    ],
    [
      'a node stands on another tab',
      withChanged('b', { z: 'two' }),
      [
        {
          kind: 'changed',
          node: ref('b', { tab: 'Two' }),
          properties: [{ property: 'z', from: 'One', to: 'Two' }],
        },
      ],
    ],
    [
      'a tab has another name',
      withChanged('two', { label: 'Second' }),
      [
        {
          kind: 'changed',
          node: { id: 'two', type: 'tab', name: 'Second', tab: null },
          properties: [{ property: 'label', from: 'Two', to: 'Second' }],
        },
      ],
    ],
    [
      'a tab was added, which is told before its nodes',
      [...BEFORE, node('d', { z: 'three' }), tab('three', 'Three')],
      [
        { kind: 'added', node: { id: 'three', type: 'tab', name: 'Three', tab: null } },
        { kind: 'added', node: ref('d', { tab: 'Three' }) },
      ],
    ],
  ])('%s', (_, after, changes) => {
    expect(diffFlows(BEFORE, after)).toEqual({ changes, moved: 0 });
  });

  it('tells a node that is both changed and rewired twice, with the node that its wire led to before', () => {
    const after = withChanged('a', { name: 'other', wires: [[]] }).filter(({ id }) => id !== 'b');
    expect(diffFlows(BEFORE, after).changes.map(({ kind, node: { id } }) => [kind, id])).toEqual([
      ['changed', 'a'],
      ['rewired', 'a'],
      ['removed', 'b'],
    ]);
    expect(diffFlows(BEFORE, after).changes[1]).toMatchObject({ wires: [{ removed: [ref('b')] }] });
  });

  it('counts what is drawn elsewhere or in another order, which is no change', () => {
    const [one, two, ...nodes] = BEFORE as [FlowNode, FlowNode, ...FlowNode[]];
    expect(diffFlows(BEFORE, withChanged('a', { x: 300, y: 20, w: 5, h: 6 }))).toEqual({ changes: [], moved: 1 });
    expect(diffFlows(BEFORE, [two, one, ...nodes])).toEqual({ changes: [], moved: 1 });
    expect(diffFlows(BEFORE, [one, two, ...nodes.toReversed()])).toEqual({ changes: [], moved: 0 });
    expect(isSameFlow(BEFORE, [one, two, ...nodes.toReversed()])).toBe(true);
    expect(isSameFlow(BEFORE, withChanged('a', { x: 300 }))).toBe(false);
  });

  it('tells a link once, at the node that it leads away from', () => {
    const links = (to: string[], from: string[]): FlowNode[] => [
      tab('one', 'One'),
      node('out', { type: 'link out', links: to }),
      node('in', { type: 'link in', links: from }),
      node('back', { type: 'link in', links: [] }),
    ];
    expect(diffFlows(links([], []), links(['in'], ['out'])).changes).toEqual([
      {
        kind: 'rewired',
        node: ref('out', { type: 'link out' }),
        wires: [{ output: null, added: [ref('in', { type: 'link in' })], removed: [] }],
      },
    ]);
  });

  it('tells what a group holds by names, and not which group a node says that it is in', () => {
    const group = (nodes: string[]): FlowNode => ({
      id: 'g',
      type: 'group',
      z: 'one',
      name: 'mine',
      nodes,
      x: 1,
      w: 2,
    });
    const before = [...BEFORE, group(['a'])];
    const after = [...withChanged('b', { g: 'g' }), group(['b', 'a'])];
    expect(diffFlows(before, after)).toEqual({
      changes: [
        {
          kind: 'changed',
          node: { id: 'g', type: 'group', name: 'mine', tab: 'One' },
          properties: [{ property: 'nodes', from: ['the a'], to: ['the a', 'the b'] }],
        },
      ],
      moved: 1,
    });
  });

  it('tells how a subflow is entered, and not where its entry is drawn', () => {
    const subflow = (x: number, id: string): FlowNode => ({
      id: 's',
      type: 'subflow',
      in: [{ x, y: 1, wires: [{ id }] }],
    });
    expect(diffFlows([subflow(1, 'a')], [subflow(2, 'a')])).toEqual({ changes: [], moved: 1 });
    expect(diffFlows([subflow(1, 'a')], [subflow(1, 'b')]).changes).toMatchObject([
      {
        kind: 'changed',
        properties: [{ property: 'in', from: [{ wires: [{ id: 'a' }] }], to: [{ wires: [{ id: 'b' }] }] }],
      },
    ]);
  });

  it('does not mind the order of keys, nor keys without a value', () => {
    const rules = (value: object): FlowNode[] => [node('a', { rules: [value] })];
    expect(
      isSameFlow(rules({ t: 'eq', v: { b: 1, c: undefined, a: [2] } }), rules({ v: { a: [2], b: 1 }, t: 'eq' })),
    ).toBe(true);
    expect(isSameFlow(rules({ v: [1] }), rules({ v: [1, 2] }))).toBe(false);
    expect(isSameFlow(rules({ v: {} }), rules({ v: [] }))).toBe(false);
  });

  it('finds nothing between a flow and itself', () => {
    expect(diffFlows(BEFORE, structuredClone(BEFORE))).toEqual({ changes: [], moved: 0 });
  });
});
