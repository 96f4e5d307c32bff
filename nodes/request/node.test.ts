import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import request from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

describe('the request node', () => {
  itBehavesLikeANode(request, { config: { operation: 'format_disk' }, field: 'operation' });

  it('sends a request with the id needed to answer it', async () => {
    bench = await startNode(request);
    expect(bench.services.requests.call('register_device', 'r1', { request: {} })).toBe(true);
    expect(await bench.next()).toMatchObject({ topic: 'register_device', requestId: 'r1', payload: { request: {} } });
    expect((await bench.statusAfterASecond()).fill).toBe('green');
  });

  it('takes no more requests after it is removed', async () => {
    bench = await startNode(request);
    await bench.stop();
    expect(bench.services.requests.call('register_device', 'r1', {})).toBe(false);
  });

  it('reports that another node already takes the same requests', async () => {
    const services = fakeServices();
    services.requests.serve('register_device', () => undefined);
    bench = await startNode(request, { services });
    expect(bench.errors()).toEqual([expect.stringMatching(/takes the request register_device already/)]);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red' });
  });
});
