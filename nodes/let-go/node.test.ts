import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import letGo from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

describe('the let go node', () => {
  itBehavesLikeANode(letGo, undefined);

  it('answers for a message with its reason, and counts it', async () => {
    bench = await startNode(letGo, { config: { reason: ' a test board ' } });
    bench.receive({ payload: 'anything', delivery: 7 });
    await bench.completed();
    expect(bench.services.inbox.lettingGo).toEqual([{ delivery: 7, node: 'tested', reason: 'a test board' }]);
    expect((await bench.statusAfterASecond()).text).toBe('1 let go');
  });

  it('counts a message that came from elsewhere, and gives a reason where the owner gave none', async () => {
    bench = await startNode(letGo);
    bench.receive({ payload: 'anything' });
    await bench.completed();
    bench.receive({ payload: 'anything', delivery: 8 });
    await bench.completed();
    expect(bench.services.inbox.lettingGo).toEqual([{ delivery: 8, node: 'tested', reason: 'not wanted' }]);
  });
});
