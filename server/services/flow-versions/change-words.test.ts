import { diffFlows } from '@plantops/shared/flows/flow-diff.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { describe, expect, it } from 'vitest';
import { changeInWords, summaryInWords, summaryOf } from './change-words.ts';

const tab: FlowNode = { id: 't', type: 'tab', label: 'Telemetry' };
const node = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type: 'function',
  z: 't',
  wires: [],
  ...more,
});
const BEFORE = [
  tab,
  node('a', { name: 'first', wires: [['b']] }),
  node('b', { func: 'one' }),
  node('c', { type: 'link out', links: [] }),
];

describe('changes in words', () => {
  it('name each node with its type and tab, properties with their values, and wires with where they lead', () => {
    const after = [
      { ...tab, label: 'Readings' },
      node('a', { name: 'first', wires: [['d']] }),
      node('c', { type: 'link out', links: ['d'] }),
      node('d', { func: 'x'.repeat(100), timeout: 2 }),
    ];
    expect(diffFlows(BEFORE, after).changes.map(changeInWords)).toEqual([
      'tab "Readings" was changed: label from "Telemetry" to "Readings"',
      'function "first" on the tab "Readings" was rewired: output 1 no longer leads to "b", output 1 now leads to "d"',
      'link out "c" on the tab "Readings" was rewired: its link now leads to "d"',
      'function "d" on the tab "Readings" was added',
      'function "b" on the tab "Telemetry" was removed',
    ]);
  });

  it('cut long values, and say what was not set before', () => {
    const after = BEFORE.map((one) => (one.id === 'b' ? { ...one, func: 'x'.repeat(100), d: true } : one));
    expect(diffFlows(BEFORE, after).changes.map(changeInWords)).toEqual([
      `function "b" on the tab "Telemetry" was changed: func from "one" to "${'x'.repeat(59)}…; d from nothing to true`,
    ]);
  });
});

describe('the summary of a version', () => {
  it('counts each kind, and tells three changes, those that say most first', () => {
    const after = [...BEFORE, node('d', { x: 1 })].map((one) =>
      one.id === 'a' ? { ...one, name: 'other', x: 9, wires: [['d']] } : one,
    );
    const summary = summaryOf(diffFlows(BEFORE, after));
    expect(summary).toMatchObject({ added: 1, removed: 0, changed: 1, rewired: 1, moved: 1 });
    expect(summary.first.map(({ kind, properties }) => [kind, properties])).toEqual([
      ['added', []],
      ['changed', ['name']],
      ['rewired', []],
    ]);
    expect(summaryInWords(summary)).toBe(
      'function "d" on the tab "Telemetry" was added; function "other" on the tab "Telemetry" was changed (name) and rewired',
    );
  });

  it('says how much more changed than it tells', () => {
    const after = [...BEFORE, ...['e', 'f', 'g', 'h'].map((id) => node(id))].filter(({ id }) => id !== 'b');
    const summary = summaryOf(diffFlows(BEFORE, after));
    expect(summary).toMatchObject({ added: 4, removed: 1 });
    expect(summaryInWords(summary)).toBe(
      'function "e" on the tab "Telemetry" was added; function "f" on the tab "Telemetry" was added; function "g" on the tab "Telemetry" was added; and 2 more',
    );
  });

  it('says so where nodes were only moved, where nothing is different, and where there was no version before', () => {
    const after = BEFORE.map((one) => ({ ...one, x: 5 }));
    expect(summaryInWords(summaryOf(diffFlows(BEFORE, after)))).toBe('Only moved on the screen');
    expect(summaryInWords(summaryOf(diffFlows(BEFORE, BEFORE)))).toBe('The same as the version before');
    expect(summaryInWords(null)).toBe('The first version that is kept');
  });
});
