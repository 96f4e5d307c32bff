import { afterEach, describe, expect, it } from 'vitest';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { type Bench, fakeServices, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import context from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const request = { plantId: 'plant_1', reason: 'weekly' as const, language: 'de' as const };

describe('the gather context node', () => {
  itBehavesLikeANode(context, undefined);

  it('sends what a plan is made from and keeps the request on the message', async () => {
    const services = fakeServices();
    services.carePlans.context = careContext();
    bench = await startNode(context, { services });
    bench.receive({ requestId: 'r1', payload: request });
    expect(await bench.next()).toMatchObject({ requestId: 'r1', care: request, payload: careContext() });
    expect(services.carePlans).toMatchObject({ gathered: [request], steps: ['context'] });
  });

  it('reports a plant that does not exist to Catch nodes, with its code', async () => {
    bench = await startNode(context);
    bench.receive({ requestId: 'r1', payload: request });
    expect(await bench.caught()).toMatchObject({ requestId: 'r1', error: { code: 'plant_not_found' } });
  });

  it.each([[undefined], [{}], [{ plantId: 'plant_1', reason: 'boredom' }]])(
    'refuses the payload %j',
    async (payload) => {
      bench = await startNode(context, { behindFunction: true });
      bench.receive({ payload });
      expect((await bench.caught()).error.message).toMatch(
        /not a request for a care plan: wire this node behind an API request node/,
      );
      expect(bench.services.carePlans.gathered).toEqual([]);
    },
  );
});
