import { describe, expect, it } from 'vitest';
import { type BatchStop, batchWays } from './batch-ways.ts';
import type { WiredNode } from './follow-wires.ts';
import { BATCH_TAKERS, PORTS } from './ports.ts';

const node = (id: string, type: string, wires: string[][] = [], more: object = {}): WiredNode => ({
  id,
  type,
  z: 'tab',
  wires,
  ...more,
});
const ours = (id: string, type: string, wires: string[][] = [], more: object = {}): WiredNode =>
  node(id, `plantops-${type}`, wires, more);

const words = ({ id, takes, next }: BatchStop): string =>
  `${id}${takes ? '!' : ''}${next.length > 0 ? ` > (${next.map(words).join(', ')})` : ''}`;

/** The way of each output of a node in words, `!` for a node that takes the batch; `singly` if there is none. */
const waysOf = (id: string, ...flow: WiredNode[]): string[] | undefined =>
  batchWays(flow, PORTS, BATCH_TAKERS)
    .get(id)
    ?.map((stops) => stops?.map(words).join(', ') ?? 'singly');

describe('messages travel together', () => {
  it('from the broker to the database, and rejected ones singly', () => {
    const flow = [
      ours('in', 'ingest', [['check']]),
      ours('check', 'validation', [['plant'], ['no']]),
      ours('plant', 'enrich', [['store']]),
      ours('store', 'persistence', [[], ['no']]),
      ours('no', 'rejection', [[]]),
    ];
    expect(waysOf('in', ...flow)).toEqual(['check!']);
    expect(waysOf('check', ...flow)).toEqual(['plant!', 'singly']);
    expect(waysOf('plant', ...flow)).toEqual(['store!']);
    expect(waysOf('store', ...flow)).toEqual(['singly', 'singly']);
  });

  it('over links and junctions, to several nodes that leave them as they are', () => {
    expect(
      waysOf(
        'store',
        ours('store', 'persistence', [['out'], []]),
        node('out', 'link out', [], { links: ['in1', 'in2', 'gone'], mode: 'link' }),
        node('in1', 'link in', [['cross']]),
        node('in2', 'link in', [['who']]),
        node('cross', 'junction', [['judge']]),
        ours('judge', 'threshold', [[]]),
        ours('who', 'presence', [[]]),
      ),
    ).toEqual(['out > (in1 > (cross > (judge!)), in2 > (who!))', 'singly']);
  });

  it('over a link that only its far end names, and singly where that leads to a node of somebody else', () => {
    const flow = [
      ours('store', 'persistence', [['out'], []]),
      node('out', 'link out', [], { links: ['in1'], mode: 'link' }),
      node('in1', 'link in', [['judge']], { links: ['out'] }),
      ours('judge', 'threshold', [[]]),
      node('in2', 'link in', [['who']], { links: ['out'] }),
      ours('who', 'presence', [[]]),
    ];
    expect(waysOf('store', ...flow)).toEqual(['out > (in1 > (judge!), in2 > (who!))', 'singly']);
    const added = [node('in3', 'link in', [['mine']], { links: ['out'] }), node('mine', 'function', [[]])];
    expect(waysOf('store', ...flow, ...added)).toEqual(['singly', 'singly']);
  });

  const readings = (...targets: string[]): WiredNode => ours('from', 'enrich', [targets]);
  const store = ours('store', 'persistence', [[], []]);
  const judge = ours('judge', 'threshold', [[]]);

  it.each([
    ['to a node of somebody else', [node('f', 'function', [['store']]), store, readings('f')]],
    ['where somebody else listens, too', [node('d', 'debug'), store, readings('store', 'd')]],
    ['where one of several changes them', [judge, store, readings('judge', 'store')]],
    ['to a node that takes another type', [ours('check', 'validation', [[], []]), readings('check')]],
    ['to a node that takes none', [ours('c', 'command', [[]]), readings('c')]],
    ['to nothing', [readings()]],
    ['to a node that does not run', [readings('gone')]],
    ['over a link that returns', [node('r', 'link out', [], { mode: 'return', links: [] }), readings('r')]],
    ['over a link call', [node('c', 'link call', [['store']], { links: ['x'] }), store, readings('c')]],
    [
      'to a node whose end a complete node waits for',
      [store, node('end', 'complete', [], { scope: ['store'] }), readings('store')],
    ],
    [
      'over a link whose end a complete node waits for',
      [
        store,
        node('out', 'link out', [], { links: ['in'] }),
        node('in', 'link in', [['store']]),
        node('end', 'complete', [], { scope: ['in'] }),
        readings('out'),
      ],
    ],
    [
      'in a loop of links',
      [node('a', 'junction', [['b']]), node('b', 'junction', [['a', 'judge']]), judge, readings('a')],
    ],
    ['twice over the same junction', [node('a', 'junction', [['judge']]), judge, readings('a', 'a')]],
  ])('not %s', (_, flow) => {
    expect(waysOf('from', ...flow)).toEqual(['singly']);
  });

  it('not within a subflow, whose nodes run under other ids', () => {
    const flow = [
      node('s', 'subflow', [], { z: undefined }),
      ours('a', 'enrich', [['b']], { z: 's' }),
      ours('b', 'persistence', [[], []], { z: 's' }),
    ];
    expect(waysOf('a', ...flow)).toBeUndefined();
  });

  it('as what the settings of the sender say', () => {
    const who = ours('who', 'presence', [[]]);
    const check = (kind: string) => ours('check', 'validation', [['who'], []], { kind });
    expect(waysOf('check', check('heartbeat'), who)).toEqual(['who!', 'singly']);
    expect(waysOf('check', check('heartbeat'), ours('who', 'threshold', [[]]))).toEqual(['singly', 'singly']);
  });
});
