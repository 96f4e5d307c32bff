import { afterEach, describe, expect, it } from 'vitest';
import { careAdvice, careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { type Bench, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import careCheck from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const origin = { source: 'anthropic' as const, model: 'a-model', tokens_in: 100, tokens_out: 20 };
const answered = {
  requestId: 'r1',
  care: { plantId: 'plant_1', reason: 'user' as const },
  context: careContext(),
  origin,
};

describe('the check plan node', () => {
  itBehavesLikeANode(careCheck, undefined);

  it('passes a plan on with everything that came with it', async () => {
    bench = await startNode(careCheck);
    bench.receive({ ...answered, payload: JSON.stringify(careAdvice()) });
    expect(await bench.next()).toMatchObject({ ...answered, payload: careAdvice() });
    expect(bench.waiting(1)).toBe(0);
    expect(bench.services.carePlans.steps).toEqual(['check']);
  });

  it('sends an answer that is not a plan back for repair, with the context and the fault', async () => {
    bench = await startNode(careCheck);
    bench.receive({ ...answered, payload: 'Water it!' });
    expect(await bench.next(1)).toMatchObject({
      ...answered,
      payload: careContext(),
      repair: { answer: 'Water it!', fault: expect.stringMatching(/not JSON/) },
    });
    expect((await bench.statusAfterASecond()).text).toMatch(/1 sent back/);
  });

  it('refuses a second answer that is not a plan', async () => {
    bench = await startNode(careCheck);
    bench.receive({ ...answered, payload: '{}', repair: { answer: 'Water it!', fault: 'not JSON' } });
    expect(await bench.caught()).toMatchObject({
      requestId: 'r1',
      error: {
        code: 'llm_invalid_answer',
        message:
          'ProblemError: The model\'s answer was not used: twice it was no care plan ("summary" does not fit). Try again, or choose another model in Settings.',
      },
    });
    expect([bench.waiting(0), bench.waiting(1)]).toEqual([0, 0]);
  });

  it.each([
    ['en', "The model's answer was not used: its next watering, 2024-03-08, is long past: today is 2026-03-08."],
    ['de', 'Die Antwort des Modells wurde nicht verwendet: ihr nächstes Gießen am 2024-03-08 ist längst vorbei'],
  ] as const)(
    'sends one that contradicts what is known back once, then refuses it in words, in %s',
    async (language, words) => {
      bench = await startNode(careCheck);
      const payload = careAdvice({ watering: { ...careAdvice().watering, next: '2024-03-08' } });
      const context = careContext({ language });
      bench.receive({ ...answered, context, payload });
      const back = await bench.next(1);
      expect(back).toMatchObject({ repair: { fault: expect.stringMatching(/contradicts what is known.*long past/) } });
      bench.receive({ ...answered, context, payload, repair: back.repair });
      expect((await bench.caught()).error).toMatchObject({
        code: 'llm_answer_refused',
        message: expect.stringContaining(words),
      });
    },
  );

  it('refuses a message without the context that the plan is made from', async () => {
    bench = await startNode(careCheck, { behindFunction: true });
    bench.receive({ ...answered, context: undefined, payload: '{}' });
    expect((await bench.caught()).error.message).toMatch(/msg\.context is missing or was changed/);
  });
});
