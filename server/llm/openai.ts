import type OpenAI from 'openai';
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

type Params = Omit<OpenAI.ChatCompletionCreateParamsStreaming, 'stream' | 'stream_options'>;

/** OpenAI also lists models for images, audio and search. */
const NOT_FOR_CHAT =
  /embed|whisper|tts|audio|realtime|transcri|dall-e|image|sora|moderation|search|davinci|babbage|instruct|codex/;

/**
 * Keywords that the strict mode of structured outputs rejects; the answer is validated afterwards anyway.
 * Source: https://platform.openai.com/docs/guides/structured-outputs
 */
const UNSUPPORTED = ['minLength', 'maxLength'];

function paramsOf(question: VendorQuestion): Params {
  const { instructions, form, maxTokens, model } = question;
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    ...(instructions ? [{ role: 'system' as const, content: instructions }] : []),
    ...messagesOf(question),
  ];
  const params: Params = { model, messages, max_completion_tokens: maxTokens };
  return form
    ? {
        ...params,
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: form.name,
            description: form.description,
            strict: true,
            schema: withoutLimits(form.schema, UNSUPPORTED),
          },
        },
      }
    : params;
}

const stopOf = (reason: string | null | undefined, refusal: string | null | undefined): VendorAnswer['stop'] =>
  refusal || reason === 'content_filter' ? 'refused' : reason === 'length' ? 'cut' : 'done';

function wholeAnswer(completion: Partial<OpenAI.ChatCompletion>, asked: string): VendorAnswer {
  const [choice] = completion.choices ?? [];
  return {
    text: choice?.message.content ?? '',
    stop: stopOf(choice?.finish_reason, choice?.message.refusal),
    model: completion.model ?? asked,
    tokensIn: completion.usage?.prompt_tokens ?? 0,
    tokensOut: completion.usage?.completion_tokens ?? 0,
  };
}

async function streamedAnswer(
  stream: AsyncIterable<OpenAI.ChatCompletionChunk>,
  { model, onProgress }: VendorQuestion,
): Promise<VendorAnswer> {
  const answer: VendorAnswer = { text: '', stop: 'done', model, tokensIn: 0, tokensOut: 0 };
  let [refusal, reason] = ['', null as string | null];
  for await (const { choices, usage, model: named } of stream) {
    const [choice] = choices;
    answer.text += choice?.delta.content ?? '';
    refusal += choice?.delta.refusal ?? '';
    reason = choice?.finish_reason ?? reason;
    if (named) answer.model = named;
    if (usage) Object.assign(answer, { tokensIn: usage.prompt_tokens, tokensOut: usage.completion_tokens });
    onProgress?.(answer.text.length);
  }
  return { ...answer, stop: stopOf(reason, refusal) };
}

/** The library is loaded with the first question: it is a fifth of what the server would load at its start. */
async function clientFor({ apiKey, baseUrl }: Connection, deadline: Deadline): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai');
  // The library looks up missing options in the environment. It insists on a key, which local servers ignore.
  return new Client({
    ...clientOptions(deadline),
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
  });
}

/**
 * OpenAI and compatible servers such as Ollama, LM Studio, llama.cpp and vLLM. All of them support chat completions, so
 * the same code serves the vendor and a machine under the desk.
 */
export const openai: Vendor = {
  async ask(question, connection, deadline) {
    const client = await clientFor(connection, deadline);
    const send = (params: Params) =>
      client.chat.completions
        .create({ ...params, stream: true, stream_options: { include_usage: true } }, { signal: deadline.signal })
        .withResponse();
    const params = paramsOf(question);
    const { data, response } = await send(params).catch((failure: unknown) => {
      // Servers that do not support schemas may still guarantee JSON; the schema is then given in the prompt.
      if (!question.form || !isAboutFormat(failure)) throw failure;
      const inWords = `Answer with JSON only, of this schema: ${JSON.stringify(question.form.schema)}`;
      return send({
        ...params,
        response_format: { type: 'json_object' },
        messages: [{ role: 'system', content: inWords }, ...params.messages],
      });
    });
    if (isWhole(response))
      return wholeAnswer((await response.json()) as Partial<OpenAI.ChatCompletion>, question.model);
    assertStream(response);
    return streamedAnswer(data, question);
  },

  async listModels(connection, deadline) {
    const client = await clientFor(connection, deadline);
    const { data } = await client.models.list({ signal: deadline.signal });
    return data
      .filter(({ id }) => !NOT_FOR_CHAT.test(id))
      .toSorted((a, b) => b.created - a.created)
      .map(({ id }) => ({ id, name: id }));
  },
};

const isAboutFormat = (failure: unknown): boolean =>
  failure instanceof Error &&
  'status' in failure &&
  failure.status === 400 &&
  /response_format|json_schema|schema/i.test(failure.message);
