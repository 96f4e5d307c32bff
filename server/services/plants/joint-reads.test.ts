import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from '../../db/admission.ts';
import { JointReads } from './joint-reads.ts';

/** A read that a test ends. */
interface Begun {
  what: string;
  left: AbortSignal;
  end(answer: string): void;
  fail(failure: Error): void;
}

let clock: FakeClock;
let joint: JointReads;
let begun: Begun[];
const staying = new AbortController().signal;

const ask = (what: string, left = staying): Promise<string> =>
  joint.read(
    what,
    (allLeft) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      begun.push({ what, left: allLeft, end: resolve, fail: reject });
      return promise;
    },
    left,
  );
/** Lets go on what waits for nothing else. */
const settled = (): Promise<void> => clock.advance(0);
const whats = (): string[] => begun.map(({ what }) => what);

beforeEach(() => {
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  const admission = new Admission({ places: 2, waitMs: 800, retryAfterS: 2, detail: 'too many', clock });
  joint = new JointReads({ admission, clock });
  begun = [];
});

describe('those who ask the same', () => {
  it('while it is read share the next read, which begins after they asked', async () => {
    const first = ask('a');
    await settled();
    const others = [ask('a'), ask('a'), ask('a')];
    await settled();
    expect(whats()).toEqual(['a']);
    begun[0]?.end('old');
    expect(await first).toBe('old');
    await settled();
    expect(whats()).toEqual(['a', 'a']);
    begun[1]?.end('new');
    expect(await Promise.all(others)).toEqual(['new', 'new', 'new']);
  });

  it('do not wait for a slow read longer than a moment', async () => {
    void ask('a');
    await settled();
    const second = ask('a');
    await clock.advance(99);
    expect(begun).toHaveLength(1);
    await clock.advance(1);
    expect(begun).toHaveLength(2);
    begun[1]?.end('beside');
    expect(await second).toBe('beside');
  });

  it('all hear of its failure, and those who ask then begin anew', async () => {
    const first = ask('a');
    await settled();
    const others = [ask('a'), ask('a')];
    begun[0]?.fail(new Error('first'));
    await expect(first).rejects.toThrow('first');
    await settled();
    begun[1]?.fail(new Error('second'));
    for (const other of others) await expect(other).rejects.toThrow('second');
    const later = ask('a');
    await settled();
    begun[2]?.end('well');
    expect(await later).toBe('well');
  });
});

it('what is asked otherwise is read beside it, as many as are let in; whoever waits in vain is told, and may ask again', async () => {
  void ask('a');
  void ask('b');
  const refused = ask('c').catch((failure: unknown) => failure);
  await settled();
  expect(whats()).toEqual(['a', 'b']);
  await clock.advance(800);
  expect(await refused).toMatchObject({ code: 'too_busy', retryAfterS: 2 });
  const again = ask('c');
  begun[0]?.end('a');
  await settled();
  begun[2]?.end('c');
  expect(await again).toBe('c');
});

describe('whoever leaves', () => {
  it('is told so at once, while the others get the answer', async () => {
    void ask('a');
    await settled();
    const [leaving, reason] = [new AbortController(), new Error('left')];
    const gone = ask('a', leaving.signal).catch((failure: unknown) => failure);
    const other = ask('a');
    leaving.abort(reason);
    expect(await gone).toBe(reason);
    begun[0]?.end('');
    await settled();
    expect(begun[1]?.left.aborted).toBe(false);
    begun[1]?.end('here');
    expect(await other).toBe('here');
  });

  it('as the last ends the read', async () => {
    const readers = [new AbortController(), new AbortController()];
    void ask('a');
    await settled();
    const gone = readers.map(({ signal }) => ask('a', signal).catch((failure: unknown) => failure));
    begun[0]?.end('');
    await settled();
    readers[0]?.abort('one');
    expect(begun[1]?.left.aborted).toBe(false);
    readers[1]?.abort('two');
    expect(begun[1]?.left.aborted).toBe(true);
    expect(await Promise.all(gone)).toEqual(['one', 'two']);
  });

  it('before it began leaves no read behind, and nobody who asks then is left alone', async () => {
    const leaving = new AbortController();
    void ask('a');
    await settled();
    const gone = ask('a', leaving.signal).catch((failure: unknown) => failure);
    leaving.abort('left');
    const later = ask('a');
    begun[0]?.end('');
    await settled();
    expect(await gone).toBe('left');
    expect(begun).toHaveLength(2);
    begun[1]?.end('later');
    expect(await later).toBe('later');
  });
});
