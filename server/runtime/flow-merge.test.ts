import { describe, expect, it } from 'vitest';
import type { FlowNode } from './flow-files.ts';
import { type MergeConflict, mergeFlows } from './flow-merge.ts';

const node = (id: string, name = ''): FlowNode => ({ id, type: 'debug', name });
const named = (nodeId: string) => ({ nodeId, property: 'name' });
const whole = (nodeId: string) => ({ nodeId, property: undefined });

describe('mergeFlows', () => {
  it.each<[string, FlowNode[], FlowNode[], FlowNode[], FlowNode[], MergeConflict[]]>([
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
      [named('a')],
    ],
    ['the owner added a node', [node('a')], [node('a'), node('m')], [node('a')], [node('a'), node('m')], []],
    ['the new version added a node', [node('a')], [node('a')], [node('a'), node('n')], [node('a'), node('n')], []],
    ['the owner removed a node', [node('a'), node('b')], [node('a')], [node('a'), node('b')], [node('a')], []],
    ['the new version removed a node', [node('a'), node('b')], [node('a'), node('b')], [node('a')], [node('a')], []],
    ['the owner removed what the new version changed', [node('a')], [], [node('a', 'new')], [], [whole('a')]],
    [
      'the owner changed what the new version removed',
      [node('a')],
      [node('a', 'mine')],
      [],
      [node('a', 'mine')],
      [whole('a')],
    ],
    ['both removed a node', [node('a')], [], [], [], []],
    ['both added the same id', [], [node('x', 'mine')], [node('x', 'new')], [node('x', 'mine')], [named('x')]],
  ])('when %s', (_, base, edited, shipped, flow, conflicts) => {
    expect(mergeFlows(base, edited, shipped)).toEqual({ flow, conflicts });
  });

  it("keeps the owner's order, with new nodes at the end", () => {
    const { flow } = mergeFlows([node('a'), node('b')], [node('b'), node('a')], [node('n'), node('a'), node('b')]);
    expect(flow.map(({ id }) => id)).toEqual(['b', 'a', 'n']);
  });

  describe('by property', () => {
    const full = { id: 'a', type: 'debug', x: 10, y: 20, name: '', level: 1, wires: [['b']] };
    const one = (own: object, incoming: object, base: object = full) =>
      mergeFlows([base as FlowNode], [own as FlowNode], [incoming as FlowNode]);

    it("keeps the owner's place, which is no change, and takes everything else", () => {
      expect(one({ ...full, x: 99 }, { ...full, x: 5, level: 2, fresh: true })).toEqual({
        flow: [{ ...full, x: 99, level: 2, fresh: true }],
        conflicts: [],
      });
      const moved = { ...full, x: 99, y: 0 };
      expect(mergeFlows([full], [moved], []), 'a node that the version removed goes, moved or not').toEqual({
        flow: [],
        conflicts: [],
      });
      expect(mergeFlows([full], [], [moved]), 'one that the owner removed stays away').toEqual({
        flow: [],
        conflicts: [],
      });
    });

    it('takes each of both changes, and tells of those to the same property', () => {
      expect(one({ ...full, name: 'mine' }, { ...full, level: 2 }).flow).toEqual([{ ...full, name: 'mine', level: 2 }]);
      expect(one({ ...full, name: 'mine', level: 3 }, { ...full, level: 2 })).toEqual({
        flow: [{ ...full, name: 'mine', level: 3 }],
        conflicts: [{ nodeId: 'a', property: 'level' }],
      });
    });

    it('takes away a property that either has taken away', () => {
      const { level: _, ...less } = full;
      expect([one(less, full), one(full, less)].map(({ flow }) => flow)).toEqual([[less], [less]]);
    });
  });

  describe('by wire', () => {
    const wired = (id: string, ...wires: string[][]): FlowNode => ({ id, type: 'debug', wires });
    const merged = (was: string[][], is: string[][], next: string[][]) =>
      mergeFlows([wired('a', ...was)], [wired('a', ...is)], [wired('a', ...next)]);

    it.each<[string, string[][], string[][], string[][], string[][]]>([
      ['the owner added one, the version another', [['b']], [['b', 'mine']], [['b', 'new']], [['b', 'mine', 'new']]],
      ['the version inserted a node, the owner added a wire', [['b']], [['b', 'mine']], [['new']], [['mine', 'new']]],
      ['the owner inserted a node, the version added a wire', [['b']], [['mine']], [['b', 'new']], [['mine', 'new']]],
      ['the owner took one away, the version added one', [['b', 'c']], [['b']], [['b', 'c', 'new']], [['b', 'new']]],
      ['each changed another output', [['b'], ['c']], [['mine'], ['c']], [['b'], ['new']], [['mine'], ['new']]],
      ['the version added an output', [['b']], [['b', 'mine']], [['b'], ['new']], [['b', 'mine'], ['new']]],
    ])('when %s', (_, was, is, next, wires) => {
      expect(merged(was, is, next)).toEqual({ flow: [wired('a', ...wires)], conflicts: [] });
    });

    it('tells if both led the same output elsewhere, and keeps what the owner did', () => {
      expect(merged([['b']], [['mine']], [['new']])).toEqual({
        flow: [wired('a', ['mine'])],
        conflicts: [{ nodeId: 'a', property: 'wires' }],
      });
    });

    it('merges links, what a Catch node watches and the nodes of a group in the same way', () => {
      const group = (...nodes: string[]): FlowNode => ({ id: 'g', type: 'group', nodes });
      expect(mergeFlows([group('a')], [group('a', 'mine')], [group('a', 'new')]).flow).toEqual([
        group('a', 'mine', 'new'),
      ]);
      const link = (...links: string[]): FlowNode => ({ id: 'l', type: 'link out', links });
      expect(mergeFlows([link('a')], [link('a', 'mine')], [link('new')]).flow).toEqual([link('mine', 'new')]);
      const everything: FlowNode = { id: 'c', type: 'catch', scope: null };
      const some = (...scope: string[]): FlowNode => ({ id: 'c', type: 'catch', scope });
      expect(mergeFlows([some('a')], [everything], [some('a', 'b')])).toEqual({
        flow: [everything],
        conflicts: [{ nodeId: 'c', property: 'scope' }],
      });
    });
  });

  describe('where the new version gives a node another id', () => {
    const on = (id: string, type: string, ...wires: string[][]): FlowNode => ({ id, type, z: 't', wires });
    const base = [on('judge', 'threshold', ['discord']), on('discord', 'notify')];
    const shipped = [on('judge', 'threshold', ['notify']), on('notify', 'notify')];

    it("leads the owner's wires and links to it there", () => {
      const mine = [...base, on('mine', 'function', ['discord']), { id: 'l', type: 'link out', links: ['discord'] }];
      expect(mergeFlows(base, mine, shipped)).toEqual({
        flow: [...shipped, on('mine', 'function', ['notify']), { id: 'l', type: 'link out', links: ['notify'] }],
        conflicts: [],
      });
    });

    it("keeps the owner's changes to it", () => {
      const mine = base.map((one) => (one.id === 'discord' ? { ...one, name: 'mine' } : one));
      expect(mergeFlows(base, mine, shipped).flow).toContainEqual({ ...on('notify', 'notify'), name: 'mine' });
    });

    it('does not guess where several could be meant', () => {
      const two = [...shipped, on('second', 'notify')];
      const mine = [...base, on('mine', 'function', ['discord'])];
      expect(mergeFlows(base, mine, two).flow).toContainEqual(on('mine', 'function', ['discord']));
    });
  });
});
