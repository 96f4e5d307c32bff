/** Lists of models, as vendors tell them. Nothing else is believed: a base URL may lead to any JSON in the house. */
import { z } from 'zod';
import { ForeignAnswer } from './vendor.ts';

export interface ListedModel {
  id: string;
  name: string;
  /** When it was published (s since 1970); 0 where the vendor does not say. */
  createdS: number;
  /** The day from which it no longer answers, YYYY-MM-DD; null where none is announced. */
  endsOn: string | null;
  /** The line it belongs to, such as `sonnet`; null where the vendor does not say. */
  line: string | null;
  /** Whether it can no longer be asked. */
  isGone: boolean;
}

/** OpenAI also lists models for images, audio and search. */
const NOT_FOR_CHAT =
  /embed|whisper|tts|audio|realtime|transcri|dall-e|image|sora|moderation|search|davinci|babbage|instruct(?:-|$)|codex|rerank/;

/** The largest list that is read (bytes). */
const LARGEST = 2_000_000;

const modelName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._:/@+ -]{0,199}$/u);
const day = z
  .string()
  .transform((text) => /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null)
  .nullish()
  .transform((text) => text ?? null);

/** As OpenAI has it; compatible servers leave out some fields. Source: https://platform.openai.com/docs/api-reference/models */
const openaiModel = z.object({
  id: modelName,
  object: z.literal('model').optional(),
  created: z.number().min(0).nullish().catch(0),
  shutdown_date: day,
});
const openaiSchema = z.union([
  z.object({ object: z.literal('list'), data: z.array(openaiModel).nullable() }),
  z.object({ data: z.array(openaiModel.required({ object: true })) }),
]);

/** As Anthropic has it. Source: https://platform.claude.com/docs/en/api/models-list */
const anthropicSchema = z.object({
  data: z.array(
    z.object({
      type: z.literal('model'),
      id: modelName,
      display_name: z.string().max(200).nullish(),
      created_at: z.string().nullish(),
      lifecycle: z.string().nullish(),
      retires_at: day,
      line: z.string().max(50).nullish(),
    }),
  ),
  has_more: z.boolean().nullish(),
  last_id: z.string().nullish(),
});

/** @throws ForeignAnswer for anything but a list of models */
export async function openaiList(response: Response): Promise<ListedModel[]> {
  const { data } = openaiSchema.safeParse(await jsonOf(response)).data ?? {};
  if (data === undefined) throw foreign();
  return (data ?? [])
    .filter(({ id }) => !NOT_FOR_CHAT.test(id))
    .map(({ id, created, shutdown_date }) => ({
      id,
      name: id,
      createdS: created ?? 0,
      endsOn: shutdown_date,
      line: null,
      isGone: false,
    }))
    .toSorted((a, b) => b.createdS - a.createdS);
}

/** One page of the list, and after which model the next one begins. @throws ForeignAnswer for anything else */
export async function anthropicPage(response: Response): Promise<{ models: ListedModel[]; next: string | undefined }> {
  const { data: page } = anthropicSchema.safeParse(await jsonOf(response));
  if (!page) throw foreign();
  const models = page.data.map(({ id, display_name, created_at, lifecycle, retires_at, line }) => ({
    id,
    name: display_name || id,
    createdS: Math.max(0, Math.round(Date.parse(created_at ?? '') / 1000) || 0),
    endsOn: retires_at,
    line: line ?? null,
    isGone: lifecycle === 'retired',
  }));
  return { models, next: page.has_more ? (page.last_id ?? models.at(-1)?.id) : undefined };
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text.length > LARGEST) throw foreign();
  try {
    return JSON.parse(text);
  } catch {
    throw foreign();
  }
}

const foreign = (): ForeignAnswer => new ForeignAnswer('something that is no list of models');
