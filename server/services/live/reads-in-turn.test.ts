import { describe, expect, it } from 'vitest';
import { ReadsInTurn } from './reads-in-turn.ts';

/** Reads that end when the test says so, each with the state of when it began. */
function setUp() {
  const state = new Map([
    ['fern', 'small'],
    ['palm', 'small'],
  ]);
  const told: string[] = [];
  const asked: string[][] = [];
  const waiting: (() => void)[] = [];
  const reads = new ReadsInTurn<string, string>(async (ids) => {
    asked.push(ids);
    const read = ids.flatMap((id) => (state.has(id) ? [`${id} ${state.get(id)}`] : []));
    await new Promise<void>((resolve) => waiting.push(resolve));
    told.push(...read);
    return read;
  });
  const answer = async () => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    waiting.shift()?.();
  };
  return { state, told, asked, reads, answer };
}

describe('reads in turn', () => {
  it('tell of a state only once every earlier one was told', async () => {
    const { state, told, asked, reads, answer } = setUp();
    const first = reads.of(['fern']);
    await expect.poll(() => asked.length).toBe(1);
    state.set('fern', 'tall');
    const second = reads.of(['fern']);
    expect(asked).toEqual([['fern']]);
    await answer();
    await first;
    expect(told).toEqual(['fern small']);
    await answer();
    expect(await second).toEqual(['fern tall']);
    expect(told).toEqual(['fern small', 'fern tall']);
  });

  it('read together, and each once, what was asked for meanwhile', async () => {
    const { told, asked, reads, answer } = setUp();
    const first = reads.of(['fern']);
    await expect.poll(() => asked.length).toBe(1);
    const others = [reads.of(['palm']), reads.of(['fern', 'palm'])];
    await answer();
    await first;
    await answer();
    expect(await Promise.all(others)).toEqual([
      ['palm small', 'fern small'],
      ['palm small', 'fern small'],
    ]);
    expect(asked).toEqual([['fern'], ['palm', 'fern']]);
    expect(told).toHaveLength(3);
  });

  it('are made again of what is being read when it changes, and of nothing else', async () => {
    const { state, told, asked, reads, answer } = setUp();
    const first = reads.of(['fern']);
    await expect.poll(() => asked.length).toBe(1);
    state.set('fern', 'tall');
    const again = reads.again(['fern', 'palm']);
    await answer();
    await first;
    await answer();
    expect(await again).toEqual(['fern tall']);
    expect(await reads.again(['fern'])).toEqual([]);
    expect(told).toEqual(['fern small', 'fern tall']);
    expect(asked).toEqual([['fern'], ['fern']]);
  });

  it('are told before a removal that came after they began', async () => {
    const { told, asked, reads, answer } = setUp();
    const read = reads.of(['fern']);
    await expect.poll(() => asked.length).toBe(1);
    const removal = reads.after(() => told.push('fern removed'));
    await answer();
    await Promise.all([read, removal]);
    expect(told).toEqual(['fern small', 'fern removed']);
  });

  it('go on after one that failed, which only those hear of who asked for it', async () => {
    let times = 0;
    const reads = new ReadsInTurn<string, string>((ids) => {
      times += 1;
      return times === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve(ids);
    });
    const failed = reads.of(['fern']);
    await expect(failed).rejects.toThrow('the database is away');
    expect(await reads.of(['palm'])).toEqual(['palm']);
  });

  it('ask for nothing where nothing is named', async () => {
    const { asked, reads } = setUp();
    expect(await reads.of([])).toEqual([]);
    expect(asked).toEqual([]);
  });
});
