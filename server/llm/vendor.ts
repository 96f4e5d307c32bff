/** What the vendors of language models have in common here. */
import type { LlmModel } from '@plantops/shared/settings/llm-settings.ts';
import type { LlmQuestion } from '@plantops/shared/ports.ts';
import type { Deadline } from './deadline.ts';

export interface Connection {
  /** Undefined for a local server that wants none. Secret. */
  apiKey: string | undefined;
  /** Undefined: the vendor's own. */
  baseUrl: string | undefined;
}

export interface VendorQuestion extends Pick<
  LlmQuestion,
  'instructions' | 'input' | 'repair' | 'maxTokens' | 'onProgress'
> {
  model: string;
  /** Undefined: any text will do. */
  form?: LlmQuestion['form'] | undefined;
}

export interface VendorAnswer {
  text: string;
  /** `cut`: at the most tokens it was allowed. `refused`: the vendor or the model did not want to answer. */
  stop: 'done' | 'cut' | 'refused';
  /** As the vendor names it, which may be more exact than what was asked for. */
  model: string;
  tokensIn: number;
  tokensOut: number;
}

export interface Vendor {
  /** @throws whatever the vendor's library throws: see `problemOf` */
  ask(question: VendorQuestion, connection: Connection, deadline: Deadline): Promise<VendorAnswer>;
  /** Models that can be asked, the newest first. @throws as `ask` */
  listModels(connection: Connection, deadline: Deadline): Promise<LlmModel[]>;
}

/** As often as the vendors' libraries retry by themselves: on 408, 409, 429, 5xx and broken connections. */
const MAX_RETRIES = 2;

/** What both libraries are told: nothing is logged, and a key follows no redirect to another host. */
export const clientOptions = (deadline: Deadline) => ({
  maxRetries: MAX_RETRIES,
  timeout: deadline.spanMs,
  logLevel: 'off' as const,
  fetch: deadline.fetch,
  fetchOptions: { redirect: 'error' as const },
});

/** What is asked and, where its answer must be mended, that answer and what is wrong with it. */
export const messagesOf = ({ input, repair }: VendorQuestion): { role: 'user' | 'assistant'; content: string }[] => [
  { role: 'user', content: input },
  ...(repair
    ? [
        // Not every vendor takes a message without a text.
        { role: 'assistant' as const, content: repair.answer || '(nothing)' },
        {
          role: 'user' as const,
          content: `That does not fit: ${repair.fault}. Give the whole answer again, mended.`,
        },
      ]
    : []),
];

/** Some servers answer as a whole although a stream was asked for. */
export const isWhole = (response: Response): boolean =>
  /^application\/json\b/i.test(response.headers.get('content-type') ?? '');

/** An answer that is neither a stream nor JSON is not the vendor's API. */
export class ForeignAnswer extends Error {}

export function assertStream(response: Response): void {
  const type = response.headers.get('content-type') ?? '';
  if (!/^text\/event-stream\b/i.test(type))
    throw new ForeignAnswer(`an answer of type ${type.slice(0, 60) || 'unknown'}`);
}

/** A JSON schema without these keywords, such as `maxLength`, that a vendor does not take. */
export function withoutLimits(schema: Record<string, unknown>, keywords: readonly string[]): Record<string, unknown> {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    // A property of that name is a schema, not a limit.
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, inner]) => !(keywords.includes(key) && typeof inner === 'number'))
        .map(([key, inner]) => [key, strip(inner)]),
    );
  };
  return strip(schema) as Record<string, unknown>;
}
