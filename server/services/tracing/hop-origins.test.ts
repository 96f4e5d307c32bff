import { describe, expect, it } from 'vitest';
import { hopOrigins } from './hop-origins.ts';

const WIRES: Record<string, string[]> = {
  in: ['fork'],
  fork: ['left', 'right'],
  left: ['join'],
  right: ['join'],
  join: ['end'],
  split: ['piece'],
  piece: ['gather'],
  loop: ['loop', 'end'],
};
/** The origins on a way over these nodes. */
const origins = (...way: string[]): (number | null)[] =>
  hopOrigins(way.map((nodeId) => ({ nodeId, leadsTo: WIRES[nodeId] ?? [] })));

describe('where a message came from at each hop', () => {
  it.each([
    ['the node before, on a straight way', ['in', 'fork', 'left'], [null, 0, 1]],
    [
      'the fork, at both branches, whose second begins when the first is through',
      ['in', 'fork', 'left', 'join', 'right', 'join'],
      [null, 0, 1, 2, 1, 4],
    ],
    [
      'its own branch, where both branches are under way before either goes on',
      ['in', 'fork', 'left', 'right', 'join', 'join'],
      [null, 0, 1, 1, 3, 2],
    ],
    ['the split, at each of its pieces', ['split', 'piece', 'piece', 'piece'], [null, 0, 0, 0]],
    ['itself, in a loop', ['loop', 'loop', 'loop', 'end'], [null, 0, 1, 2]],
    ['nowhere that is known, at a node that no wire leads to', ['in', 'catch', 'end'], [null, null, null]],
  ])('%s', (_, way, expected) => {
    expect(origins(...way)).toEqual(expected);
  });
});
