/** OpenAI's Responses API, for models that answer nowhere else: the request, and what comes back. */
import type { LlmAbilities } from '@plantops/shared/settings/llm-settings.ts';
import type OpenAI from 'openai';
import { toldBefore, UNSUPPORTED } from './chat-completions.ts';
import { refusalIn } from './refusals.ts';
import { dataUrlOf, messagesOf, type VendorAnswer, type VendorQuestion, withoutLimits } from './vendor.ts';

export type ResponseParams = OpenAI.Responses.ResponseCreateParams;

/** The first message, with the picture before its words. */
const withImage = (
  asked: { role: 'user' | 'assistant'; content: string },
  image: VendorQuestion['image'],
): OpenAI.Responses.EasyInputMessage =>
  image
    ? {
        role: 'user',
        content: [
          { type: 'input_image', image_url: dataUrlOf(image), detail: 'auto' },
          { type: 'input_text', text: asked.content },
        ],
      }
    : asked;

/** The request. Nothing of it is kept at the vendor. */
export function responseParams(question: VendorQuestion, abilities: LlmAbilities): ResponseParams {
  const { form, model, maxTokens } = question;
  const [asked, ...repair] = messagesOf(question);
  const instructions = toldBefore(question, abilities);
  const format =
    form && abilities.form === 'json_schema'
      ? {
          type: 'json_schema' as const,
          name: form.name,
          description: form.description,
          strict: abilities.strict,
          schema: withoutLimits(form.schema, UNSUPPORTED),
        }
      : abilities.form === 'json_object'
        ? { type: 'json_object' as const }
        : undefined;
  return {
    model,
    input: [withImage(asked, question.image), ...repair],
    store: false,
    stream: abilities.streams,
    ...(instructions && { instructions }),
    ...(abilities.limit !== 'none' && { max_output_tokens: maxTokens }),
    ...(form && format && { text: { format } }),
  };
}

interface Whole {
  model?: string;
  status?: string;
  incomplete_details?: { reason?: string } | null;
  output?: { type?: string; content?: { type?: string; text?: string; refusal?: string }[] }[];
  usage?: { input_tokens?: number; output_tokens?: number } | null;
}

interface Event {
  type?: string;
  delta?: unknown;
  response?: Whole;
  object?: string;
}

/** Puts an answer together from the events of its stream, or from the one answer that is not streamed. */
export class ResponseAnswer {
  readonly #asked: string;
  #streamed = '';
  #heard = 0;
  #whole: Whole = {};

  constructor(asked: string) {
    this.#asked = asked;
  }

  /** How much has come, thoughts included (characters). */
  get length(): number {
    return this.#heard;
  }

  /** The answer as far as it came, without thoughts. */
  get text(): string {
    return this.#streamed;
  }

  /** @throws RefusalInAnswer if the piece is a refusal */
  add(piece: unknown): void {
    const { type, delta, response, object } = (piece ?? {}) as Event;
    const refusal = refusalIn(
      type === 'error' && !(piece as { error?: unknown }).error ? { error: piece } : (response ?? piece),
    );
    if (refusal) throw refusal;
    if (typeof delta === 'string') {
      this.#heard += delta.length;
      if (type === 'response.output_text.delta') this.#streamed += delta;
    }
    if (response) this.#whole = response;
    else if (object === 'response') this.#whole = piece as Whole;
  }

  done(): VendorAnswer {
    const { model, incomplete_details, output = [], usage } = this.#whole;
    const parts = output.flatMap(({ content = [] }) => content);
    const text = this.#streamed || parts.map((part) => part.text ?? '').join('');
    const isRefused = parts.some(({ type }) => type === 'refusal') || incomplete_details?.reason === 'content_filter';
    return {
      text,
      stop: isRefused ? 'refused' : incomplete_details?.reason === 'max_output_tokens' ? 'cut' : 'done',
      model: model ?? this.#asked,
      tokensIn: usage?.input_tokens ?? 0,
      tokensOut: usage?.output_tokens ?? 0,
    };
  }
}
