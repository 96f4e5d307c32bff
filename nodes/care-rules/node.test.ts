import { afterEach, describe, expect, it } from 'vitest';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { type Bench, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import { planByRules } from './core.ts';
import careRules from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

describe('the plan by rules node', () => {
  itBehavesLikeANode(careRules, undefined);

  it('sends a plan marked as made by rules, without what a flow added for a model', async () => {
    bench = await startNode(careRules);
    const care = { plantId: 'plant_1', reason: 'user' };
    bench.receive({ requestId: 'r1', care, payload: { ...careContext(), weather: 'rain' } });
    expect(await bench.next()).toMatchObject({
      requestId: 'r1',
      care,
      payload: planByRules(careContext()),
      context: careContext(),
      origin: { source: 'rules', model: null, tokens_in: 0, tokens_out: 0 },
    });
  });

  it.each([[undefined], ['Monty'], [{ today: '2026-03-08', plant: {}, metrics: {} }]])(
    'refuses the payload %j',
    async (payload) => {
      bench = await startNode(careRules, { behindFunction: true });
      bench.receive({ payload });
      expect((await bench.caught()).error.message).toMatch(/not what a care plan is made from/);
    },
  );
});
