import { beforeEach, describe, expect, it } from 'vitest';
import { SharedReads } from './shared-reads.ts';

const STAYS = new AbortController().signal;
let reads: SharedReads<number>;
let begun: { nobody: AbortSignal; end: (answer: number) => void; fail: (failure: Error) => void }[];

beforeEach(() => {
  reads = new SharedReads();
  begun = [];
});
const ask = (key = 'fern', left = STAYS): Promise<number> =>
  reads.get(key, left, (nobody) => {
    const { promise, resolve: end, reject: fail } = Promise.withResolvers<number>();
    begun.push({ nobody, end, fail });
    return promise;
  });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('reads that are shared', () => {
  it('are one for all who ask before it begins', async () => {
    const answers = [ask(), ask(), ask()];
    await turn();
    expect(begun).toHaveLength(1);
    begun[0]?.end(7);
    expect(await Promise.all(answers)).toEqual([7, 7, 7]);
  });

  it('are another for those who ask after it has begun, which begins when the first has ended', async () => {
    const first = ask();
    await turn();
    const later = [ask(), ask()];
    await turn();
    expect(begun).toHaveLength(1);
    begun[0]?.end(1);
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.end(2);
    expect(await Promise.all([first, ...later])).toEqual([1, 2, 2]);
    const last = ask();
    await turn();
    begun[2]?.end(3);
    expect(await last).toBe(3);
  });

  it('do not wait for what others ask', async () => {
    const answers = [ask('fern'), ask('basil')];
    await turn();
    begun[1]?.end(2);
    expect(await answers[1]).toBe(2);
    begun[0]?.end(1);
    expect(await answers[0]).toBe(1);
  });

  it('fail for all who share them, and the next begins all the same', async () => {
    const failed = [ask(), ask()].map((answer) => expect(answer).rejects.toThrow('away'));
    await turn();
    const next = ask();
    begun[0]?.fail(new Error('away'));
    await Promise.all(failed);
    await turn();
    begun[1]?.end(5);
    expect(await next).toBe(5);
  });

  it('go on for those who stay, and are aborted when all have left', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const answers = [ask('fern', one.signal), ask('fern', other.signal)];
    const left = answers.map((answer) => expect(answer).rejects.toThrow('left'));
    await turn();
    one.abort(new Error('left'));
    await turn();
    expect(begun[0]?.nobody.aborted).toBe(false);
    other.abort(new Error('left'));
    await Promise.all(left);
    expect(begun[0]?.nobody.aborted).toBe(true);
    const next = ask();
    begun[0]?.fail(new Error('aborted'));
    await turn();
    begun[1]?.end(9);
    expect(await next).toBe(9);
  });

  it('do not begin for those who left while they waited', async () => {
    const first = ask();
    await turn();
    const leaver = new AbortController();
    const leaving = expect(ask('fern', leaver.signal)).rejects.toThrow('left');
    leaver.abort(new Error('left'));
    await leaving;
    const stays = ask();
    begun[0]?.end(1);
    await first;
    await turn();
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.end(2);
    expect(await stays).toBe(2);
    await expect(ask('fern', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
