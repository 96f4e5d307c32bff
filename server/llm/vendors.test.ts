import { LLMock } from '@copilotkit/aimock';
import { careAdvice } from '@plantops/shared/testing/care-fixtures.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { KEY, PLAN, problemOf, PROVIDERS, question, useImitatedVendor } from '../testing/language-model.ts';

const vendor = useImitatedVendor();

describe.each(PROVIDERS)('asked through %s', (provider) => {
  it('understands a published imitation of the vendor: it streams, and it answers in the requested form', async () => {
    const other = new LLMock({ port: 0 });
    other.onMessage(
      /care plan/,
      provider === 'anthropic'
        ? { toolCalls: [{ name: 'care_plan', arguments: PLAN }], usage: { input_tokens: 70, output_tokens: 30 } }
        : { content: PLAN, usage: { prompt_tokens: 70, completion_tokens: 30 } },
    );
    await other.start();
    try {
      const llm = await vendor.setUp(provider, { baseUrl: other.url });
      const answer = await llm.ask(question());
      expect(JSON.parse(answer.text)).toEqual(careAdvice());
      expect(answer).toMatchObject({ tokensIn: 70, tokensOut: 30 });
      for (let tries = 0; tries < 3; tries += 1)
        other.nextRequestError(429, { message: 'slow down', type: 'rate_limit_error' });
      expect((await problemOf(vendor.withoutPauses(llm.ask(question())))).code).toBe('llm_rate_limited');
      other.nextRequestError(401, { message: 'bad key', type: 'authentication_error' });
      expect((await problemOf(llm.ask(question()))).code).toBe('llm_wrong_key');
    } finally {
      await other.stop();
    }
  });
});

describe('Anthropic', () => {
  it('makes models up to 4.1, including the default one, call a tool', async () => {
    await (await vendor.setUp('anthropic')).ask(question());
    expect(vendor.imitation.questions[0]).toMatchObject({
      path: '/v1/messages',
      body: {
        model: 'claude-sonnet-4-20250514',
        system: 'You are a gardener.',
        tool_choice: { type: 'tool', name: 'care_plan' },
        tools: [{ name: 'care_plan', input_schema: { type: 'object' } }],
      },
    });
    expect(vendor.imitation.questions[0]?.body).not.toHaveProperty('output_config');
  });

  it('gives later models the form itself', async () => {
    await (await vendor.setUp('anthropic', { model: 'claude-sonnet-4-5' })).ask(question());
    expect(vendor.imitation.questions[0]?.body).toMatchObject({
      output_config: { format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } } },
    });
    expect(vendor.imitation.questions[0]?.body).not.toHaveProperty('tools');
    expect(JSON.stringify(vendor.imitation.questions[0]?.body)).not.toMatch(/maxLength|minimum/);
  });

  it('also works with a base URL that ends in /v1', async () => {
    expect(
      (await (await vendor.setUp('anthropic', { baseUrl: `${vendor.imitation.url}/v1` })).ask(question())).text,
    ).toBe(PLAN);
    expect(vendor.imitation.questions[0]?.path).toBe('/v1/messages');
  });
});

describe('OpenAI', () => {
  it('is given the form without the keywords that strict mode rejects', async () => {
    await (await vendor.setUp('openai')).ask(question());
    expect(vendor.imitation.questions[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: {
        model: 'gpt-4o',
        max_completion_tokens: 4000,
        response_format: { type: 'json_schema', json_schema: { name: 'care_plan', strict: true } },
      },
    });
    expect(JSON.stringify(vendor.imitation.questions[0]?.body)).not.toMatch(/maxLength|minLength/);
  });

  it('is asked for JSON with the schema in the prompt if it does not support schemas', async () => {
    vendor.imitation.next.push({
      status: 400,
      type: 'invalid_request_error',
      message: "'response_format.type' must be 'json_object' or 'text'",
    });
    expect((await (await vendor.setUp('openai')).ask(question())).text).toBe(PLAN);
    expect(vendor.imitation.questions[1]?.body).toMatchObject({ response_format: { type: 'json_object' } });
    expect(JSON.stringify(vendor.imitation.questions[1]?.body.messages)).toContain('every_days');
  });

  it("needs no key on a server of one's own", async () => {
    const llm = await vendor.setUp('openai', { key: null });
    expect(llm.isReady()).toBe(true);
    expect((await llm.ask(question())).text).toBe(PLAN);
  });

  it('does not list models that cannot chat', async () => {
    vendor.imitation.models = ['gpt-4o', 'text-embedding-3-small', 'whisper-1', 'gpt-4o-realtime-preview', 'gpt-4.1'];
    expect((await (await vendor.setUp('openai')).models()).map(({ id }) => id)).toEqual(['gpt-4.1', 'gpt-4o']);
  });
});

describe('the environment variables', () => {
  afterEach(() => {
    for (const name of ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'OPENAI_API_KEY', 'OPENAI_ORG_ID'])
      Reflect.deleteProperty(process.env, name);
  });

  it.each(PROVIDERS)("of the vendors' own libraries are ignored by %s", async (provider) => {
    Object.assign(process.env, {
      ANTHROPIC_API_KEY: 'from-environment',
      ANTHROPIC_AUTH_TOKEN: 'from-environment',
      OPENAI_API_KEY: 'from-environment',
      OPENAI_ORG_ID: 'from-environment',
    });
    await (await vendor.setUp(provider)).ask(question());
    expect(JSON.stringify(vendor.imitation.questions[0]?.headers)).not.toContain('from-environment');
    expect(JSON.stringify(vendor.imitation.questions[0]?.headers)).toContain(KEY);
  });
});
