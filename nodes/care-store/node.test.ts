import { afterEach, describe, expect, it } from 'vitest';
import { careAdvice, careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { type Bench, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import careStore from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const care = { plantId: 'plant_1', reason: 'user' as const };
const origin = { source: 'openai' as const, model: 'gpt-4o', tokens_in: 100, tokens_out: 20 };
const checked = { requestId: 'r1', care, context: careContext(), origin, payload: careAdvice() };

describe('the store plan node', () => {
  itBehavesLikeANode(careStore, undefined);

  it('stores the plan and sends it on as stored', async () => {
    bench = await startNode(careStore);
    bench.receive({ ...checked });
    expect((await bench.next()).payload).toMatchObject({
      id: 1,
      plant_id: 'plant_1',
      summary: careAdvice().summary,
      source: 'openai',
      reason: 'user',
    });
    expect(bench.services.carePlans.stored).toEqual([
      { request: care, plan: { advice: careAdvice(), context: careContext(), origin } },
    ]);
    expect((await bench.statusAfterASecond()).text).toMatch(/1 stored/);
  });

  it('leaves out what a flow added to the context for the model', async () => {
    bench = await startNode(careStore);
    bench.receive({ ...checked, context: { ...careContext(), weather: 'rain' } });
    await bench.next();
    expect(bench.services.carePlans.stored[0]?.plan.context).toEqual(careContext());
  });

  it.each([
    ['something that is not a plan', { payload: 'Water it!' }, /not a care plan/],
    ['a plan that a node made too long', { payload: careAdvice({ summary: 'x'.repeat(601) }) }, /not a care plan/],
    ['a missing context', { context: undefined }, /msg\.(context|origin) is missing or was changed/],
    [
      'an unknown origin',
      { origin: { ...origin, source: 'oracle' } },
      /msg\.(context|origin) is missing or was changed/,
    ],
    ['a missing request', { care: undefined }, /msg\.care is missing/],
  ])('stores nothing for %s', async (_what, change, says) => {
    bench = await startNode(careStore, { behindFunction: true });
    bench.receive({ ...checked, ...change });
    expect((await bench.caught()).error.message).toMatch(says);
    expect(bench.services.carePlans.stored).toEqual([]);
  });
});
