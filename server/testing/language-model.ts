/** A language model configured to ask an imitation of its vendor. */
import { CARE_PLAN_FORM } from '@plantops/nodes/llm/core.ts';
import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { LlmQuestion } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { careAdvice } from '@plantops/shared/testing/care-fixtures.ts';
import { afterEach, beforeEach } from 'vitest';
import type { Database } from '../db/pool.ts';
import { LanguageModel } from '../services/care/language-model.ts';
import { LlmSettings } from '../services/care/llm-settings.ts';
import { ModelMemory } from '../services/care/model-memory.ts';
import { SecretBox } from '../services/settings/secret-box.ts';
import { silentLog, useTestDatabases } from './database.ts';
import { LlmImitation } from './llm-imitation.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';

export const KEY = 'sk-canary-1234567890abcd';
export const PROVIDERS = ['anthropic', 'openai'] as const;
/** The imitation's default answer. */
export const PLAN = JSON.stringify(careAdvice());

const NOW = new Date('2026-03-08T12:00:00Z');

export interface Setup {
  model?: string;
  /** null: none, so that the vendor's own would be asked. */
  baseUrl?: string | null;
  /** Whether the imitation stands at the vendor's own address, as the environment has it. */
  isVendor?: boolean;
  key?: string | null;
  monthlyTokens?: number | null;
  deadlineMs?: number;
}

export interface ImitatedVendor {
  /** The imitation for the current test. */
  readonly imitation: LlmImitation;
  /** The database for the current test. */
  readonly database: Database;
  /** The model's clock. */
  readonly clock: FakeClock;
  /** The outcome of work that may be tried again: its pauses are over at once. */
  withoutPauses<T>(work: Promise<T>): Promise<T>;
  /** A model configured to ask the imitation, or the server at `baseUrl`. */
  setUp(provider: LlmProvider, setup?: Setup): Promise<LanguageModel>;
  /** The recorded calls with their token counts, oldest first. */
  ledger(): Promise<unknown[]>;
}

/** Call once at the top of a test file: each test gets its own imitation and database. */
export function useImitatedVendor(): ImitatedVendor {
  const databases = useTestDatabases();
  let database: Database;
  let imitation: LlmImitation;
  let clock: FakeClock;

  beforeEach(async () => {
    database = await databases.pool();
    clock = new FakeClock(NOW);
    imitation = new LlmImitation();
    imitation.usual = { text: PLAN };
    await imitation.start();
  });
  afterEach(() => imitation.stop());

  return {
    get imitation() {
      return imitation;
    },
    get database() {
      return database;
    },
    get clock() {
      return clock;
    },
    async withoutPauses(work) {
      let isOver = false;
      const over = work.finally(() => (isOver = true));
      over.catch(() => undefined);
      // One timer is the deadline; a second one is a pause before the next try.
      while (!isOver) await clock.advance(clock.timers > 1 ? 100 : 0);
      return over;
    },
    async setUp(
      provider,
      { model, isVendor = false, baseUrl = isVendor ? null : imitation.url, key = KEY, monthlyTokens, deadlineMs } = {},
    ) {
      const settings = new LlmSettings({
        database,
        box: new SecretBox('ab'.repeat(32)),
        environment: {
          anthropic: isVendor ? new URL(imitation.url) : undefined,
          openai: isVendor ? new URL(`${imitation.url}/v1`) : undefined,
        },
        log: silentLog,
      });
      await settings.update({
        provider,
        base_url: baseUrl !== null && provider === 'openai' ? `${baseUrl}/v1` : baseUrl,
        ...(key ? { api_key: key } : {}),
        model: model ?? null,
        ...(monthlyTokens === undefined ? {} : { monthly_tokens: monthlyTokens }),
      });
      const memory = new ModelMemory(database);
      await memory.load();
      return new LanguageModel({
        database,
        settings,
        memory,
        clock,
        log: silentLog,
        ...(deadlineMs !== undefined && { deadlineMs }),
      });
    },
    async ledger() {
      const { rows } = await database.query(
        'SELECT plant_id, reason, provider, model, tokens_in, tokens_out, error_code FROM llm_calls ORDER BY id',
      );
      return rows as unknown[];
    },
  };
}

export const question = (overrides: Partial<LlmQuestion> = {}): LlmQuestion => ({
  request: { plantId: 'plant_1', reason: 'user' },
  instructions: 'You are a gardener.',
  input: 'Make a care plan.',
  form: CARE_PLAN_FORM,
  maxTokens: 4000,
  ...overrides,
});

/** The problem that `work` fails with, and every text of it that could be printed. */
export async function problemOf(work: Promise<unknown>): Promise<{ code: string; words: string; all: string }> {
  const failure = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ProblemError)) throw new Error(`no problem, but ${String(failure)}`);
  return {
    code: failure.code,
    words: failure.message,
    all: `${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`,
  };
}
