/** The interface that every vendor of language models implements here, and what the implementations share. */
import type { LlmAbilities } from '@plantops/shared/settings/llm-settings.ts';
import type { LlmQuestion } from '@plantops/shared/ports.ts';
import type { Deadline } from './deadline.ts';
import type { ListedModel } from './model-list.ts';
import { retryingFetch } from './retries.ts';

export interface Connection {
  /** Secret. Undefined for a local server that needs no key. */
  apiKey: string | undefined;
  /** Undefined: the vendor's own address. */
  baseUrl: string | undefined;
}

/** A picture that goes with a question. */
export interface AttachedImage {
  /** image/jpeg, image/png or image/webp: what all vendors take. */
  mediaType: string;
  base64: string;
}

export interface VendorQuestion extends Pick<
  LlmQuestion,
  'instructions' | 'input' | 'repair' | 'maxTokens' | 'onProgress'
> {
  model: string;
  /** Undefined: any text will do. */
  form?: LlmQuestion['form'] | undefined;
  /** Goes before the words of the question. */
  image?: AttachedImage | undefined;
  /** Told the answer as far as it came, without thoughts, whenever more of it comes. */
  onText?: ((soFar: string) => void) | undefined;
  /** What the server is known to do with this model; undefined: it is found out. */
  abilities?: LlmAbilities | undefined;
  /** Told what the server was found to do, once it has answered. */
  onAbilities?: ((abilities: LlmAbilities) => void) | undefined;
}

export interface VendorAnswer {
  text: string;
  /** `cut`: stopped at the maximum number of tokens. `refused`: the vendor or the model declined to answer. */
  stop: 'done' | 'cut' | 'refused';
  /** The vendor's name for it, which may be more exact than the requested one. */
  model: string;
  tokensIn: number;
  tokensOut: number;
}

export interface Vendor {
  /** @throws whatever the vendor's library throws: see `problemOf` */
  ask(question: VendorQuestion, connection: Connection, deadline: Deadline): Promise<VendorAnswer>;
  /** Models that can be asked, newest first. @throws as `ask` does */
  listModels(connection: Connection, deadline: Deadline): Promise<ListedModel[]>;
}

/**
 * Options for both libraries: nothing is logged, and a key never follows a redirect to another host.
 * @param isFinal whether what an answer that could be tried again says makes that useless
 */
export const clientOptions = (deadline: Deadline, isFinal?: (said: string) => boolean) => ({
  maxRetries: 0,
  timeout: deadline.mostMs,
  logLevel: 'off' as const,
  fetch: retryingFetch(deadline, isFinal),
  fetchOptions: { redirect: 'error' as const },
});

interface Message {
  role: 'user' | 'assistant';
  content: string;
}

/** The question and, if its answer needs repair, that answer and what is wrong with it. */
export const messagesOf = ({ input, repair }: VendorQuestion): [Message, ...Message[]] => [
  { role: 'user', content: input },
  ...(repair
    ? [
        // Some vendors reject a message without text.
        { role: 'assistant' as const, content: repair.answer || '(nothing)' },
        {
          role: 'user' as const,
          content: `That does not fit: ${repair.fault}. Give the whole answer again, mended.`,
        },
      ]
    : []),
];

/** The picture as an address that holds it, as OpenAI's interfaces take it. */
export const dataUrlOf = ({ mediaType, base64 }: AttachedImage): string => `data:${mediaType};base64,${base64}`;

/** The form of an answer in words, for servers that do not take it as a schema. */
export const formInWords = ({ schema }: LlmQuestion['form']): string =>
  `Answer with JSON only, of this schema: ${JSON.stringify(schema)}`;

/** Some servers send one whole answer although a stream was requested. */
export const isWhole = (response: Response): boolean =>
  /^application\/json\b/i.test(response.headers.get('content-type') ?? '');

/** An answer that is neither a stream nor JSON does not come from the vendor's API. */
export class ForeignAnswer extends Error {}

export function assertStream(response: Response): void {
  const type = response.headers.get('content-type') ?? '';
  if (!/^text\/event-stream\b/i.test(type))
    throw new ForeignAnswer(`an answer of type ${type.slice(0, 60) || 'unknown'}`);
}

/** A copy of the JSON schema without these keywords (such as `maxLength`), which a vendor does not accept. */
export function withoutLimits(schema: Record<string, unknown>, keywords: readonly string[]): Record<string, unknown> {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    // A property with such a name is a schema, not a limit.
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, inner]) => !(keywords.includes(key) && typeof inner === 'number'))
        .map(([key, inner]) => [key, strip(inner)]),
    );
  };
  return strip(schema) as Record<string, unknown>;
}
