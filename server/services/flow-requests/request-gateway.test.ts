import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestGateway } from './request-gateway.ts';

const OPERATION = 'register_device';

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

function served() {
  const gateway = new RequestGateway(clock);
  const requests: { requestId: string; payload: unknown }[] = [];
  const stop = gateway.serve(OPERATION, (request) => requests.push(request));
  return { gateway, requests, stop };
}

describe('the request gateway', () => {
  it('passes a request to the flow and returns its answer', async () => {
    const { gateway, requests } = served();
    const call = gateway.call(OPERATION, { mac: 1 });
    expect(requests).toEqual([{ requestId: expect.any(String), payload: { mac: 1 } }]);
    expect(gateway.answer(requests[0]?.requestId ?? '', 'credentials')).toBe(true);
    expect(await call).toBe('credentials');
    expect(clock.timers).toBe(0);
  });

  it('gives each request its own answer', async () => {
    const { gateway, requests } = served();
    const calls = [1, 2, 3].map((payload) => gateway.call(OPERATION, payload));
    for (const { requestId, payload } of requests.toReversed()) gateway.answer(requestId, Number(payload) * 10);
    expect(await Promise.all(calls)).toEqual([10, 20, 30]);
  });

  it('refuses with the error from the flow', async () => {
    const { gateway, requests } = served();
    const call = gateway.call(OPERATION, {});
    gateway.refuse(requests[0]?.requestId ?? '', new ProblemError('device_locked', 'locked'));
    await expect(call).rejects.toMatchObject({ code: 'device_locked' });
  });

  it('answers once, and ignores later answers', async () => {
    const { gateway, requests } = served();
    const call = gateway.call(OPERATION, {});
    const id = requests[0]?.requestId ?? '';
    gateway.answer(id, 1);
    expect([gateway.answer(id, 2), gateway.refuse(id, new Error('late')), gateway.answer('unknown', 3)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(await call).toBe(1);
  });

  it('gives up after 15 seconds with a hint, and accepts no answer after that', async () => {
    const { gateway, requests } = served();
    const call = gateway.call(OPERATION, {});
    const outcome = expect(call).rejects.toMatchObject({
      code: 'flow_unavailable',
      message: expect.stringContaining('API answer'),
    });
    await clock.advance(14_999);
    expect(clock.timers).toBe(1);
    await clock.advance(1);
    await outcome;
    expect(gateway.answer(requests[0]?.requestId ?? '', 1)).toBe(false);
  });

  it('reports that no flow takes the request', async () => {
    const { gateway, stop } = served();
    stop();
    await expect(gateway.call(OPERATION, {})).rejects.toMatchObject({
      code: 'flow_unavailable',
      message: expect.stringContaining('API request'),
    });
  });

  it('holds back a request while flows are being deployed', async () => {
    const { gateway, stop } = served();
    gateway.pause();
    stop();
    const call = gateway.call(OPERATION, 1);
    await clock.advance(500);
    const handler = vi.fn(({ requestId }: { requestId: string }) => void gateway.answer(requestId, 'credentials'));
    gateway.serve(OPERATION, handler);
    await clock.advance(100);
    expect(handler, 'the nodes behind it may not be there yet').not.toHaveBeenCalled();
    gateway.resume();
    expect(await call).toBe('credentials');
    expect(clock.timers).toBe(0);
  });

  it('waits at most five seconds for a deploy', async () => {
    const { gateway, stop } = served();
    gateway.pause();
    stop();
    const outcome = expect(gateway.call(OPERATION, {})).rejects.toMatchObject({ code: 'flow_unavailable' });
    await clock.advance(4999);
    expect(clock.timers).toBe(1);
    await clock.advance(1);
    await outcome;
    expect(clock.timers).toBe(0);
  });

  it('holds back requests anew at a second deploy, those of the first are not asked twice, and after it none waits', async () => {
    const { gateway, requests } = served();
    gateway.pause();
    const first = gateway.call(OPERATION, 'first');
    gateway.resume();
    await clock.advance(0);
    gateway.pause();
    const second = gateway.call(OPERATION, 'second');
    await clock.advance(0);
    expect(requests.map(({ payload }) => payload)).toEqual(['first']);
    gateway.resume();
    await clock.advance(0);
    expect(requests.map(({ payload }) => payload)).toEqual(['first', 'second']);
    const third = gateway.call(OPERATION, 'third');
    expect(requests.map(({ payload }) => payload)).toEqual(['first', 'second', 'third']);
    for (const { requestId, payload } of requests) gateway.answer(requestId, payload);
    expect([await first, await second, await third, clock.timers]).toEqual(['first', 'second', 'third', 0]);
  });

  it('waits three minutes for a care plan, while a registration beside it is given up after 15 seconds', async () => {
    const { gateway } = served();
    gateway.serve('care_plan', () => undefined);
    const outcomes: string[] = [];
    const noted = (name: 'register_device' | 'care_plan'): Promise<unknown> =>
      gateway.call(name, {}).catch((failure: unknown) => outcomes.push((failure as Error).message));
    const both = Promise.all([noted('care_plan'), noted(OPERATION)]);
    await clock.advance(179_999);
    expect(outcomes).toEqual([expect.stringContaining('register_device gave no answer within 15 seconds')]);
    await clock.advance(1);
    await both;
    expect(outcomes[1]).toContain('care_plan gave no answer within 180 seconds');
    expect(clock.timers).toBe(0);
  });

  it('waits for a care plan for as long as there are signs of life, and for nothing else because of them', async () => {
    const { gateway } = served();
    gateway.serve('care_plan', () => undefined);
    const outcomes: string[] = [];
    const noted = (name: 'register_device' | 'care_plan'): Promise<unknown> =>
      gateway.call(name, {}).catch((failure: unknown) => outcomes.push((failure as Error).message));
    const both = Promise.all([noted('care_plan'), noted(OPERATION)]);
    for (let minutes = 0; minutes < 20; minutes += 1) {
      await clock.advance(60_000);
      gateway.heard('care_plan');
    }
    expect(outcomes).toEqual([expect.stringContaining('register_device gave no answer within 15 seconds')]);
    await clock.advance(180_000);
    await both;
    expect([outcomes[1], clock.timers]).toEqual([expect.stringContaining('within 180 seconds'), 0]);
  });

  it('keeps no timer of a request that was refused', async () => {
    const { gateway, requests } = served();
    const call = gateway.call(OPERATION, {});
    expect(gateway.refuse(requests[0]?.requestId ?? '', new Error('no'))).toBe(true);
    await expect(call).rejects.toThrow('no');
    expect(clock.timers).toBe(0);
  });

  it('lets only one node serve an operation at a time', () => {
    const { gateway, stop } = served();
    expect(() => gateway.serve(OPERATION, () => undefined)).toThrow(/takes the request register_device already/);
    stop();
    const handler = vi.fn();
    gateway.serve(OPERATION, handler);
    stop();
    gateway.call(OPERATION, 1).catch(() => undefined);
    expect(handler, 'a stale stop does not end its successor').toHaveBeenCalledTimes(1);
  });
});
