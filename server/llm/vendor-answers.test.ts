import { CARE_PLAN_FORM } from '@plantops/nodes/llm/core.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LlmImitation } from '../testing/llm-imitation.ts';
import { anthropic } from './anthropic.ts';
import { Deadline } from './deadline.ts';
import { openai } from './openai.ts';
import type { Vendor, VendorQuestion } from './vendor.ts';

let imitation: LlmImitation;
beforeEach(async () => {
  imitation = new LlmImitation();
  await imitation.start();
});
afterEach(() => imitation.stop());

const deadline = () => new Deadline(60_000, new FakeClock());
const connection = (path = '') => ({ apiKey: 'sk-1', baseUrl: `${imitation.url}${path}` });
const QUESTION: VendorQuestion = { instructions: 'Be kind.', input: 'What now?', maxTokens: 10, model: 'asked' };
const ask = (vendor: Vendor, question: Partial<VendorQuestion> = {}) =>
  vendor.ask({ ...QUESTION, ...question }, connection(vendor === openai ? '/v1' : ''), deadline());
const whole = (body: object) => imitation.next.push({ raw: JSON.stringify(body), contentType: 'application/json' });
const streamed = (...events: object[]) =>
  imitation.next.push({
    raw: events
      .map((event) => `event: ${'type' in event ? String(event.type) : 'message'}\ndata: ${JSON.stringify(event)}\n\n`)
      .join(''),
    contentType: 'text/event-stream',
  });
const sent = () => imitation.questions[0]?.body ?? {};

describe.each([
  ['Anthropic', anthropic],
  ['OpenAI', openai],
])('%s', (_name, vendor) => {
  it('is left at the deadline, also in the midst of its answer', async () => {
    const clock = new FakeClock();
    imitation.usual = { text: 'too late', after: new Promise(() => undefined) };
    const left = expect(vendor.ask(QUESTION, connection('/v1'), new Deadline(60_000, clock))).rejects.toThrow(/abort/i);
    await expect.poll(() => imitation.questions.length).toBe(1);
    await clock.advance(60_000);
    await left;
    expect(clock.timers).toBe(0);
  });
});

describe('Anthropic', () => {
  it('is asked without a form and without instructions when there are none', async () => {
    imitation.usual = { text: 'Water it.' };
    expect(await ask(anthropic, { instructions: '' })).toEqual({
      text: 'Water it.',
      stop: 'done',
      model: 'asked',
      tokensIn: 1234,
      tokensOut: 321,
    });
    expect(sent()).toEqual({
      model: 'asked',
      max_tokens: 10,
      stream: true,
      messages: [{ role: 'user', content: 'What now?' }],
    });
  });

  it.each([
    ['claude-3-5-haiku-latest', true],
    ['claude-2.1', true],
    ['claude-instant-1.2', true],
    ['claude-opus-4-1', true],
    ['claude-opus-4-1-20250805', true],
    ['claude-opus-4-0', true],
    ['claude-sonnet-4-20250514', true],
    ['claude-opus-4-10', false],
    ['claude-opus-4-5', false],
    ['claude-haiku-4-5', false],
    ['my-claude-3', false],
  ])('%s is made to call a tool: %s', async (model, tool) => {
    await ask(anthropic, { model, form: CARE_PLAN_FORM });
    expect([Object.hasOwn(sent(), 'tool_choice'), Object.hasOwn(sent(), 'output_config')]).toEqual([tool, !tool]);
  });

  it('counts what was read from a cache and written to it, and has the name that the vendor gives', async () => {
    whole({
      model: 'exact',
      content: [{ type: 'thinking' }, { type: 'text', text: 'Water' }, { type: 'text', text: ' it.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 1, cache_creation_input_tokens: 20, cache_read_input_tokens: 300, output_tokens: 4 },
    });
    expect(await ask(anthropic)).toEqual({
      text: 'Water it.',
      stop: 'done',
      model: 'exact',
      tokensIn: 321,
      tokensOut: 4,
    });
  });

  it('may leave out everything but the answer', async () => {
    whole({ content: [{ type: 'tool_use', input: { watering: 'now' } }] });
    expect(await ask(anthropic)).toEqual({
      text: '{"watering":"now"}',
      stop: 'done',
      model: 'asked',
      tokensIn: 0,
      tokensOut: 0,
    });
    whole({});
    expect(await ask(anthropic)).toMatchObject({ text: '', stop: 'done' });
  });

  it.each([
    ['refusal', 'refused'],
    ['max_tokens', 'cut'],
    ['model_context_window_exceeded', 'cut'],
    ['end_turn', 'done'],
    ['tool_use', 'done'],
  ])('stops for %s, which is: %s', async (stop_reason, stop) => {
    whole({ content: [], stop_reason });
    expect(await ask(anthropic)).toMatchObject({ stop });
    streamed({ type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 5 } });
    expect(await ask(anthropic)).toMatchObject({ stop, tokensOut: 5 });
  });

  it('tells how much has come, also of a tool, whose input counts rather than what is said beside it', async () => {
    const delta = (inner: object) => ({ type: 'content_block_delta', index: 0, delta: inner });
    streamed(
      {
        type: 'message_start',
        message: { model: 'exact', usage: { input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 1 } },
      },
      delta({ type: 'text_delta', text: 'Well,' }),
      delta({ type: 'input_json_delta', partial_json: '{"a"' }),
      delta({ type: 'signature_delta', signature: 'xxx' }),
      delta({ type: 'input_json_delta', partial_json: ':1}' }),
    );
    const progress: number[] = [];
    expect(await ask(anthropic, { onProgress: (characters) => progress.push(characters) })).toEqual({
      text: '{"a":1}',
      stop: 'done',
      model: 'exact',
      tokensIn: 3,
      tokensOut: 0,
    });
    expect(progress).toEqual([5, 9, 9, 12]);
  });

  it.each(['', '/', '/v1', '/v1/'])('has its interface at a base URL that ends in "%s"', async (path) => {
    await anthropic.ask(QUESTION, connection(path), deadline());
    expect(imitation.questions[0]?.path).toBe('/v1/messages');
  });

  it('lists its models by their names', async () => {
    imitation.models = ['b', 'a'];
    expect(await anthropic.listModels(connection(), deadline())).toEqual([
      { id: 'b', name: 'Model b', createdS: 1_767_225_600, endsOn: null, line: null, isGone: false },
      { id: 'a', name: 'Model a', createdS: 1_767_225_600, endsOn: null, line: null, isGone: false },
    ]);
  });
});

describe('OpenAI', () => {
  it('is asked without a form and without instructions when there are none', async () => {
    imitation.usual = { text: 'Water it.' };
    expect(await ask(openai, { instructions: '' })).toEqual({
      text: 'Water it.',
      stop: 'done',
      model: 'asked',
      tokensIn: 1234,
      tokensOut: 321,
    });
    expect(sent()).toEqual({
      model: 'asked',
      max_completion_tokens: 10,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: 'What now?' }],
    });
  });

  it('has the instructions first, and after them the schema in words if it knows no schemas', async () => {
    imitation.next.push({ status: 400, type: 'invalid_request_error', message: 'json_schema is not supported' });
    await ask(openai, { form: CARE_PLAN_FORM });
    const roles = (index: number) =>
      (imitation.questions[index]!.body.messages as { role: string; content: string }[]).map(({ role }) => role);
    expect([roles(0), roles(1)]).toEqual([
      ['system', 'user'],
      ['system', 'user'],
    ]);
    expect(imitation.questions[1]?.body).toMatchObject({ response_format: { type: 'json_object' } });
  });

  it.each([
    ['a key that is refused', { status: 401, message: 'no schema here' }],
    ['a model that it does not know', { status: 404, message: 'The model `asked` does not exist' }],
    ['an account without credit', { status: 400, message: 'Your credit balance is too low' }],
    ['a limit of its own', { status: 429, message: 'too many', headers: { 'retry-after': '999999' } }],
  ])('is not asked for less because of %s', async (_what, behaviour) => {
    imitation.usual = behaviour;
    await expect(ask(openai, { form: CARE_PLAN_FORM })).rejects.toThrow(behaviour.message);
    expect(imitation.questions).toHaveLength(1);
  });

  it('may leave out everything but the answer', async () => {
    whole({ choices: [{ message: { content: 'Water it.' } }] });
    expect(await ask(openai)).toEqual({ text: 'Water it.', stop: 'done', model: 'asked', tokensIn: 0, tokensOut: 0 });
    whole({ model: 'exact', choices: [], usage: { prompt_tokens: 7, completion_tokens: 8 } });
    expect(await ask(openai)).toEqual({ text: '', stop: 'done', model: 'exact', tokensIn: 7, tokensOut: 8 });
    whole({});
    expect(await ask(openai)).toMatchObject({ text: '' });
  });

  it.each([
    [{ finish_reason: 'stop' }, 'done'],
    [{ finish_reason: 'length' }, 'cut'],
    [{ finish_reason: 'content_filter' }, 'refused'],
    [{ finish_reason: null }, 'done'],
  ])('stops with %j, which is: %s', async (choice, stop) => {
    whole({ choices: [{ message: { content: '' }, ...choice }] });
    expect(await ask(openai)).toMatchObject({ stop });
    streamed({ choices: [{ delta: {}, ...choice }] }, { choices: [{ delta: {}, finish_reason: null }] });
    expect(await ask(openai)).toMatchObject({ stop });
  });

  it('refuses in words of its own, whole and streamed', async () => {
    whole({ choices: [{ message: { content: null, refusal: 'No.' }, finish_reason: 'stop' }] });
    expect(await ask(openai)).toMatchObject({ text: '', stop: 'refused' });
    streamed({ choices: [{ delta: { refusal: 'No.' } }] }, { choices: [{ delta: {}, finish_reason: 'stop' }] });
    expect(await ask(openai)).toMatchObject({ text: '', stop: 'refused' });
  });

  it('tells how much has come, and takes name and tokens from wherever they are', async () => {
    streamed(
      { choices: [{ delta: { content: 'Water' } }] },
      { model: 'exact', choices: [{ delta: { content: ' it.' } }] },
      { choices: [], usage: { prompt_tokens: 7, completion_tokens: 8 } },
    );
    const progress: number[] = [];
    expect(await ask(openai, { onProgress: (characters) => progress.push(characters) })).toEqual({
      text: 'Water it.',
      stop: 'done',
      model: 'exact',
      tokensIn: 7,
      tokensOut: 8,
    });
    expect(progress).toEqual([5, 9, 9]);
  });

  it('lists the newest of its models first', async () => {
    imitation.models = ['old', 'new'];
    expect(await openai.listModels(connection('/v1'), deadline())).toEqual([
      { id: 'new', name: 'new', createdS: 1, endsOn: null, line: null, isGone: false },
      { id: 'old', name: 'old', createdS: 0, endsOn: null, line: null, isGone: false },
    ]);
  });
});
