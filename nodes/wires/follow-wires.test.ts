import { describe, expect, it } from 'vitest';
import { followWires, type WiredNode } from './follow-wires.ts';
import { MESSAGE_TYPES } from '@plantops/shared/flows/message-types.ts';
import { messageWords } from '@plantops/shared/flows/message-words.ts';
import { PORTS } from './ports.ts';
import { wrongWireText } from './wrong-wire.ts';

/** A node on a tab with wires from its outputs to the nodes of these ids. */
const node = (id: string, type: string, wires: string[][] = [], more: object = {}): WiredNode => ({
  id,
  type,
  z: 'tab',
  wires,
  ...more,
});
const ours = (id: string, type: string, wires: string[][] = [], more: object = {}): WiredNode =>
  node(id, `plantops-${type}`, wires, more);
/** A reading from "validation" that arrives at `to`. */
const readings = (to: string): WiredNode => ours('validation', 'validation', [[to], []], { kind: 'telemetry' });
const store = ours('store', 'persistence', [[], []]);

const wrongIn = (...flow: WiredNode[]): string[] =>
  followWires(flow, PORTS).wrong.map(
    ({ nodeId, arrival }) => `${arrival.from.id} ${arrival.isJoined ? 'several ' : ''}${arrival.type} -> ${nodeId}`,
  );
const promisedIn = (...flow: WiredNode[]): string[] => [...followWires(flow, PORTS).promised];

describe('wires', () => {
  it('between nodes that fit are right, and promise what arrives', () => {
    expect(wrongIn(readings('store'), store)).toEqual([]);
    expect(promisedIn(readings('store'), store)).toEqual(['store']);
  });

  it('from device messages straight to a threshold are wrong', () => {
    const flow = [ours('in', 'ingest', [['judge']]), ours('judge', 'threshold', [[]])];
    expect(wrongIn(...flow)).toEqual(['in raw_message -> judge']);
    expect(promisedIn(...flow)).toEqual([]);
  });

  it.each([
    ['telemetry', 'reading'],
    ['heartbeat', 'heartbeat'],
    // What the node takes if nothing was chosen.
    [undefined, 'reading'],
  ])('follow what a field of the sender says: %s', (kind, sent) => {
    const validation = ours('validation', 'validation', [['next'], []], { kind });
    expect(wrongIn(validation, ours('next', 'rejection', [[]]))).toEqual([`validation ${sent} -> next`]);
    expect(promisedIn(validation, ours('next', 'presence', [[]]))).toEqual(['next']);
  });

  it.each([
    [
      'a link',
      [
        node('way', 'link out', [], { links: ['far'] }),
        node('far', 'link in', [['judge']], { links: ['way'], z: 'other' }),
      ],
    ],
    [
      'a link that only its far end names',
      [node('way', 'link out', [], { links: [] }), node('far', 'link in', [['judge']], { links: ['way'], z: 'other' })],
    ],
    ['a junction', [node('way', 'junction', [['judge']])]],
    ['a switch', [node('way', 'switch', [['judge']])]],
    ['a delay', [node('way', 'delay', [['judge']])]],
    ['a batch', [node('way', 'batch', [['judge']])]],
    ['a filter', [node('way', 'rbe', [['judge']])]],
    [
      'a change of the topic of something else',
      [node('way', 'change', [['judge']], { rules: [{ t: 'set', p: 'mine' }] })],
    ],
    [
      'a link call',
      [node('way', 'link call', [[]], { links: ['far'] }), node('far', 'link in', [['judge']], { z: 'other' })],
    ],
    [
      'several of these',
      [node('way', 'switch', [['j2']]), node('j2', 'junction', [['d']]), node('d', 'delay', [['judge']])],
    ],
    [
      'a subflow in a subflow',
      [
        node('way', 'subflow:outer', [['judge']]),
        {
          id: 'outer',
          type: 'subflow',
          in: [{ wires: [{ id: 'inner-1' }] }],
          out: [{ wires: [{ id: 'inner-1', port: 0 }] }],
        },
        node('inner-1', 'subflow:inner', [[]], { z: 'outer' }),
        { id: 'inner', type: 'subflow', in: [{ wires: [{ id: 'd' }] }], out: [{ wires: [{ id: 'd', port: 0 }] }] },
        node('d', 'delay', [[]], { z: 'inner' }),
      ],
    ],
    [
      'a subflow whose input is its output',
      [
        node('way', 'subflow:s', [['judge']]),
        { id: 's', type: 'subflow', in: [{ wires: [] }], out: [{ wires: [{ id: 's', port: 0 }] }] },
      ],
    ],
  ] as [string, WiredNode[]][])('through %s carry the type on', (_, way) => {
    const judge = ours('judge', 'threshold', [[]]);
    expect(wrongIn(ours('in', 'ingest', [['way']]), ...way, judge)).toEqual(['in raw_message -> judge']);
    const right = [readings('way'), ...way, judge];
    expect(wrongIn(...right)).toEqual([]);
    expect(promisedIn(...right)).toEqual(['judge']);
  });

  it.each([
    ['function', {}],
    ['template', {}],
    ['change', { rules: [{ t: 'set', p: 'payload.values.humidity' }] }],
    ['change', { rules: [{ t: 'move', p: 'mine', to: 'payload' }] }],
    ['join', { mode: 'reduce' }],
  ])('behind a %s may carry anything, and promise nothing', (type, more) => {
    const flow = [ours('in', 'ingest', [['way']]), node('way', type, [['store']], more), store];
    expect(wrongIn(...flow)).toEqual([]);
    expect(promisedIn(...flow)).toEqual([]);
  });

  it('behind a change of what else belongs to the type still carry it, and promise nothing', () => {
    const changed = node('way', 'change', [['store']], { rules: [{ t: 'set', p: 'plant.thresholds' }] });
    expect(wrongIn(ours('in', 'ingest', [['way']]), changed, store)).toEqual(['in raw_message -> store']);
    expect(promisedIn(readings('way'), changed, store)).toEqual([]);
  });

  it('behind a join carry several in one, which fits nothing', () => {
    expect(wrongIn(readings('way'), node('way', 'join', [['store']], { mode: 'auto' }), store)).toEqual([
      'validation several reading -> store',
    ]);
  });

  it('behind a function that says what it sends carry that, unchecked', () => {
    const says = (type: string) => [node('f', 'function', [['store']], { plantopsOutput: type }), store];
    expect(wrongIn(...says('rejection'))).toEqual(['f rejection -> store']);
    expect(wrongIn(...says('reading'))).toEqual([]);
    expect(promisedIn(...says('reading'))).toEqual([]);
  });

  it('of two types into one node are wrong for one of them, unless a switch may keep it out', () => {
    const both = (target: string) => ours('validation', 'validation', [[target], [target]]);
    expect(wrongIn(both('store'), store)).toEqual(['validation rejection -> store']);
    expect(wrongIn(both('way'), node('way', 'switch', [['store']]), store)).toEqual([]);
    expect(promisedIn(both('way'), node('way', 'switch', [['store']]), store)).toEqual([]);
  });

  it('promise nothing at a node that something else leads to as well', () => {
    expect(promisedIn(readings('store'), node('inject', 'inject', [['store']]), store)).toEqual([]);
  });

  it('in a loop, of a subflow within itself, and to nodes that are not there come to an end', () => {
    const loop = [readings('a'), node('a', 'switch', [['b', 'gone']]), node('b', 'delay', [['a', 'store']]), store];
    expect(wrongIn(...loop)).toEqual([]);
    const self = [
      readings('s1'),
      node('s1', 'subflow:s', [['store']]),
      { id: 's', type: 'subflow', in: [{ wires: [{ id: 's2' }] }], out: [] },
      node('s2', 'subflow:s', [[]], { z: 's' }),
      store,
    ];
    expect(wrongIn(...self)).toEqual([]);
  });

  it('of thousands of nodes are followed', () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      node(`n${index}`, 'switch', [[index < 4999 ? `n${index + 1}` : 'judge']]),
    );
    expect(wrongIn(ours('in', 'ingest', [['n0']]), ...many, ours('judge', 'threshold', [[]]))).toEqual([
      'in raw_message -> judge',
    ]);
  });

  it('that are wrong are told in a sentence', () => {
    const { wrong } = followWires([ours('in', 'ingest', [['judge']]), ours('judge', 'threshold', [[]])], PORTS);
    expect(
      wrong.map(({ arrival }) => wrongWireText('plantops-threshold', arrival, 'the node in', PORTS, MESSAGE_TYPES)),
    ).toEqual([
      'takes a reading, but the node in (output "message") sends it a raw message: wire it behind a validation node',
    ]);
  });

  it('that are wrong are told in German, too', () => {
    const { wrong } = followWires([ours('in', 'ingest', [['judge']]), ours('judge', 'threshold', [[]])], PORTS);
    const german = Object.fromEntries(
      Object.values(MESSAGE_TYPES).map((type) => [type.name, messageWords(type, 'de')]),
    );
    expect(
      wrong.map(({ arrival }) => wrongWireText('plantops-threshold', arrival, '"mein Eingang"', PORTS, german, 'de')),
    ).toEqual([
      'braucht am Eingang: eine Messung. Von "mein Eingang" (Ausgang "message") kommt: eine rohe Nachricht. Setze ihn hinter einen Knoten "Prüfung"',
    ]);
  });
});
