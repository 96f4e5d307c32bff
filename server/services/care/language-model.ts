import { withoutThoughts } from '@plantops/shared/model-answers/objects-in-text.ts';
import type {
  LlmAbilities,
  LlmModel,
  LlmPrice,
  LlmTestResult,
  LlmUsage,
} from '@plantops/shared/settings/llm-settings.ts';
import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { LanguageModel as LanguageModelPort, LlmAnswer, LlmQuestion } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import type { LlmCall } from '../../db/repositories/llm-calls.ts';
import { anthropic } from '../../llm/anthropic.ts';
import { Deadline } from '../../llm/deadline.ts';
import { problemOf } from '../../llm/failures.ts';
import { endOf } from '../../llm/model-dates.ts';
import type { ListedModel } from '../../llm/model-list.ts';
import { nearestModel } from '../../llm/nearest-model.ts';
import { openai } from '../../llm/openai.ts';
import { PRICES_AS_OF } from '../../llm/price-list.ts';
import { priceOf } from '../../llm/prices.ts';
import type { Vendor, VendorAnswer, VendorQuestion } from '../../llm/vendor.ts';
import type { AboutModel, LlmSettings } from './llm-settings.ts';
import { LlmLedger } from './llm-ledger.ts';
import { areSame, type ModelMemory } from './model-memory.ts';
import { seldom } from './seldom.ts';

export interface LanguageModelOptions {
  database: Queryable;
  settings: LlmSettings;
  memory: ModelMemory;
  clock: Clock;
  log: Logger;
  /** The longest silence (ms). By default a minute for a plan, and 20 s if somebody is waiting. */
  deadlineMs?: number;
}

const VENDORS: Readonly<Record<LlmProvider, Vendor>> = { anthropic, openai };

/** Slow machines write for minutes: as long as something comes, they are waited for. */
const PLAN_SILENCE_MS = 60_000;
const PLAN_MOST_MS = 600_000;
/** For a single word or a list of models: somebody is waiting in front of the screen. */
const SHORT_SILENCE_MS = 20_000;
const SHORT_MOST_MS = 60_000;
/** Enough for one word, even from a model that thinks first. */
const TEST_TOKENS = 256;
/** How many times the tokens a model is given that used them up, most of the time by thinking. */
const MORE_ROOM = 4;
/** No answer may have more tokens. */
const MOST_TOKENS = 32_000;
/** The form that a server is tried with: the smallest that shows whether it heeds one. */
const WORD_FORM = {
  name: 'word',
  description: 'One word.',
  schema: {
    type: 'object',
    properties: { word: { type: 'string' } },
    required: ['word'],
    additionalProperties: false,
  },
};
/** How many models a failure names. */
const MOST_NAMED = 5;

/** A question in words, with a picture where there is one. */
export type Conversation = Pick<VendorQuestion, 'instructions' | 'input' | 'image' | 'maxTokens' | 'onText'>;

/** An answer in words. `cut`: it used up its tokens. */
export type Spoken = LlmAnswer & Pick<VendorAnswer, 'stop'>;

/** The language model that is set up in Settings, and the ledger of its use. */
export class LanguageModel implements LanguageModelPort {
  readonly #options: LanguageModelOptions;
  readonly #ledger: LlmLedger;

  constructor(options: LanguageModelOptions) {
    this.#options = options;
    this.#ledger = new LlmLedger(options);
  }

  isReady(): boolean {
    return this.#options.settings.isReady();
  }

  /**
   * Asks the model, or the nearest one if it is gone. An answer that used up its tokens is asked for once more, with
   * more room, which is remembered.
   * @throws ProblemError `llm_…`
   */
  async ask({ request, model, onProgress, ...question }: LlmQuestion): Promise<LlmAnswer> {
    await this.#ledger.assertBudget();
    const wanted = model ?? this.#model();
    const about = { plantId: request.plantId, reason: request.reason };
    const asked = { ...question, onProgress: seldom(this.#options.clock, onProgress) };
    const room = this.#options.memory.of(this.#server(), this.#replacementOf(wanted) ?? wanted).abilities?.room ?? 1;
    const maxTokens = Math.min(MOST_TOKENS, question.maxTokens * room);
    const first = await this.#askNearest({ ...asked, maxTokens }, wanted, about, model !== undefined);
    if (first.stop !== 'cut') return answerOf(first);
    if (maxTokens >= MOST_TOKENS) throw new ProblemError('llm_invalid_answer', CUT);
    await this.#ledger.assertBudget();
    const second = await this.#askNearest(
      { ...asked, maxTokens: Math.min(MOST_TOKENS, maxTokens * MORE_ROOM) },
      wanted,
      about,
      model !== undefined,
    );
    if (second.stop === 'cut') throw new ProblemError('llm_invalid_answer', CUT);
    await this.#remember(second.asked, { room: Math.min(room * MORE_ROOM, 16) });
    return answerOf(second, first);
  }

  /**
   * Asks in words, to be answered in words; like a plan, by the nearest model if the one that is set is gone.
   * @throws ProblemError `llm_…`
   */
  async converse(plantId: string, { onText, ...question }: Conversation): Promise<Spoken> {
    await this.#ledger.assertBudget();
    const asked = {
      ...question,
      onText: seldom<string>(this.#options.clock, (soFar) => onText?.(withoutThoughts(soFar))),
    };
    const answer = await this.#askNearest(asked, this.#model(), { plantId, reason: 'question' });
    return { ...answerOf(answer), text: withoutThoughts(answer.text), stop: answer.stop };
  }

  /**
   * Asks for one word, which finds out what the server can do and whether there still is such a model. A failure is
   * returned as a result.
   */
  async test(): Promise<LlmTestResult> {
    const { settings, clock } = this.#options;
    const startedAt = clock.elapsedMs();
    const wanted = settings.model() ?? null;
    const result = (rest: Omit<LlmTestResult, 'latency_ms'>): LlmTestResult => ({
      latency_ms: Math.round(clock.elapsedMs() - startedAt),
      ...rest,
    });
    try {
      const question = {
        instructions: 'You answer with one word.',
        input: 'Answer with the word OK.',
        maxTokens: TEST_TOKENS,
        form: WORD_FORM,
      };
      const { asked } = await this.#askNearest(question, this.#model(), { plantId: null, reason: 'test' });
      return result({ ok: true, model: asked, instead_of: asked === wanted ? null : wanted, code: null, error: null });
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      return result({ ok: false, model: wanted, instead_of: null, code: failure.code, error: failure.message });
    }
  }

  /** The provider's models, as listed for the key. @throws ProblemError `llm_…` */
  async models(): Promise<LlmModel[]> {
    const provider = this.#provider();
    return (await this.#listed()).map(({ id, name, endsOn }) => ({
      id,
      name,
      price: this.#price(provider, id),
      ends_on: endsOn,
    }));
  }

  /** What is known of the model that is set, and of the one that is asked in its place. */
  about(): AboutModel {
    const { settings, memory } = this.#options;
    const [provider, wanted] = [settings.provider(), settings.model()];
    if (provider === null || wanted === undefined)
      return { price: null, prices_as_of: PRICES_AS_OF, ends_on: null, replacement: null, abilities: null };
    const replacement = this.#replacementOf(wanted);
    return {
      price: this.#price(provider, wanted),
      prices_as_of: PRICES_AS_OF,
      ends_on: this.#endOf(provider, wanted),
      replacement:
        replacement === undefined
          ? null
          : {
              model: replacement,
              instead_of: wanted,
              chosen: settings.isModelChosen(),
              price: this.#price(provider, replacement),
              ends_on: this.#endOf(provider, replacement),
            },
      abilities: memory.of(this.#server(), replacement ?? wanted).abilities ?? null,
    };
  }

  /** This month's usage, with an estimate of its cost. */
  usage(): Promise<LlmUsage> {
    return this.#ledger.usage();
  }

  #deadline(spanMs: number, mostMs: number): Deadline {
    const span = this.#options.deadlineMs ?? spanMs;
    return new Deadline(span, this.#options.clock, Math.max(span, mostMs));
  }

  /** What the server is remembered by. */
  #server(): string {
    const { settings } = this.#options;
    return settings.connection().baseUrl ?? settings.provider() ?? '';
  }

  #replacementOf(wanted: string): string | undefined {
    return this.#options.memory.of(this.#server(), wanted).replacement;
  }

  /** Only vendors have list prices. */
  #price(provider: LlmProvider, model: string): LlmPrice | null {
    const price = this.#isOwnServer() ? undefined : priceOf(provider, model);
    return price ? { in_usd: price.in, out_usd: price.out } : null;
  }

  #endOf(provider: LlmProvider, model: string): string | null {
    if (this.#isOwnServer()) return null;
    return this.#options.memory.of(this.#server(), model).ends_on ?? endOf(provider, model);
  }

  #isOwnServer(): boolean {
    return this.#options.settings.shown().base_url !== null;
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

  /** The provider's list, with the ends that its library announces. @throws ProblemError `llm_…` */
  async #listed(): Promise<ListedModel[]> {
    const { settings, memory, clock } = this.#options;
    const [provider, model, connection] = [this.#provider(), this.#model(), settings.connection()];
    const deadline = this.#deadline(SHORT_SILENCE_MS, SHORT_MOST_MS);
    try {
      const listed = await deadline.race(VENDORS[provider].listModels(connection, deadline));
      const own = listed.find(({ id }) => id === model);
      if (own?.endsOn) await memory.note(this.#server(), model, { ends_on: own.endsOn }, clock.now());
      return listed.map((one) => ({ ...one, endsOn: one.endsOn ?? this.#endOf(provider, one.id) }));
    } catch (failure) {
      throw problemOf(failure, { provider, model, connection, deadline });
    }
  }

  /**
   * Asks the model that is wanted, or the one that takes its place if it is gone. What takes its place is remembered; a
   * trial asks the wanted one again. @throws ProblemError `llm_…`
   */
  async #askNearest(
    question: Omit<VendorQuestion, 'model'>,
    wanted: string,
    about: Pick<LlmCall, 'plantId' | 'reason'>,
    isNamedByFlow = false,
  ): Promise<Answered> {
    const known = about.reason === 'test' ? undefined : this.#replacementOf(wanted);
    const ask = async (model: string): Promise<Answered> => ({
      ...(await this.#call({ ...question, model }, about)),
      asked: model,
    });
    try {
      const answer = await ask(known ?? wanted);
      if (known === undefined && this.#replacementOf(wanted) !== undefined)
        await this.#note(wanted, { replacement: undefined });
      return answer;
    } catch (failure) {
      if (!(failure instanceof ProblemError) || failure.code !== 'llm_unknown_model') throw failure;
      const nearest = await this.#nearest(wanted, failure, isNamedByFlow);
      const answer = await ask(nearest);
      await this.#note(wanted, { replacement: nearest });
      this.#options.log.warn(`the model ${wanted} is gone: ${nearest} is asked instead`);
      return answer;
    }
  }

  /** @param gone why the wanted model cannot be asked @throws ProblemError the same, with what the provider lists */
  async #nearest(wanted: string, gone: ProblemError, isNamedByFlow: boolean): Promise<string> {
    const { settings, clock } = this.#options;
    const listed = await this.#listed().catch((failure: unknown) => {
      if (failure instanceof ProblemError) return [];
      throw failure;
    });
    const nearest = nearestModel(
      {
        provider: this.#provider(),
        model: wanted,
        isOwnServer: this.#isOwnServer(),
        isChosen: isNamedByFlow || settings.isModelChosen(),
        today: clock.now().toISOString().slice(0, 10),
      },
      listed,
    );
    if (nearest) return nearest.id;
    const names = listed.slice(0, MOST_NAMED).map(({ id }) => id);
    const rest = listed.length - names.length;
    const has = names.length > 0 ? ` It has ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.` : '';
    throw new ProblemError(gone.code, `${gone.message}${has}`);
  }

  /** If it cannot be stored what was found out, it is known until the next start all the same. */
  async #note(model: string, news: Parameters<ModelMemory['note']>[2]): Promise<void> {
    const { memory, clock, log } = this.#options;
    await memory
      .note(this.#server(), model, news, clock.now())
      .catch((failure: unknown) => log.warn({ err: failure }, 'what was found out about a language model is not kept'));
  }

  async #remember(model: string, change: Partial<LlmAbilities>): Promise<void> {
    const { abilities } = this.#options.memory.of(this.#server(), model);
    if (abilities && !areSame(abilities, { ...abilities, ...change }))
      await this.#note(model, { abilities: { ...abilities, ...change } });
  }

  /** Asks one model, and records the call in the ledger whatever its outcome. @throws ProblemError `llm_…` */
  async #call(
    question: VendorQuestion,
    about: Pick<LlmCall, 'plantId' | 'reason'>,
  ): Promise<VendorAnswer & { provider: LlmProvider }> {
    const { settings, memory, clock } = this.#options;
    const isTest = about.reason === 'test';
    const deadline = isTest
      ? this.#deadline(SHORT_SILENCE_MS, SHORT_MOST_MS)
      : this.#deadline(PLAN_SILENCE_MS, PLAN_MOST_MS);
    const provider = this.#provider();
    const connection = settings.connection();
    const startedAt = clock.elapsedMs();
    const { abilities } = memory.of(this.#server(), question.model);
    let found: LlmAbilities | undefined;
    const enter = (rest: Pick<LlmCall, 'model' | 'tokensIn' | 'tokensOut' | 'errorCode'>): Promise<void> =>
      this.#ledger.enter({
        at: clock.now(),
        provider,
        latencyMs: Math.round(clock.elapsedMs() - startedAt),
        ...about,
        ...rest,
      });
    try {
      const answer = await deadline.race(
        VENDORS[provider].ask(
          { ...question, abilities: isTest ? undefined : abilities, onAbilities: (able) => (found = able) },
          connection,
          deadline,
        ),
      );
      if (found) {
        const after = { ...found, room: abilities?.room ?? 1 };
        if (!areSame(abilities, after)) await this.#note(question.model, { abilities: after });
      }
      const errorCode =
        answer.stop === 'refused'
          ? 'llm_refused'
          : answer.stop === 'cut' && question.form && !isTest
            ? 'llm_invalid_answer'
            : null;
      await enter({ ...answer, errorCode });
      if (answer.stop === 'refused') throw new ProblemError('llm_refused', REFUSED);
      return { ...answer, provider };
    } catch (failure) {
      if (failure instanceof ProblemError) throw failure;
      const problem = problemOf(failure, { provider, model: question.model, connection, deadline });
      await enter({ model: question.model, tokensIn: 0, tokensOut: 0, errorCode: problem.code });
      throw problem;
    }
  }
}

/** An answer, who gave it, and the name by which it was asked. */
type Answered = VendorAnswer & { provider: LlmProvider; asked: string };

/** @param before an answer that was cut, whose tokens were paid for, too */
const answerOf = ({ text, provider, model, tokensIn, tokensOut }: Answered, before?: VendorAnswer): LlmAnswer => ({
  text,
  provider,
  model,
  tokensIn: tokensIn + (before?.tokensIn ?? 0),
  tokensOut: tokensOut + (before?.tokensOut ?? 0),
});

const CUT =
  'The model used up all its tokens before its answer was whole, also with more of them: allow it more in the "language model" node of the flow, or choose another model in Settings.';
const REFUSED =
  'The model refused to answer. Check the names of plant and species for words that it may take amiss, or choose another model in Settings.';
