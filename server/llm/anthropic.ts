import type Anthropic from '@anthropic-ai/sdk';
import type { LlmAbilities } from '@plantops/shared/settings/llm-settings.ts';
import { conceded, EVERYTHING, largestAnswer } from './abilities.ts';
import type { Deadline } from './deadline.ts';
import { anthropicPage, type ListedModel } from './model-list.ts';
import { refusalOf } from './refusals.ts';
import {
  assertStream,
  clientOptions,
  type Connection,
  formInWords,
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

/** How a refusal of either way to ask for a form reads. */
const NO_FORM = /output_config|output_format|json_schema|structured|tool_choice|\btools?\b/i;

/** Keywords that structured outputs do not support; the answer is validated afterwards anyway. */
const UNSUPPORTED = ['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'minItems'];

/** @param taken how the form can be asked for: as the model knows it, or in words only */
/** The messages, the first of them with the picture before its words. */
function withImage(
  [first, ...rest]: ReturnType<typeof messagesOf>,
  image: VendorQuestion['image'],
): Anthropic.MessageParam[] {
  if (!image) return [first, ...rest];
  const media_type = image.mediaType as Anthropic.Base64ImageSource['media_type'];
  return [
    {
      role: 'user',
      content: [
        { type: 'image', source: { type: 'base64', media_type, data: image.base64 } },
        { type: 'text', text: first.content },
      ],
    },
    ...rest,
  ];
}

function paramsOf(question: VendorQuestion, { form: taken }: LlmAbilities): Params {
  const { instructions, form, maxTokens, model } = question;
  const system = [instructions, form && taken !== 'json_schema' ? formInWords(form) : ''].filter(Boolean).join('\n\n');
  const params: Params = {
    model,
    max_tokens: maxTokens,
    messages: withImage(messagesOf(question), question.image),
    ...(system && { system }),
  };
  if (!form || taken !== 'json_schema') return params;
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
  { model, onProgress, onText }: VendorQuestion,
  deadline: Deadline,
): Promise<VendorAnswer> {
  const answer: VendorAnswer = { text: '', stop: 'done', model, tokensIn: 0, tokensOut: 0 };
  let [said, toolInput] = ['', ''];
  let thoughts = 0;
  for await (const event of stream) {
    deadline.heard();
    if (event.type === 'message_start') {
      answer.model = event.message.model;
      answer.tokensIn = tokensIn(event.message.usage);
    } else if (event.type === 'content_block_delta') {
      if (event.delta.type === 'text_delta') {
        said += event.delta.text;
        onText?.(said);
      }
      if (event.delta.type === 'input_json_delta') toolInput += event.delta.partial_json;
      if (event.delta.type === 'thinking_delta') thoughts += event.delta.thinking.length;
      onProgress?.(said.length + toolInput.length + thoughts);
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

async function answerOf(
  client: Anthropic,
  question: VendorQuestion,
  abilities: LlmAbilities,
  deadline: Deadline,
): Promise<VendorAnswer> {
  const { data, response } = await client.messages
    .create({ ...paramsOf(question, abilities), stream: true }, { signal: deadline.signal })
    .withResponse();
  if (isWhole(response)) return wholeAnswer((await response.json()) as Partial<Anthropic.Message>, question.model);
  assertStream(response);
  return streamedAnswer(data, question, deadline);
}

/** Pages of a hundred; nobody lists more models. */
const MOST_PAGES = 20;

/** Claude, by the Messages API. */
export const anthropic: Vendor = {
  async ask(question, connection, deadline) {
    const client = await clientFor(connection, deadline);
    const abilities = question.abilities ?? EVERYTHING;
    const ask = async (asked: VendorQuestion, able: LlmAbilities): Promise<VendorAnswer> => {
      const answer = await answerOf(client, asked, able, deadline);
      question.onAbilities?.(able);
      return answer;
    };
    return ask(question, abilities).catch((failure: unknown) => {
      const refusal = refusalOf(failure);
      const most = refusal && largestAnswer(refusal.said);
      if (most !== undefined && most > 0 && most < question.maxTokens)
        return ask({ ...question, maxTokens: most }, abilities);
      // Some servers speak this interface without its forms, and some models refuse to be made to call a tool.
      const less = refusal && NO_FORM.test(refusal.said) && conceded(abilities, refusal, question.form !== undefined);
      if (!less) throw failure;
      return ask(question, { ...abilities, form: 'none' });
    });
  },

  async listModels(connection, deadline) {
    const client = await clientFor(connection, deadline);
    const all: ListedModel[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const { models, next } = await anthropicPage(
        await client.models
          .list({ limit: 100, ...(after !== undefined && { after_id: after }) }, { signal: deadline.signal })
          .asResponse(),
      );
      all.push(...models);
      if (next === undefined || next === after) break;
      after = next;
    }
    return all;
  },
};
