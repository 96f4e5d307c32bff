import { ProblemError } from '@plantops/shared/problem.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestGateway } from './request-gateway.ts';

const OPERATION = 'register_device';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function served() {
  const gateway = new RequestGateway();
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
    expect(vi.getTimerCount()).toBe(0);
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
    await vi.advanceTimersByTimeAsync(14_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
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
    await vi.advanceTimersByTimeAsync(500);
    const handler = vi.fn(({ requestId }: { requestId: string }) => void gateway.answer(requestId, 'credentials'));
    gateway.serve(OPERATION, handler);
    await vi.advanceTimersByTimeAsync(100);
    expect(handler, 'the nodes behind it may not be there yet').not.toHaveBeenCalled();
    gateway.resume();
    expect(await call).toBe('credentials');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits at most five seconds for a deploy', async () => {
    const { gateway, stop } = served();
    gateway.pause();
    stop();
    const outcome = expect(gateway.call(OPERATION, {})).rejects.toMatchObject({ code: 'flow_unavailable' });
    await vi.advanceTimersByTimeAsync(5000);
    await outcome;
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
