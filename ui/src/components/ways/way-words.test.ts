import { afterEach, describe, expect, it } from 'vitest';
import { useLanguage } from '../../messages/text';
import { way, wayHop } from '../../testing/way-samples';
import { formatSpan, hasFailed, nodeName, shownHops, wayReason } from './way-words';

afterEach(() => useLanguage('en'));

describe('what is said of a way', () => {
  it('it has failed if its message did, or a node after it was stored', () => {
    const failing = [wayHop('ingest'), wayHop('mine', { failure: 'no luck' })];
    expect(
      [
        way('1'),
        way('2', { outcome: 'open' }),
        way('3', { outcome: 'let_go' }),
        way('4', { outcome: 'rejected' }),
        way('5', { outcome: 'set_aside' }),
        way('6', { hops: failing }),
      ].map(hasFailed),
    ).toEqual([false, false, false, true, true, true]);
  });

  it.each([
    [
      'which node failed',
      { outcome: 'set_aside', reason: 'x', hops: [wayHop('mine', { failure: 'no luck' })] },
      'mine failed: no luck',
    ],
    ['why it was rejected', { outcome: 'rejected', reason: 'humidity: too small' }, 'humidity: too small'],
    ['where it waits', { outcome: 'open', hops: [wayHop('delay', { took_ms: null }), wayHop('other')] }, 'in delay'],
    ['where it was last', { outcome: 'open', hops: [wayHop('ingest'), wayHop('mine')] }, 'in mine'],
    ['nothing of one that was stored', {}, ''],
    ['nothing of one that is not known to be anywhere', { outcome: 'open', hops: [] }, ''],
  ] as const)('%s', (_, more, reason) => {
    expect(wayReason(way('1', { ...more, hops: [...('hops' in more ? more.hops : [])] }))).toBe(reason);
  });

  it('a node has the name that the owner gave it, or that of its type in the owner’s language', async () => {
    const stored = { name: null, type: 'plantops-persistence' };
    expect([nodeName({ ...stored, name: 'mine' }), nodeName(stored), nodeName({ name: null, type: 'switch' })]).toEqual(
      ['mine', 'store reading', 'switch'],
    );
    await useLanguage('de');
    expect(nodeName(stored)).not.toBe('store reading');
  });

  it('spans of time have the unit that fits, in the owner’s language', async () => {
    const spans = [0.0042, 0.03, 1.5, 54.3, 2500];
    expect(spans.map(formatSpan)).toEqual(['4.2 μs', '30 μs', '1.5 ms', '54 ms', '2.5 sec']);
    await useLanguage('de');
    expect(spans.map(formatSpan)).toEqual(['4,2 μs', '30 μs', '1,5 ms', '54 ms', '2,5 Sek.']);
  });
});

describe('the hops of a way', () => {
  const told = (...hops: ReturnType<typeof wayHop>[]) =>
    shownHops(way('1', { payload: 'raw', hops })).map(({ cameIn, wentOut, isUnchanged, branchOf }) => [
      cameIn,
      wentOut,
      isUnchanged,
      branchOf,
    ]);

  it('show each text once, where it is new', () => {
    expect(
      told(
        wayHop('ingest'),
        wayHop('validation', { from: 0, received: 'raw' }),
        wayHop('plant', { from: 1, received: 'reading' }),
        wayHop('store', { from: 2, received: 'reading' }),
      ),
    ).toEqual([
      [undefined, undefined, true, undefined],
      [undefined, 'reading', false, undefined],
      [undefined, undefined, true, undefined],
      [undefined, undefined, false, undefined],
    ]);
  });

  it('show what came into a node that failed, and into one that no wire leads to', () => {
    expect(
      told(
        wayHop('ingest'),
        wayHop('plant', { from: 0 }),
        wayHop('mine', { from: 1, received: 'reading', failure: 'no luck' }),
        wayHop('catch', { received: 'reading and error' }),
      ),
    ).toEqual([
      [undefined, undefined, false, undefined],
      [undefined, 'reading', false, undefined],
      ['reading', undefined, false, undefined],
      ['reading and error', undefined, false, undefined],
    ]);
  });

  it('name the node that a branch came from', () => {
    expect(
      told(wayHop('fork'), wayHop('left', { from: 0 }), wayHop('right', { from: 0 })).map(([, , , branch]) => branch),
    ).toEqual([undefined, undefined, 'fork']);
  });
});
