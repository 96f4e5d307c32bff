import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import type { Rejection } from '@plantops/shared/messages.ts';
import rejectionNode from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const rejection: Rejection = {
  deviceId: 'dev_1',
  topic: 'devices/dev_1/telemetry',
  payload: '{',
  reason: 'the message is not JSON',
  receivedAt: NOW,
};

describe('the rejection node', () => {
  itBehavesLikeANode(rejectionNode, undefined);

  it('keeps a rejected message, then acknowledges it, then sends it on', async () => {
    bench = await startNode(rejectionNode);
    bench.receive({ payload: rejection, delivery: 7 });
    expect(await bench.next()).toMatchObject({ payload: { reason: 'the message is not JSON' } });
    await bench.completed();
    expect(bench.services.rejections.kept).toEqual([rejection]);
    expect(bench.services.inbox).toMatchObject({ held: [7], acknowledged: [7] });
    expect((await bench.statusAfterASecond()).text).toBe('1 kept');
  });

  it('keeps one without a delivery number', async () => {
    bench = await startNode(rejectionNode);
    bench.receive({ payload: rejection });
    await bench.next();
    expect(bench.services.inbox).toMatchObject({ held: [], acknowledged: [] });
  });

  it('reports a message that cannot be kept, and does not acknowledge it', async () => {
    const services = fakeServices();
    vi.spyOn(services.rejections, 'reject').mockRejectedValue(
      Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' }),
    );
    bench = await startNode(rejectionNode, { services });
    bench.receive({ payload: rejection, delivery: 7 });
    expect((await bench.caught()).error).toMatchObject({
      message: expect.stringMatching(/database is away/),
      code: 'ECONNREFUSED',
    });
    expect(services.inbox).toMatchObject({ held: [7], acknowledged: [] });
    expect(bench.waiting()).toBe(0);
  });

  it('refuses anything that is not a rejected message', async () => {
    bench = await startNode(rejectionNode, { behindFunction: true });
    bench.receive({ payload: { deviceId: 'dev_1' }, delivery: 7 });
    expect((await bench.caught()).error.message).toMatch(/not a rejected message/);
    expect(bench.services.inbox.held).toEqual([]);
  });
});
