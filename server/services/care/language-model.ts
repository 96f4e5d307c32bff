import type { LlmModel, LlmTestResult, LlmUsage } from '@plantops/shared/settings/llm-settings.ts';
import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { LanguageModel as LanguageModelPort, LlmAnswer, LlmQuestion } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { insertLlmCall, type LlmCall, readLlmUsage } from '../../db/repositories/llm-calls.ts';
import { anthropic } from '../../llm/anthropic.ts';
import { Deadline } from '../../llm/deadline.ts';
import { problemOf } from '../../llm/failures.ts';
import { openai } from '../../llm/openai.ts';
import { costOf } from '../../llm/prices.ts';
import type { Vendor, VendorAnswer, VendorQuestion } from '../../llm/vendor.ts';
import type { LlmSettings } from './llm-settings.ts';

export interface LanguageModelOptions {
  database: Queryable;
  settings: LlmSettings;
  clock: Clock;
  log: Logger;
  /**
   * The longest a question may take, including retries. By default a minute for a plan, and 20 s if somebody is
   * waiting.
   */
  deadlineMs?: number;
}

const VENDORS: Readonly<Record<LlmProvider, Vendor>> = { anthropic, openai };

const DEADLINE_MS = 60_000;
/** For a single word or a list of models: somebody is waiting in front of the screen. */
const SHORT_DEADLINE_MS = 20_000;
/** Enough for one word, even from a model that thinks first. */
const TEST_TOKENS = 256;

/** How often progress is reported to the dashboard. */
const PROGRESS_MS = 250;

/** Limits calls to one per {@link PROGRESS_MS}. */
function seldom(clock: Clock, tell: ((characters: number) => void) | undefined): (characters: number) => void {
  let last = -Infinity;
  return (characters) => {
    const now = clock.elapsedMs();
    if (now - last < PROGRESS_MS) return;
    last = now;
    tell?.(characters);
  };
}

/** The month of an instant, from its first instant until before that of the next month, in UTC. */
function monthOf(at: Date): { name: string; from: Date; to: Date } {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return {
    name: at.toISOString().slice(0, 7),
    from: new Date(Date.UTC(year, month, 1)),
    to: new Date(Date.UTC(year, month + 1, 1)),
  };
}

/** The language model that is set up in Settings, and the ledger of its use. */
export class LanguageModel implements LanguageModelPort {
  readonly #options: LanguageModelOptions;

  constructor(options: LanguageModelOptions) {
    this.#options = options;
  }

  isReady(): boolean {
    return this.#options.settings.isReady();
  }

  /** @throws ProblemError `llm_…` */
  async ask({ request, model, onProgress, ...question }: LlmQuestion): Promise<LlmAnswer> {
    await this.#assertBudget();
    const answer = await this.#call(
      { ...question, model: model ?? this.#model(), onProgress: seldom(this.#options.clock, onProgress) },
      { plantId: request.plantId, reason: request.reason },
      this.#deadline(DEADLINE_MS),
    );
    if (answer.stop === 'cut') throw new ProblemError('llm_invalid_answer', CUT);
    return {
      text: answer.text,
      provider: answer.provider,
      model: answer.model,
      tokensIn: answer.tokensIn,
      tokensOut: answer.tokensOut,
    };
  }

  /** Asks for one word. A failure is returned as a result. */
  async test(): Promise<LlmTestResult> {
    const { settings, clock } = this.#options;
    const startedAt = clock.elapsedMs();
    const result = (rest: Pick<LlmTestResult, 'ok' | 'code' | 'error'>): LlmTestResult => ({
      latency_ms: Math.round(clock.elapsedMs() - startedAt),
      model: settings.model() ?? null,
      ...rest,
    });
    try {
      const question = {
        instructions: '',
        input: 'Answer with the word OK.',
        maxTokens: TEST_TOKENS,
        model: this.#model(),
      };
      await this.#call(question, { plantId: null, reason: 'test' }, this.#deadline(SHORT_DEADLINE_MS));
      return result({ ok: true, code: null, error: null });
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      return result({ ok: false, code: failure.code, error: failure.message });
    }
  }

  /** The provider's models, as listed for the key. @throws ProblemError `llm_…` */
  async models(): Promise<LlmModel[]> {
    const { settings } = this.#options;
    const [provider, model, connection] = [this.#provider(), this.#model(), settings.connection()];
    const deadline = this.#deadline(SHORT_DEADLINE_MS);
    try {
      return await deadline.race(VENDORS[provider].listModels(connection, deadline));
    } catch (failure) {
      throw problemOf(failure, { provider, model, connection, deadline });
    }
  }

  /** This month's usage, with an estimate of its cost. */
  async usage(): Promise<LlmUsage> {
    const { database, clock, settings } = this.#options;
    const month = monthOf(clock.now());
    const models = await readLlmUsage(database, month.from, month.to);
    const sum = (figure: 'calls' | 'tokensIn' | 'tokensOut'): number =>
      models.reduce((total, model) => total + model[figure], 0);
    const costs = models
      .filter(({ tokensIn, tokensOut }) => tokensIn + tokensOut > 0)
      .map(({ provider, model, tokensIn, tokensOut }) => costOf(provider, model, tokensIn, tokensOut));
    const known = costs.filter((cost) => cost !== undefined);
    // A self-hosted server has no list price.
    const isKnown = known.length === costs.length && settings.shown().base_url === null;
    return {
      month: month.name,
      calls: sum('calls'),
      tokens_in: sum('tokensIn'),
      tokens_out: sum('tokensOut'),
      cost_usd: isKnown ? Math.round(known.reduce((total, cost) => total + cost, 0) * 10_000) / 10_000 : null,
    };
  }

  async #assertBudget(): Promise<void> {
    const limit = this.#options.settings.monthlyTokens();
    if (limit === null) return;
    const { tokens_in, tokens_out } = await this.usage();
    if (tokens_in + tokens_out < limit) return;
    throw new ProblemError(
      'llm_budget_used',
      `The ${limit.toLocaleString('en')} tokens of this month are used up: raise the limit in Settings, or wait for the next month.`,
    );
  }

  #deadline(spanMs: number): Deadline {
    return new Deadline(this.#options.deadlineMs ?? spanMs, this.#options.clock);
  }

  #provider(): LlmProvider {
    const { settings } = this.#options;
    const provider = settings.provider();
    if (provider === null || !settings.isReady())
      throw new ProblemError(
        'llm_not_configured',
        settings.warnings()[0] ?? 'No language model is set up: choose a provider and give its API key in Settings.',
      );
    return provider;
  }

  #model(): string {
    this.#provider();
    return this.#options.settings.model() ?? '';
  }

  /** Asks, and records the call in the ledger whatever its outcome. @throws ProblemError `llm_…` */
  async #call(
    question: VendorQuestion,
    about: Pick<LlmCall, 'plantId' | 'reason'>,
    deadline: Deadline,
  ): Promise<VendorAnswer & { provider: LlmProvider }> {
    const { settings, clock } = this.#options;
    const provider = this.#provider();
    const connection = settings.connection();
    const startedAt = clock.elapsedMs();
    const note = (rest: Pick<LlmCall, 'model' | 'tokensIn' | 'tokensOut' | 'errorCode'>): Promise<void> =>
      this.#note({
        at: clock.now(),
        provider,
        latencyMs: Math.round(clock.elapsedMs() - startedAt),
        ...about,
        ...rest,
      });
    try {
      const answer = await deadline.race(VENDORS[provider].ask(question, connection, deadline));
      const errorCode =
        answer.stop === 'refused'
          ? 'llm_refused'
          : answer.stop === 'cut' && question.form
            ? 'llm_invalid_answer'
            : null;
      await note({ ...answer, errorCode });
      if (answer.stop === 'refused') throw new ProblemError('llm_refused', REFUSED);
      return { ...answer, provider };
    } catch (failure) {
      if (failure instanceof ProblemError) throw failure;
      const problem = problemOf(failure, { provider, model: question.model, connection, deadline });
      await note({ model: question.model, tokensIn: 0, tokensOut: 0, errorCode: problem.code });
      throw problem;
    }
  }

  /** If the ledger cannot be written, the answer is still used, because it has been paid for. */
  async #note(call: LlmCall): Promise<void> {
    const { database, log } = this.#options;
    await insertLlmCall(database, call).catch((failure: unknown) =>
      log.warn({ err: failure }, 'what a language model was asked is not in the ledger'),
    );
  }
}

const CUT =
  'The model stopped in the midst of its answer: allow it more tokens in the "language model" node of the flow, or choose another model in Settings.';
const REFUSED =
  'The model refused to answer. Check the names of plant and species for words that it may take amiss, or choose another model in Settings.';
