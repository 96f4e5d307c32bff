import { describe, expect, it } from 'vitest';
import { diffLines } from './line-diff';

const SIGNS = { added: '+', removed: '-', same: ' ', skipped: '…' };
/** As `diff -u` writes it. */
const told = (before: string[], after: string[]): string[] =>
  diffLines(before.join('\n'), after.join('\n')).map(({ kind, text, count }) =>
    kind === 'skipped' ? `${SIGNS[kind]}${count}` : `${SIGNS[kind]}${text}`,
  );

describe('the lines of two texts', () => {
  it.each([
    ['one that came', ['a', 'c'], ['a', 'b', 'c'], [' a', '+b', ' c']],
    ['one that went', ['a', 'b', 'c'], ['a', 'c'], [' a', '-b', ' c']],
    ['one in place of another', ['a', 'b', 'c'], ['a', 'x', 'c'], [' a', '-b', '+x', ' c']],
    ['one that moved', ['a', 'b', 'c'], ['b', 'c', 'a'], ['-a', ' b', ' c', '+a']],
    ['all of them', ['a', 'b'], ['x'], ['-a', '-b', '+x']],
  ])('tell %s', (_, before, after, lines) => {
    expect(told(before, after)).toEqual(lines);
  });

  it('skip what is far from any change, and count it', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    expect(told(before, [...before.slice(0, 4), 'x', ...before.slice(5)])).toEqual([
      '…2',
      ' c',
      ' d',
      '-e',
      '+x',
      ' f',
      ' g',
      '…2',
    ]);
  });

  it('are not compared where that would take long', () => {
    const many = Array.from({ length: 1001 }, (_, nth) => String(nth));
    expect(diffLines(many.join('\n'), ['x', ...many].join('\n'))).toHaveLength(2003);
  });
});
