import type { LlmUsage } from '@plantops/shared/settings/llm-settings.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { insertLlmCall, type LlmCall, readLlmUsage } from '../../db/repositories/llm-calls.ts';
import { costOf } from '../../llm/prices.ts';
import type { LlmSettings } from './llm-settings.ts';

export interface LlmLedgerOptions {
  database: Queryable;
  settings: LlmSettings;
  clock: Clock;
  log: Logger;
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

/** Every call of a language model, and what the month may cost. */
export class LlmLedger {
  readonly #options: LlmLedgerOptions;

  constructor(options: LlmLedgerOptions) {
    this.#options = options;
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

  /** @throws ProblemError `llm_budget_used` */
  async assertBudget(): Promise<void> {
    const limit = this.#options.settings.monthlyTokens();
    if (limit === null) return;
    const { tokens_in, tokens_out } = await this.usage();
    if (tokens_in + tokens_out < limit) return;
    throw new ProblemError(
      'llm_budget_used',
      `The ${limit.toLocaleString('en')} tokens of this month are used up: raise the limit in Settings, or wait for the next month.`,
    );
  }

  /** If the ledger cannot be written, the answer is still used, because it has been paid for. */
  async enter(call: LlmCall): Promise<void> {
    const { database, log } = this.#options;
    await insertLlmCall(database, call).catch((failure: unknown) =>
      log.warn({ err: failure }, 'what a language model was asked is not in the ledger'),
    );
  }
}
