import { type LlmAbilities, llmAbilitiesSchema } from '@plantops/shared/settings/llm-settings.ts';
import { z } from 'zod';
import type { Queryable } from '../../db/pool.ts';
import { changeSettings, readSettings, replaceSettings } from '../../db/repositories/settings.ts';

const KEY = 'llm_found';
/** More models than this are not remembered: the oldest are forgotten, and found out again if they are asked. */
const MOST_MODELS = 40;

/** What was found out about one model of one server. */
const foundSchema = z.object({
  abilities: llmAbilitiesSchema.optional().catch(undefined),
  /** The model that is asked instead, because this one is gone. */
  replacement: z.string().optional().catch(undefined),
  /** From which day on it no longer answers, as the provider's list says. */
  ends_on: z.iso.date().nullish().catch(undefined),
  /** When something was found out last (ms since 1970). */
  at: z.number().catch(0),
});

export type Found = z.infer<typeof foundSchema>;

/**
 * Remembers what was found out about servers and models, so that nothing is asked or paid for twice. Kept beside the
 * settings, without anything secret, and read at the start.
 */
export class ModelMemory {
  readonly #database: Queryable;
  #found: Record<string, Found> = {};

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Loads what is stored: at start, and after a backup was restored. */
  async load(): Promise<void> {
    const { value } = await readSettings(this.#database, KEY);
    this.#found = Object.fromEntries(
      Object.entries(value).flatMap(([key, stored]) => {
        const { data } = foundSchema.safeParse(stored);
        return data ? [[key, data]] : [];
      }),
    );
  }

  /** @param server its base URL, or the name of the vendor */
  of(server: string, model: string): Partial<Found> {
    return this.#found[`${server} ${model}`] ?? {};
  }

  /** Adds to what is known of a model. @param now of the owner's day */
  async note(server: string, model: string, news: Omit<Partial<Found>, 'at'>, now: Date): Promise<void> {
    const key = `${server} ${model}`;
    const before = this.#found[key];
    const after: Found = { ...before, ...news, at: now.getTime() };
    this.#found[key] = after;
    if (Object.keys(this.#found).length > MOST_MODELS) {
      const newest = Object.entries(this.#found).toSorted(([, a], [, b]) => b.at - a.at);
      this.#found = Object.fromEntries(newest.slice(0, MOST_MODELS));
      await replaceSettings(this.#database, KEY, { value: this.#found, secret: null });
    } else if (JSON.stringify({ ...before, at: 0 }) !== JSON.stringify({ ...after, at: 0 }))
      await changeSettings(this.#database, KEY, { value: { [key]: after } });
  }
}

/** Whether two servers are asked in the same way. */
export const areSame = (a: LlmAbilities | undefined, b: LlmAbilities): boolean =>
  a !== undefined && JSON.stringify(llmAbilitiesSchema.parse(a)) === JSON.stringify(llmAbilitiesSchema.parse(b));
