import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';

let clock: FakeClock;
let admission: Admission;
let order: string[];

beforeEach(() => {
  clock = new FakeClock();
  admission = new Admission({ places: 2, waitMs: 800, retryAfterS: 7, detail: 'Too many', clock });
  order = [];
});

/** Work that says when it begins, and goes on until it is ended. */
function begin(name: string): { end: () => void; done: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = admission.run(async () => {
    order.push(name);
    await promise;
  });
  return { end: () => resolve(undefined), done };
}

describe('admission', () => {
  it('lets as many in at once as there are places, and the others in their order as places become free', async () => {
    const [a, b, c, d] = [begin('a'), begin('b'), begin('c'), begin('d')];
    await clock.advance(0);
    expect(order).toEqual(['a', 'b']);
    b.end();
    await b.done;
    await clock.advance(0);
    expect(order).toEqual(['a', 'b', 'c']);
    a.end();
    await a.done;
    await clock.advance(0);
    expect(order).toEqual(['a', 'b', 'c', 'd']);
    c.end();
    d.end();
    await Promise.all([c.done, d.done]);
    expect(clock.timers).toBe(0);
  });

  it('refuses in under a second who waited in vain, and says when to come back; a place is not lost by it', async () => {
    const [a, b, c] = [begin('a'), begin('b'), begin('c')];
    const refused = expect(c.done).rejects.toMatchObject({
      code: 'too_busy',
      status: 503,
      message: 'Too many',
      retryAfterS: 7,
    });
    await clock.advance(799);
    expect(clock.timers).toBe(1);
    await clock.advance(1);
    await refused;
    a.end();
    await a.done;
    const d = begin('d');
    await clock.advance(0);
    expect(order).toEqual(['a', 'b', 'd']);
    b.end();
    d.end();
  });

  it('has the place back when work fails, and once only when it is given back twice', async () => {
    await expect(admission.run(() => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
    const leave = await admission.enter();
    leave();
    leave();
    begin('a');
    begin('b');
    begin('c');
    await clock.advance(0);
    expect(order).toEqual(['a', 'b']);
  });

  it('has nobody wait who has left, so that others come in at once', async () => {
    const [a] = [begin('a'), begin('b')];
    const leaving = new AbortController();
    const left = admission.run(() => Promise.resolve(order.push('left')), leaving.signal);
    const c = begin('c');
    leaving.abort();
    await expect(left).rejects.toBe(leaving.signal.reason);
    expect(clock.timers).toBe(1);
    a?.end();
    await a?.done;
    await clock.advance(0);
    expect(order).toEqual(['a', 'b', 'c']);
    await expect(admission.enter(leaving.signal)).rejects.toBe(leaving.signal.reason);
    c.end();
  });
});
