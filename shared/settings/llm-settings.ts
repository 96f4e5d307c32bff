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

/** What a server was found to do when it was asked; the fields after `form` tell how it is asked. */
export const llmAbilitiesSchema = z
  .strictObject({
    api: z.enum(['chat', 'responses']).meta({ description: 'Which of the interfaces of OpenAI' }),
    form: z
      .enum(['json_schema', 'json_object', 'none'])
      .meta({ description: 'How the form of an answer can be asked for; `none`: in words only' }),
    strict: z.boolean().meta({ description: 'Whether it takes the strict mode of schemas' }),
    limit: z
      .enum(['max_completion_tokens', 'max_tokens', 'none'])
      .meta({ description: 'The field by which it takes a limit of tokens' }),
    streams: z.boolean().meta({ description: 'Whether its answers come piece by piece' }),
    usage_in_stream: z.boolean().meta({ description: 'Whether it can be asked to count tokens in a stream' }),
    system_role: z.boolean().meta({ description: 'Whether it takes instructions apart from the question' }),
    room: z.number().min(1).max(16).meta({
      description: 'How many times the usual tokens it is given from the start, because it thinks before it answers',
    }),
  })
  .meta({ id: 'LlmAbilities' });

export const llmPriceSchema = z
  .strictObject({
    in_usd: z.number().meta({ description: 'For a million tokens that it reads' }),
    out_usd: z.number().meta({ description: 'For a million tokens that it writes' }),
  })
  .meta({ id: 'LlmPrice', description: 'US dollars, by the list of the provider' });

const price = llmPriceSchema.nullable().meta({ description: 'null: not known, or a server of your own' });
const endsOn = z.iso
  .date()
  .nullable()
  .meta({ description: 'From this day on it no longer answers, as the provider says; null: no end is known' });

/** A model that is asked because the one that was set is gone. */
export const llmReplacementSchema = z
  .strictObject({
    model: z.string(),
    instead_of: z.string(),
    chosen: z
      .boolean()
      .meta({ description: 'The model that is gone was chosen by the owner; false: it is the default' }),
    price,
    ends_on: endsOn,
  })
  .meta({ id: 'LlmReplacement', description: 'The newest model of the same line that the provider lists' });

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
    price,
    prices_as_of: z.iso
      .date()
      .meta({ description: 'When the list of prices was last compared with those of the providers' }),
    ends_on: endsOn,
    replacement: llmReplacementSchema.nullable().meta({ description: 'null: the model that is set is asked' }),
    abilities: llmAbilitiesSchema
      .nullable()
      .meta({ description: 'Of the model that is asked; null: not found out yet' }),
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
    model: z.string().nullable().meta({ description: 'The model that was asked' }),
    instead_of: z
      .string()
      .nullable()
      .meta({ description: 'The model that is set, if it is gone and another answered' }),
    code: z.string().nullable().meta({ description: 'Which kind of failure, as in problems' }),
    error: z.string().nullable().meta({ description: 'What is wrong and what to do' }),
  })
  .meta({ id: 'LlmTestResult' });

export const llmModelSchema = z
  .strictObject({ id: z.string(), name: z.string(), price, ends_on: endsOn })
  .meta({ id: 'LlmModel' });

export type LlmSettings = z.infer<typeof llmSettingsSchema>;
export type LlmAbilities = z.infer<typeof llmAbilitiesSchema>;
export type LlmPrice = z.infer<typeof llmPriceSchema>;
export type LlmReplacement = z.infer<typeof llmReplacementSchema>;
export type LlmUsage = z.infer<typeof llmUsageSchema>;
export type UpdateLlmSettings = z.infer<typeof updateLlmSettingsSchema>;
export type LlmTestResult = z.infer<typeof llmTestResultSchema>;
export type LlmModel = z.infer<typeof llmModelSchema>;
