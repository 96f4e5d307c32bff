import { DEFAULT_MODELS, LLM_PROVIDERS, type LlmProvider } from '@plantops/shared/care/care-words.ts';
import {
  DEFAULT_MONTHLY_TOKENS,
  type LlmSettings as Shown,
  type UpdateLlmSettings,
} from '@plantops/shared/settings/llm-settings.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Queryable } from '../../db/pool.ts';
import { changeSettings, readSettings, type StoredSettings } from '../../db/repositories/settings.ts';
import type { Connection } from '../../llm/vendor.ts';
import { isForbiddenHost } from '../../outgoing/forbidden-address.ts';
import { type SecretBox, SecretBoxError } from '../settings/secret-box.ts';

export interface LlmSettingsOptions {
  database: Queryable;
  box: SecretBox;
  /** Each provider's address if none is set, from the environment variables of the vendors' own libraries. */
  environment: Readonly<Record<LlmProvider, URL | undefined>>;
  log: Logger;
}

/** What is shown of the model beside what is set: see `LanguageModel`. */
export type AboutModel = Pick<Shown, 'price' | 'prices_as_of' | 'ends_on' | 'replacement' | 'abilities'>;

const KEY = 'llm';
/** For a shorter key, its last four characters would reveal too much. */
const LEAST_FOR_MASK = 12;

interface Current {
  provider: LlmProvider | null;
  model: string | null;
  baseUrl: string | null;
  /** Secret. */
  apiKey: string | undefined;
  /** A self-hosted server was set up without a key. */
  keyless: boolean;
  /** Why the stored key cannot be used. */
  keyError: string | undefined;
  automatic: boolean;
  monthlyTokens: number | null;
}

const NOTHING: Current = {
  provider: null,
  model: null,
  baseUrl: null,
  apiKey: undefined,
  keyless: false,
  keyError: undefined,
  automatic: true,
  monthlyTokens: DEFAULT_MONTHLY_TOKENS,
};

/** A value that another version stored and this one cannot read counts as unset. */
const storedSchema = z.object({
  provider: z.enum(LLM_PROVIDERS).nullable().catch(null),
  model: z.string().nullable().catch(null),
  base_url: z.string().nullable().catch(null),
  keyless: z.boolean().catch(NOTHING.keyless),
  automatic: z.boolean().catch(NOTHING.automatic),
  monthly_tokens: z.number().nullable().catch(NOTHING.monthlyTokens),
});

export const maskedKey = (key: string): string => (key.length < LEAST_FOR_MASK ? '****' : `****${key.slice(-4)}`);

const badField = (pointer: string, detail: string): ProblemError =>
  new ProblemError('invalid_request', `The body is not valid: ${pointer} ${detail}`, [{ pointer, detail }]);

/**
 * Who makes care plans, and with which key. Kept in memory because the flow needs it for each plan; read from the
 * database at start.
 */
export class LlmSettings {
  readonly #options: LlmSettingsOptions;
  #current: Current = NOTHING;
  /** Changes are made one after another, so that memory matches the last one stored. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: LlmSettingsOptions) {
    this.#options = options;
  }

  /** Loads what is stored: at start, and after a backup was restored. */
  async load(): Promise<void> {
    this.#take(await readSettings(this.#options.database, KEY));
    for (const warning of this.warnings()) this.#options.log.warn(warning);
  }

  /**
   * Changes the given fields. @throws ProblemError `invalid_request` if a stored key would be sent to another server,
   * or for a forbidden address
   */
  update(change: UpdateLlmSettings): Promise<void> {
    const done = this.#lastChange.then(() => this.#change(change));
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  shown(): Omit<Shown, 'usage' | keyof AboutModel> {
    const { provider, baseUrl, apiKey, keyError, automatic, monthlyTokens } = this.#current;
    return {
      provider,
      model: this.model() ?? null,
      api_key: apiKey === undefined ? null : maskedKey(apiKey),
      base_url: baseUrl,
      automatic,
      monthly_tokens: monthlyTokens,
      ready: this.isReady(),
      error: keyError ?? null,
      default_models: DEFAULT_MODELS,
    };
  }

  provider(): LlmProvider | null {
    return this.#current.provider;
  }

  model(): string | undefined {
    const { provider, model } = this.#current;
    return provider === null ? undefined : (model ?? DEFAULT_MODELS[provider]);
  }

  /** Whether the owner named the model; otherwise it is the default. */
  isModelChosen(): boolean {
    return this.#current.model !== null;
  }

  /** Secret. */
  connection(): Connection {
    const { provider, baseUrl, apiKey } = this.#current;
    return {
      apiKey,
      baseUrl:
        baseUrl ?? (provider === null ? undefined : this.#options.environment[provider]?.href.replace(/\/$/, '')),
    };
  }

  /** Vendors require a key; a self-hosted server may be set up without one. */
  isReady(): boolean {
    const { provider, baseUrl, apiKey, keyless, keyError } = this.#current;
    return (
      provider !== null &&
      keyError === undefined &&
      (apiKey !== undefined || (keyless && provider === 'openai' && baseUrl !== null))
    );
  }

  /** Whether plans are renewed automatically. */
  isAutomatic(): boolean {
    return this.#current.automatic;
  }

  /** null means no limit. */
  monthlyTokens(): number | null {
    return this.#current.monthlyTokens;
  }

  /** Problems that the owner should fix. */
  warnings(): string[] {
    return this.#current.keyError ? [this.#current.keyError] : [];
  }

  async #change({ api_key: apiKey, ...change }: UpdateLlmSettings): Promise<void> {
    const { database, box } = this.#options;
    const before = this.#current;
    if (change.base_url && isForbiddenHost(new URL(change.base_url)))
      throw badField(
        '/base_url',
        'must not be an address inside of a cloud or link-local: those hand out the secrets of the machine',
      );
    const isElsewhere =
      (change.provider !== undefined && change.provider !== before.provider) ||
      (change.base_url !== undefined && change.base_url !== before.baseUrl);
    if (before.apiKey !== undefined && apiKey === undefined && isElsewhere && change.provider !== null) {
      throw badField('/api_key', 'is needed again, since it would be sent to another server; null removes it');
    }
    if (change.provider === null) {
      this.#take(
        await changeSettings(database, KEY, {
          value: { ...change, model: null, base_url: null, keyless: false },
          secret: null,
        }),
      );
      return;
    }
    // Another provider has other models.
    const model =
      change.provider !== undefined && change.provider !== before.provider && change.model === undefined
        ? { model: null }
        : {};
    // A key that cannot be read is useless for another server too.
    const dropped = isElsewhere && before.keyError !== undefined ? null : undefined;
    const secret = apiKey === undefined ? dropped : apiKey === null ? null : box.seal(KEY, apiKey);
    // A base URL without a key sets up a server that needs none. Removing the key ends that.
    const keyless =
      apiKey !== undefined
        ? { keyless: false }
        : change.base_url === undefined
          ? {}
          : { keyless: change.base_url !== null && before.apiKey === undefined };
    this.#take(await changeSettings(database, KEY, { value: { ...change, ...model, ...keyless }, secret }));
  }

  #take({ value, secret }: StoredSettings): void {
    const stored = storedSchema.parse({
      ...value,
      automatic: value.automatic ?? NOTHING.automatic,
      monthly_tokens: value.monthly_tokens === undefined ? NOTHING.monthlyTokens : value.monthly_tokens,
    });
    const key = secret ? this.#open(secret) : {};
    this.#current = {
      provider: stored.provider,
      model: stored.model,
      baseUrl: stored.base_url,
      keyless: stored.keyless,
      automatic: stored.automatic,
      monthlyTokens: stored.monthly_tokens,
      apiKey: undefined,
      keyError: undefined,
      ...key,
    };
  }

  /** The key, or why it cannot be used: plans by rules are better than a server that does not start. */
  #open(secret: Buffer): { apiKey: string } | { keyError: string } {
    try {
      return { apiKey: this.#options.box.open(KEY, secret) };
    } catch (failure) {
      if (failure instanceof SecretBoxError)
        return { keyError: `The API key from Settings is not used: ${failure.message}` };
      throw failure;
    }
  }
}
