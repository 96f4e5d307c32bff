/** OpenAI's chat completions, which all servers that speak its API support: the request, and what comes back. */
import type { LlmAbilities } from '@plantops/shared/settings/llm-settings.ts';
import type OpenAI from 'openai';
import { refusalIn } from './refusals.ts';
import { dataUrlOf, formInWords, messagesOf, type VendorAnswer, type VendorQuestion, withoutLimits } from './vendor.ts';

export type ChatParams = OpenAI.ChatCompletionCreateParams;

/**
 * Keywords that the strict mode of structured outputs rejects; the answer is validated afterwards anyway.
 * Source: https://platform.openai.com/docs/guides/structured-outputs
 */
export const UNSUPPORTED = ['minLength', 'maxLength'];

/** What the model is told before the question: its instructions, and the form where the server takes no schema. */
export const toldBefore = ({ instructions, form }: VendorQuestion, { form: taken }: LlmAbilities): string =>
  [instructions, form && taken !== 'json_schema' ? formInWords(form) : ''].filter(Boolean).join('\n\n');

function formatOf({ form }: VendorQuestion, { form: taken, strict }: LlmAbilities): Partial<ChatParams> {
  if (!form || taken === 'none') return {};
  if (taken === 'json_object') return { response_format: { type: 'json_object' } };
  const { name, description, schema } = form;
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name, description, ...(strict && { strict }), schema: withoutLimits(schema, UNSUPPORTED) },
    },
  };
}

/** The request, without whatever the server does not take. */
export function chatParams(question: VendorQuestion, abilities: LlmAbilities): ChatParams {
  const { model, maxTokens } = question;
  const told = toldBefore(question, abilities);
  const [asked, ...repair] = messagesOf(question);
  const parts = (text: string): OpenAI.ChatCompletionUserMessageParam => ({
    role: 'user',
    content: question.image
      ? [
          { type: 'image_url', image_url: { url: dataUrlOf(question.image) } },
          { type: 'text', text },
        ]
      : text,
  });
  const { limit, streams, usage_in_stream, system_role } = abilities;
  const messages: OpenAI.ChatCompletionMessageParam[] =
    told && !system_role
      ? [parts(`${told}\n\n${asked.content}`), ...repair]
      : [...(told ? [{ role: 'system' as const, content: told }] : []), parts(asked.content), ...repair];
  return {
    model,
    messages,
    ...(limit !== 'none' && { [limit]: maxTokens }),
    ...(streams ? { stream: true, ...(usage_in_stream && { stream_options: { include_usage: true } }) } : {}),
    ...formatOf(question, abilities),
  };
}

/** A text, or a list of parts of which some are texts and others thoughts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: { type?: unknown; text?: unknown }) =>
      part.type === 'text' && typeof part.text === 'string' ? part.text : '',
    )
    .join('');
}

interface Part {
  content?: unknown;
  refusal?: unknown;
  /** Thoughts, by the names that DeepSeek, vLLM and llama.cpp, OpenRouter, and Ollama give them. */
  reasoning_content?: unknown;
  reasoning?: unknown;
  thinking?: unknown;
}

/** One piece of an answer: a chunk of a stream, a whole completion, or what Ollama sends by its own interface. */
interface Piece {
  model?: unknown;
  choices?: { delta?: Part | null; message?: Part | null; text?: unknown; finish_reason?: unknown }[] | null;
  message?: Part;
  response?: unknown;
  done_reason?: unknown;
  usage?: { prompt_tokens?: number; completion_tokens?: number } | null;
  prompt_eval_count?: number;
  eval_count?: number;
}

const countOf = (tokens: unknown): number | undefined =>
  typeof tokens === 'number' && tokens >= 0 && Number.isFinite(tokens) ? Math.round(tokens) : undefined;

/** Puts an answer together from its pieces. */
export class ChatAnswer {
  readonly #asked: string;
  #model: string | undefined;
  #text = '';
  #thoughts = '';
  #refusal = '';
  #reason: string | undefined;
  #tokensIn = 0;
  #tokensOut = 0;

  /** @param asked the model that was asked, if the server does not name the one that answered */
  constructor(asked: string) {
    this.#asked = asked;
  }

  /** How much has come, thoughts included (characters). */
  get length(): number {
    return this.#text.length + this.#thoughts.length;
  }

  /** The answer as far as it came, without thoughts. */
  get text(): string {
    return this.#text;
  }

  /** @throws RefusalInAnswer if the piece is a refusal */
  add(piece: unknown): void {
    const refusal = refusalIn(piece);
    if (refusal) throw refusal;
    if (typeof piece !== 'object' || piece === null) return;
    const { model, choices, message, response, done_reason, usage, prompt_eval_count, eval_count } = piece as Piece;
    const choice = choices?.[0];
    const part = choice?.delta ?? choice?.message ?? message ?? {};
    this.#text += textOf(part.content) || textOf(choice?.text) || textOf(response);
    this.#thoughts += textOf(part.reasoning_content) || textOf(part.reasoning) || textOf(part.thinking);
    this.#refusal += textOf(part.refusal);
    const reason = choice?.finish_reason ?? done_reason;
    if (typeof reason === 'string') this.#reason = reason;
    if (typeof model === 'string' && model !== '') this.#model = model;
    this.#tokensIn = countOf(usage?.prompt_tokens) ?? countOf(prompt_eval_count) ?? this.#tokensIn;
    this.#tokensOut = countOf(usage?.completion_tokens) ?? countOf(eval_count) ?? this.#tokensOut;
  }

  /** The answer. Where a server takes all of it for thoughts, these are the answer. */
  done(): VendorAnswer {
    const stop =
      this.#refusal || this.#reason === 'content_filter' ? 'refused' : this.#reason === 'length' ? 'cut' : 'done';
    return {
      text: this.#text || (stop === 'done' ? this.#thoughts : ''),
      stop,
      model: this.#model ?? this.#asked,
      tokensIn: this.#tokensIn,
      tokensOut: this.#tokensOut,
    };
  }
}
