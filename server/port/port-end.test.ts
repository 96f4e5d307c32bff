import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Handlers, type Offer, PortClosedError, PortEnd } from './port-end.ts';

const offer = {
  calls: {
    double: { input: z.number(), output: z.number() },
    fail: { input: z.string(), output: z.null() },
    wait: { input: z.null(), output: z.string() },
    lie: { input: z.null(), output: z.number() },
    count: { input: z.int(), output: z.null() },
  },
  news: { said: z.string() },
} satisfies Offer;
const nothing = { calls: {}, news: {} } satisfies Offer;

let heard: string[];
let faults: string[];
let frames: string[];
let clock: FakeClock;
let answerWait: (text: string) => void;

const handlers: Handlers<typeof offer> = {
  calls: {
    double: (value) => value * 2,
    fail(text) {
      if (text === 'problem') throw new ProblemError('device_locked', 'It is locked', [{ pointer: '/x', detail: 'y' }]);
      // oxlint-disable-next-line typescript/only-throw-error -- code of others may throw anything
      throw text === 'text' ? 'no error at all' : new Error(text);
    },
    wait: () =>
      new Promise((resolve) => {
        answerWait = resolve;
      }),
    lie: () => 'seven' as never,
    count(times, progress) {
      for (let done = 1; done <= times; done += 1) progress(done);
      return null;
    },
  },
  news: { said: (text) => void heard.push(text) },
};

/** Two ends that hand each other frames, later and in order, as a connection does. */
function ends() {
  const onFault = (fault: string) => void faults.push(fault);
  const near: PortEnd<typeof offer, typeof nothing> = new PortEnd({
    theirs: offer,
    mine: nothing,
    handlers: { calls: {}, news: {} },
    send(frame) {
      frames.push(frame);
      queueMicrotask(() => far.receive(frame));
    },
    clock,
    onFault,
  });
  const far: PortEnd<typeof nothing, typeof offer> = new PortEnd({
    theirs: nothing,
    mine: offer,
    handlers,
    send: (frame) => queueMicrotask(() => near.receive(frame)),
    clock,
    onFault,
  });
  return { near, far };
}

beforeEach(() => {
  [heard, faults, frames] = [[], [], []];
  clock = new FakeClock();
});

describe('a port', () => {
  it('answers calls, several at a time, each with its own answer', async () => {
    const { near } = ends();
    expect(await Promise.all([near.call('double', 2), near.call('double', 5)])).toEqual([4, 10]);
    expect(clock.timers).toBe(0);
  });

  it('passes on problems as problems, and every other failure with its text', async () => {
    const { near } = ends();
    const problem = await near.call('fail', 'problem').catch((failure: unknown) => failure);
    expect(problem).toBeInstanceOf(ProblemError);
    expect(problem).toMatchObject({
      code: 'device_locked',
      message: 'It is locked',
      fields: [{ pointer: '/x', detail: 'y' }],
    });
    await expect(near.call('fail', 'broken')).rejects.toThrow(/^broken$/);
    await expect(near.call('fail', 'text')).rejects.toThrow(/^no error at all$/);
  });

  it('tells how far a call is', async () => {
    const { near } = ends();
    const seen: number[] = [];
    await near.call('count', 3, { onProgress: (amount) => seen.push(amount) });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('passes on news', async () => {
    const { near } = ends();
    near.tell('said', 'hello');
    await Promise.resolve();
    expect(heard).toEqual(['hello']);
  });

  it('refuses on both sides what is not in the agreed form', async () => {
    const { near, far } = ends();
    await expect(near.call('double', 'two' as never)).rejects.toThrow(/double does not take this/);
    await expect(near.call('lie', null)).rejects.toThrow(/answer is not in the agreed form/);
    await expect(near.call('constructor' as never, null as never)).rejects.toThrow();
    near.tell('said', 7 as never);
    near.tell('toString' as never, 'x' as never);
    await Promise.resolve();
    expect([heard, faults]).toEqual([[], [expect.stringContaining('said'), 'there is no news toString']]);
    for (const frame of ['no json', '{"call":1}', '[]', '{"answer":7}{']) far.receive(frame);
    expect(faults).toHaveLength(6);
  });

  it('ignores answers that nobody waits for', async () => {
    const { near } = ends();
    near.receive('{"answer":99,"data":1}');
    near.receive('{"failure":99,"data":{"message":"x"}}');
    near.receive('{"progress":99,"data":1}');
    expect(faults).toEqual([]);
    expect(await near.call('double', 1)).toBe(2);
  });

  it('gives a call up after its time, and takes no answer that comes later', async () => {
    const { near } = ends();
    const call = near.call('wait', null, { withinMs: 5000 }).catch((failure: unknown) => failure);
    await clock.advance(4999);
    expect(clock.timers).toBe(1);
    await clock.advance(1);
    expect(await call).toBeInstanceOf(PortClosedError);
    expect((await call) as Error).toHaveProperty('message', 'wait was not answered within 5 seconds');
    answerWait('late');
    await clock.advance(1);
    expect(clock.timers).toBe(0);
  });

  it('waits for as long as it takes where its caller says so', async () => {
    const { near } = ends();
    const call = near.call('wait', null, { withinMs: Number.POSITIVE_INFINITY });
    await clock.advance(40 * 86_400_000);
    answerWait('at last');
    expect(await call).toBe('at last');
  });

  it('fails every call that waits when it is closed, and all after it, without sending anything', async () => {
    const { near, far } = ends();
    const call = near.call('wait', null).catch((failure: unknown) => failure);
    await Promise.resolve();
    far.close('gone');
    near.close('The other process ended');
    expect(await call).toMatchObject({ name: 'PortClosedError', message: 'The other process ended' });
    const sent = frames.length;
    await expect(near.call('double', 1)).rejects.toThrow(PortClosedError);
    near.tell('said', 'x');
    answerWait('nobody listens');
    await Promise.resolve();
    expect([frames.length, clock.timers]).toEqual([sent, 0]);
  });
});
