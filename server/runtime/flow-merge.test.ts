import { describe, expect, it } from 'vitest';
import type { FlowNode } from './flow-files.ts';
import { mergeFlows } from './flow-merge.ts';

const node = (id: string, name = ''): FlowNode => ({ id, type: 'debug', name });

describe('mergeFlows', () => {
  it.each<[string, FlowNode[], FlowNode[], FlowNode[], FlowNode[], string[]]>([
    ['nothing changed', [node('a')], [node('a')], [node('a')], [node('a')], []],
    ['the owner changed a node', [node('a')], [node('a', 'mine')], [node('a')], [node('a', 'mine')], []],
    ['the new version changed a node', [node('a')], [node('a')], [node('a', 'new')], [node('a', 'new')], []],
    ['both made the same change', [node('a')], [node('a', 'x')], [node('a', 'x')], [node('a', 'x')], []],
    [
      "both changed it: the owner's stands",
      [node('a')],
      [node('a', 'mine')],
      [node('a', 'new')],
      [node('a', 'mine')],
      ['a'],
    ],
    ['the owner added a node', [node('a')], [node('a'), node('m')], [node('a')], [node('a'), node('m')], []],
    ['the new version added a node', [node('a')], [node('a')], [node('a'), node('n')], [node('a'), node('n')], []],
    ['the owner removed a node', [node('a'), node('b')], [node('a')], [node('a'), node('b')], [node('a')], []],
    ['the new version removed a node', [node('a'), node('b')], [node('a'), node('b')], [node('a')], [node('a')], []],
    ['the owner removed what the new version changed', [node('a')], [], [node('a', 'new')], [], ['a']],
    [
      'the owner changed what the new version removed',
      [node('a')],
      [node('a', 'mine')],
      [],
      [node('a', 'mine')],
      ['a'],
    ],
    ['both removed a node', [node('a')], [], [], [], []],
    ['both added the same id', [], [node('x', 'mine')], [node('x', 'new')], [node('x', 'mine')], ['x']],
  ])('when %s', (_, base, edited, shipped, flow, conflicts) => {
    expect(mergeFlows(base, edited, shipped)).toEqual({ flow, conflicts });
  });

  it("keeps the owner's order, with new nodes at the end", () => {
    const { flow } = mergeFlows([node('a'), node('b')], [node('b'), node('a')], [node('n'), node('a'), node('b')]);
    expect(flow.map(({ id }) => id)).toEqual(['b', 'a', 'n']);
  });
});
