import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FlowNode, readFlowFiles } from './flow-files.ts';
import { hasEndlessLoop } from './flow-loops.ts';

const node = (id: string, targets: string[], more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type: 'change',
  z: 't',
  wires: [targets],
  ...more,
});

describe('a loop of wires', () => {
  it('is none in the shipped flows: the model answers in its own time', () => {
    expect(hasEndlessLoop(readFlowFiles(path.join(import.meta.dirname, '..', '..', 'flows')))).toBe(false);
  });

  it('is found wherever it is, of one node or more, over links too', () => {
    expect(hasEndlessLoop([node('a', ['a'])])).toBe(true);
    expect(hasEndlessLoop([node('z', []), node('a', ['b']), node('b', ['c', 'z']), node('c', ['a'])])).toBe(true);
    const out: FlowNode = { id: 'o', type: 'link out', z: 't', links: ['i'], wires: [] };
    expect(hasEndlessLoop([node('i', ['o'], { type: 'link in' }), out])).toBe(true);
    const farEnd = node('i', ['o'], { type: 'link in', links: ['o'] });
    expect(hasEndlessLoop([farEnd, { ...out, links: [] }])).toBe(true);
  });

  it('is none where ways only meet again', () => {
    expect(hasEndlessLoop([node('a', ['b', 'c']), node('b', ['d']), node('c', ['d']), node('d', [])])).toBe(false);
    expect(hasEndlessLoop([node('d', []), node('c', ['d']), node('b', ['c', 'd']), node('a', ['c', 'b'])])).toBe(false);
  });

  it('is none if it pauses, is switched off, or leads nowhere', () => {
    expect(hasEndlessLoop([node('a', ['b']), node('b', ['a'], { type: 'delay' })])).toBe(false);
    expect(hasEndlessLoop([node('a', ['b']), node('b', ['a'], { d: true })])).toBe(false);
    expect(hasEndlessLoop([{ id: 't', type: 'tab', disabled: true }, node('a', ['a'])])).toBe(false);
    expect(hasEndlessLoop([node('a', ['gone'])])).toBe(false);
  });

  it('is looked for in a long chain without getting lost', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => node(`n${index}`, [`n${index + 1}`]));
    expect(hasEndlessLoop(chain)).toBe(false);
    expect(hasEndlessLoop([...chain, node('n20000', ['n5'])])).toBe(true);
  });
});
