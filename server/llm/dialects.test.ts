import { careAdvice } from '@plantops/shared/testing/care-fixtures.ts';
import { objectInText } from '@plantops/shared/model-answers/objects-in-text.ts';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../testing/llm-dialects.ts';
import { PLAN, problemOf, question, useImitatedVendor } from '../testing/language-model.ts';

const vendor = useImitatedVendor();
const FIELDS = Object.keys(careAdvice());
const bodies = () => vendor.imitation.questions.map(({ body }) => body);

describe.each(DIALECTS)('$name', ({ asked, ...dialect }) => {
  it('gives a plan at the first question, and at the next one without asking for what it refuses', async () => {
    vendor.imitation.dialect = { asked, ...dialect };
    const llm = await vendor.setUp('openai', { key: null });
    const first = await vendor.withoutPauses(llm.ask(question()));
    expect(objectInText(first.text, FIELDS)).toEqual(careAdvice());
    expect(bodies().at(-1)).toMatchObject(asked);
    expect(await vendor.ledger()).toEqual([expect.objectContaining({ error_code: null })]);
    const questions = bodies().length;
    expect(objectInText((await llm.ask(question())).text, FIELDS)).toEqual(careAdvice());
    expect(bodies().length, 'asked at once').toBe(questions + 1);
  });

  it('is found out by a trial, and remembered over a restart', async () => {
    vendor.imitation.dialect = { asked, ...dialect };
    const llm = await vendor.setUp('openai', { key: null });
    expect(await vendor.withoutPauses(llm.test())).toMatchObject({ ok: true });
    expect(llm.about().abilities).not.toBeNull();
    const questions = bodies().length;
    const again = await vendor.setUp('openai', { key: null });
    expect(again.about().abilities).toEqual(llm.about().abilities);
    await again.ask(question());
    expect(bodies().length - questions, 'asked at once').toBe(1);
  });
});

describe('a server', () => {
  it('that refuses everything is asked no more than ten times, and says what it said first', async () => {
    vendor.imitation.usual = { status: 400, message: 'I am a teapot' };
    const llm = await vendor.setUp('openai', { key: null });
    expect(await problemOf(llm.ask(question()))).toMatchObject({
      code: 'llm_failed',
      words: expect.stringMatching(/I am a teapot/),
    });
    expect(bodies().length).toBeLessThanOrEqual(10);
  });

  it('that allows fewer tokens than are asked for is asked for as many as it allows', async () => {
    vendor.imitation.next.push({
      status: 400,
      message: 'max_completion_tokens is too large: 4000. This model supports at most 2048 completion tokens',
    });
    await (await vendor.setUp('openai', { key: null })).ask(question());
    expect(bodies().map(({ max_completion_tokens }) => max_completion_tokens)).toEqual([4000, 2048]);
  });

  it('that does not heed a schema is told the form in words the next time', async () => {
    const llm = await vendor.setUp('openai', { key: null });
    vendor.imitation.next.push({ text: 'OK, as you wish.' });
    expect(await llm.test()).toMatchObject({ ok: true });
    expect(llm.about().abilities).toMatchObject({ form: 'none' });
    expect((await llm.ask(question())).text).toBe(PLAN);
    expect(bodies()[1]).not.toHaveProperty('response_format');
    expect(JSON.stringify(bodies()[1]?.messages)).toContain('every_days');
  });

  it('that thinks until its tokens are used up is asked once more, with more room', async () => {
    vendor.imitation.next.push({ cut: '<think>The soil is dry, and so' });
    const answer = await (await vendor.setUp('openai', { key: null })).ask(question());
    expect(answer).toMatchObject({ text: PLAN, tokensIn: 2468 });
    expect(bodies().map(({ max_completion_tokens }) => max_completion_tokens)).toEqual([4000, 16_000]);
  });

  it('that is cut after its answer was whole is not paid for twice', async () => {
    const basis = { level: 'well', watering: { every_days: null, amount_ml: null }, points: [] };
    const whole = JSON.stringify({ ...careAdvice(), basis });
    vendor.imitation.next.push({ cut: `${whole}\n\nAnd another thing: ` });
    await (await vendor.setUp('openai', { key: null })).ask(question());
    expect(bodies()).toHaveLength(1);
  });
});

describe('silence', () => {
  it('of a minute ends a stream; a slow one that goes on is waited for, with its progress', async () => {
    const steps = Array.from({ length: 6 }, () => Promise.withResolvers<undefined>());
    vendor.imitation.dialect = {
      name: 'slow',
      asked: {},
      stream: async (write) => {
        for (const [index, step] of steps.entries()) {
          await step.promise;
          write(
            `data: ${JSON.stringify({ choices: [{ delta: { content: PLAN.slice(index * 100, index === 5 ? undefined : (index + 1) * 100) } }] })}\n\n`,
          );
        }
      },
    };
    const progress: number[] = [];
    const llm = await vendor.setUp('openai', { key: null });
    const asked = llm.ask(question({ onProgress: (characters) => progress.push(characters) }));
    for (const [index, step] of steps.entries()) {
      await vendor.clock.advance(55_000);
      step.resolve(undefined);
      if (index < 5) await expect.poll(() => progress.at(-1)).toBe((index + 1) * 100);
    }
    expect((await asked).text).toBe(PLAN);
    expect(vendor.clock.elapsedMs()).toBe(330_000);
  });

  it('in the midst of an answer is said so', async () => {
    vendor.imitation.dialect = {
      name: 'falls silent',
      asked: {},
      stream: async (write) => {
        write(`data: ${JSON.stringify({ choices: [{ delta: { content: '{"summary": "' } }] })}\n\n`);
        await new Promise(() => undefined);
      },
    };
    const progress: number[] = [];
    const llm = await vendor.setUp('openai', { key: null });
    const failed = problemOf(llm.ask(question({ onProgress: (characters) => progress.push(characters) })));
    await expect.poll(() => progress.length).toBe(1);
    await vendor.clock.advance(60_000);
    expect(await failed).toMatchObject({
      code: 'llm_timeout',
      words: expect.stringMatching(/fell silent for 60 seconds in the midst of its answer/),
    });
  });
});
