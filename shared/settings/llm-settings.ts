/** Settings for the language model that makes care plans: REST shapes of `/api/settings/llm`. */
import { z } from 'zod';
import { DEFAULT_MODELS, LLM_PROVIDERS } from '../care/care-words.ts';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '../plain-text.ts';

/** Tokens per month unless the owner sets a limit: about 250 plans. */
export const DEFAULT_MONTHLY_TOKENS = 1_000_000;

const model = z.string().trim().min(1).max(200).regex(/^\S+$/, 'must be the name of a model, without spaces');

/** What is wrong with the address of a server, in words that follow "base_url"; undefined: nothing. */
function faultOfAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return 'must be an address that begins with http:// or https://, such as http://localhost:11434/v1';
  const { username, password, search, hash } = new URL(text);
  return username || password || search || hash
    ? 'must be an address without user name, password, query and fragment'
    : undefined;
}

/** Takes any text without throwing: what is wrong with it is reported once, as one sentence. */
const baseUrl = z
  .string()
  .trim()
  .max(500)
  .superRefine((text, context) => {
    const message = faultOfAddress(text);
    if (message) context.addIssue({ code: 'custom', message });
  })
  .meta({
    format: 'uri',
    description: "A server that speaks the provider's API, such as http://localhost:11434/v1 for Ollama",
    examples: ['http://localhost:11434/v1'],
  });

/** Visible ASCII only, because the key is sent in a header. */
const apiKey = z
  .string()
  .trim()
  .min(4)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'must be a key as the provider shows it, without spaces');

const monthlyTokens = z.int().min(0).max(1_000_000_000);

export const llmUsageSchema = z
  .strictObject({
    month: z.string().meta({ description: 'YYYY-MM, UTC' }),
    calls: z.int(),
    tokens_in: z.int(),
    tokens_out: z.int(),
    cost_usd: z
      .number()
      .nullable()
      .meta({ description: "An estimate from the providers' list prices; null where a model's price is not known" }),
  })
  .meta({ id: 'LlmUsage' });

export const llmSettingsSchema = z
  .strictObject({
    provider: z.enum(LLM_PROVIDERS).nullable(),
    model: z.string().nullable(),
    api_key: z.string().nullable().meta({ description: 'Masked: `****` and the last four characters' }),
    base_url: z.string().nullable(),
    automatic: z.boolean().meta({ description: 'Plans are renewed weekly and on a significant change' }),
    monthly_tokens: monthlyTokens.nullable().meta({ description: 'Most tokens a month; null for no limit' }),
    ready: z.boolean().meta({ description: 'A plan can be asked for' }),
    error: z.string().nullable().meta({ description: 'Why the stored key cannot be used, and what to do' }),
    default_models: z.strictObject({
      anthropic: z.literal(DEFAULT_MODELS.anthropic),
      openai: z.literal(DEFAULT_MODELS.openai),
    }),
    usage: llmUsageSchema,
  })
  .meta({ id: 'LlmSettings' });

export const updateLlmSettingsSchema = z
  .strictObject({
    provider: z
      .enum(LLM_PROVIDERS)
      .nullable()
      .optional()
      .meta({ description: 'null: no language model, and no key any more' }),
    model: model
      .regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND)
      .nullable()
      .optional()
      .meta({ description: "null: the provider's default" }),
    api_key: apiKey.nullable().optional().meta({
      description:
        'Write only; null removes it. Needed again with another provider or base_url, since it would be sent elsewhere. A server of your own that wants none is set up by giving base_url without it',
    }),
    base_url: baseUrl
      .nullable()
      .optional()
      .meta({ description: "null: the provider's own, or the one of the environment" }),
    automatic: z.boolean().optional(),
    monthly_tokens: monthlyTokens.nullable().optional(),
  })
  .meta({ id: 'UpdateLlmSettings', description: 'Only what is given is changed' });

export const llmTestResultSchema = z
  .strictObject({
    ok: z.boolean(),
    latency_ms: z.int(),
    model: z.string().nullable(),
    code: z.string().nullable().meta({ description: 'Which kind of failure, as in problems' }),
    error: z.string().nullable().meta({ description: 'What is wrong and what to do' }),
  })
  .meta({ id: 'LlmTestResult' });

export const llmModelSchema = z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'LlmModel' });

export type LlmSettings = z.infer<typeof llmSettingsSchema>;
export type LlmUsage = z.infer<typeof llmUsageSchema>;
export type UpdateLlmSettings = z.infer<typeof updateLlmSettingsSchema>;
export type LlmTestResult = z.infer<typeof llmTestResultSchema>;
export type LlmModel = z.infer<typeof llmModelSchema>;
