import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { type Bench, fakeServices, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { DEFAULT_INSTRUCTIONS } from './config.ts';
import llm from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const care = { plantId: 'plant_1', reason: 'user' as const };
const question = { requestId: 'r1', care, payload: careContext() };

describe('the language model node', () => {
  itBehavesLikeANode(llm, { config: { maxTokens: '3' }, field: 'maxTokens' });

  it("asks with the flow's instructions and sends the answer on with its model and cost", async () => {
    const services = fakeServices();
    services.llm.answers = ['{"summary":"Fine"}'];
    bench = await startNode(llm, {
      services,
      config: { instructions: 'Be brief.', model: 'claude-x', maxTokens: '900' },
    });
    bench.receive({ ...question });
    expect(await bench.next()).toMatchObject({
      requestId: 'r1',
      care,
      payload: '{"summary":"Fine"}',
      context: careContext(),
      instructions: 'Be brief.',
      origin: { source: 'anthropic', model: 'a-model', tokens_in: 100, tokens_out: 20 },
    });
    expect(services.llm.questions).toEqual([
      expect.objectContaining({
        request: care,
        model: 'claude-x',
        maxTokens: 900,
        instructions: expect.stringMatching(/^Be brief\./),
        repair: undefined,
      }),
    ]);
    expect(services.carePlans.steps).toEqual(['llm', 'llm 18']);
  });

  it('asks the model to repair an invalid answer and adds up the tokens', async () => {
    bench = await startNode(llm);
    const repair = { answer: '{}', fault: 'summary: is missing' };
    bench.receive({
      ...question,
      repair,
      origin: { source: 'anthropic', model: 'a-model', tokens_in: 7, tokens_out: 3 },
    });
    expect((await bench.next()).origin).toMatchObject({ tokens_in: 107, tokens_out: 23 });
    expect(bench.services.llm.questions[0]).toMatchObject({ repair, model: undefined });
    expect(bench.services.carePlans.steps[0]).toBe('repair');
  });

  it.each([
    ['no model is set up', false, care],
    ['the request asks for no model', true, { ...care, withoutModel: true }],
  ])('sends the message unchanged to its second output when %s', async (_when, ready, request) => {
    const services = fakeServices();
    services.llm.ready = ready;
    bench = await startNode(llm, { services });
    bench.receive({ ...question, care: request });
    expect(await bench.next(1)).toMatchObject({ ...question, care: request });
    expect(services.llm.questions).toEqual([]);
  });

  it('reports a failure to Catch nodes with its code and the request id', async () => {
    const services = fakeServices();
    services.llm.failure = new ProblemError('llm_wrong_key', 'The key was refused');
    bench = await startNode(llm, { services });
    bench.receive({ ...question });
    expect(await bench.caught()).toMatchObject({ requestId: 'r1', error: { code: 'llm_wrong_key' } });
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red', text: 'The key was refused' });
  });

  it.each([
    [{ payload: careContext() }, /msg\.care is missing/],
    [{ care, payload: 'Monty' }, /not what a care plan is made from/],
  ])('refuses a message that does not come from a "gather context" node', async (message, says) => {
    bench = await startNode(llm, { behindFunction: true });
    bench.receive(message);
    expect((await bench.caught()).error.message).toMatch(says);
    expect(bench.services.llm.questions).toEqual([]);
  });

  it('has its default instructions in the shipped flow', () => {
    const flow = JSON.parse(readFileSync(new URL('../../flows/care.json', import.meta.url), 'utf8')) as {
      type: string;
      instructions?: string;
    }[];
    expect(flow.find(({ type }) => type === 'plantops-llm')?.instructions).toBe(DEFAULT_INSTRUCTIONS);
  });
});
