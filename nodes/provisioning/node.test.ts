import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import provisioning from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const registration = { request: { mac_address: 'A4-CF-12-00-00-01' }, requestHost: 'plants.local' };

describe('the provisioning node', () => {
  itBehavesLikeANode(provisioning, undefined);

  it('registers the device and sends its credentials on with the request id', async () => {
    bench = await startNode(provisioning);
    bench.receive({ requestId: 'r1', payload: registration });
    expect(await bench.next()).toMatchObject({
      requestId: 'r1',
      payload: { created: true, credentials: { device_id: 'dev_1', mqtt: { host: 'plants.local' } } },
    });
    await bench.completed();
    expect(bench.services.registrar.registrations).toEqual([registration]);
    expect((await bench.statusAfterASecond()).text).toBe('1 registered');
  });

  it('reports a refusal to Catch nodes with its code and the request id', async () => {
    const services = fakeServices();
    vi.spyOn(services.registrar, 'register').mockRejectedValue(
      new ProblemError('device_locked', 'The device is locked'),
    );
    bench = await startNode(provisioning, { services });
    bench.receive({ requestId: 'r1', payload: registration });
    const caught = await bench.caught();
    expect(caught).toMatchObject({ requestId: 'r1', error: { code: 'device_locked' } });
    expect(bench.waiting()).toBe(0);
  });

  it.each([[undefined], [{}], [{ request: { mac_address: 'nonsense' }, requestHost: 'a' }]])(
    'refuses the payload %j',
    async (payload) => {
      bench = await startNode(provisioning, { behindFunction: true });
      bench.receive({ requestId: 'r1', payload });
      expect((await bench.caught()).error.message).toMatch(
        /not a registration: wire this node behind an API request node/,
      );
      expect(bench.services.registrar.registrations).toEqual([]);
    },
  );
});
