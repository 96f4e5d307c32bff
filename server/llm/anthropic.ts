import type Anthropic from '@anthropic-ai/sdk';
import type { Deadline } from './deadline.ts';
import {
  assertStream,
  clientOptions,
  type Connection,
  isWhole,
  messagesOf,
  type Vendor,
  type VendorAnswer,
  type VendorQuestion,
  withoutLimits,
} from './vendor.ts';

type Params = Omit<Anthropic.MessageCreateParamsStreaming, 'stream'>;
type Block = { type: 'text'; text: string } | { type: 'tool_use'; input: unknown };

/**
 * Models up to 4.1 do not support `output_config.format`; they are forced to call a tool whose input is the answer.
 * Later models support the format, and those that always think refuse a forced tool.
 * Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
const KNOWS_TOOLS_ONLY = /^claude-(?:[23]|instant|(?:sonnet|opus)-4-(?:[01]\b|20\d{6}))/;

/** Keywords that structured outputs do not support; the answer is validated afterwards anyway. */
const UNSUPPORTED = ['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'minItems'];

function paramsOf(question: VendorQuestion): Params {
  const { instructions, form, maxTokens, model } = question;
  const params: Params = {
    model,
    max_tokens: maxTokens,
    messages: messagesOf(question),
    ...(instructions ? { system: instructions } : undefined),
  };
  if (!form) return params;
  if (!KNOWS_TOOLS_ONLY.test(model))
    return {
      ...params,
      output_config: { format: { type: 'json_schema', schema: withoutLimits(form.schema, UNSUPPORTED) } },
    };
  return {
    ...params,
    tools: [
      { name: form.name, description: form.description, input_schema: form.schema as Anthropic.Tool.InputSchema },
    ],
    tool_choice: { type: 'tool', name: form.name },
  };
}

const stopOf = (reason: string | null): VendorAnswer['stop'] =>
  reason === 'refusal'
    ? 'refused'
    : reason === 'max_tokens' || reason === 'model_context_window_exceeded'
      ? 'cut'
      : 'done';

/** All tokens read, including those from a cache. */
const tokensIn = (usage: Partial<Anthropic.Usage> | undefined): number =>
  (usage?.input_tokens ?? 0) + (usage?.cache_creation_input_tokens ?? 0) + (usage?.cache_read_input_tokens ?? 0);

function wholeAnswer(message: Partial<Anthropic.Message>, asked: string): VendorAnswer {
  const blocks = (message.content ?? []) as Block[];
  const tool = blocks.find((block) => block.type === 'tool_use');
  const text = tool
    ? JSON.stringify(tool.input)
    : blocks.map((block) => (block.type === 'text' ? block.text : '')).join('');
  return {
    text,
    stop: stopOf(message.stop_reason ?? null),
    model: message.model ?? asked,
    tokensIn: tokensIn(message.usage),
    tokensOut: message.usage?.output_tokens ?? 0,
  };
}

async function streamedAnswer(
  stream: AsyncIterable<Anthropic.MessageStreamEvent>,
  { model, onProgress }: VendorQuestion,
): Promise<VendorAnswer> {
  const answer: VendorAnswer = { text: '', stop: 'done', model, tokensIn: 0, tokensOut: 0 };
  let [said, toolInput] = ['', ''];
  for await (const event of stream) {
    if (event.type === 'message_start') {
      answer.model = event.message.model;
      answer.tokensIn = tokensIn(event.message.usage);
    } else if (event.type === 'content_block_delta') {
      if (event.delta.type === 'text_delta') said += event.delta.text;
      if (event.delta.type === 'input_json_delta') toolInput += event.delta.partial_json;
      onProgress?.(said.length + toolInput.length);
    } else if (event.type === 'message_delta') {
      answer.stop = stopOf(event.delta.stop_reason);
      answer.tokensOut = event.usage.output_tokens;
    }
  }
  return { ...answer, text: toolInput || said };
}

/** The library is loaded with the first question: it is a fifth of what the server would load at its start. */
async function clientFor({ apiKey, baseUrl }: Connection, deadline: Deadline): Promise<Anthropic> {
  const { Anthropic: Client } = await import('@anthropic-ai/sdk');
  // This library looks up options that are not given in the environment, and even in the user's files.
  return new Client({
    ...clientOptions(deadline),
    apiKey: apiKey ?? 'none',
    authToken: null,
    baseURL: baseUrl?.replace(/\/(?:v1\/?)?$/, '') ?? 'https://api.anthropic.com',
  });
}

/** Claude, by the Messages API. */
export const anthropic: Vendor = {
  async ask(question, connection, deadline) {
    const client = await clientFor(connection, deadline);
    const { data, response } = await client.messages
      .create({ ...paramsOf(question), stream: true }, { signal: deadline.signal })
      .withResponse();
    if (isWhole(response)) return wholeAnswer((await response.json()) as Partial<Anthropic.Message>, question.model);
    assertStream(response);
    return streamedAnswer(data, question);
  },

  async listModels(connection, deadline) {
    const client = await clientFor(connection, deadline);
    const page = await client.models.list({ limit: 100 }, { signal: deadline.signal });
    return page.data.map(({ id, display_name }) => ({ id, name: display_name || id }));
  },
};
