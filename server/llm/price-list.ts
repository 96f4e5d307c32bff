import type { LlmProvider } from '@plantops/shared/care/care-words.ts';

/** US dollars per million tokens. */
export interface Price {
  in: number;
  out: number;
}

/**
 * The day on which the list below was compared with the vendors' pages. Six months later `make check` asks to do it
 * again: compare all prices, add the models that are new, and set the day.
 */
export const PRICES_AS_OF = '2026-11-27';

/**
 * List prices by a model's name without its date. Discounts for caches and batches and surcharges for very long questions
 * are not included.
 * Sources: https://platform.claude.com/docs/en/about-claude/pricing, https://developers.openai.com/api/docs/pricing; models
 * that they no longer list keep their last price, because the ledger may name them.
 */
export const PRICES: Readonly<Record<LlmProvider, Readonly<Record<string, Price>>>> = {
  anthropic: {
    'claude-3-5-haiku': { in: 0.8, out: 4 },
    'claude-3-7-sonnet': { in: 3, out: 15 },
    'claude-sonnet-4': { in: 3, out: 15 },
    'claude-sonnet-4-0': { in: 3, out: 15 },
    'claude-sonnet-4-5': { in: 3, out: 15 },
    'claude-sonnet-4-6': { in: 3, out: 15 },
    'claude-sonnet-5': { in: 2, out: 10 },
    'claude-sonnet-5-5': { in: 2, out: 10 },
    'claude-opus-4': { in: 15, out: 75 },
    'claude-opus-4-0': { in: 15, out: 75 },
    'claude-opus-4-1': { in: 15, out: 75 },
    'claude-opus-4-5': { in: 5, out: 25 },
    'claude-opus-4-6': { in: 5, out: 25 },
    'claude-opus-4-7': { in: 5, out: 25 },
    'claude-opus-4-8': { in: 5, out: 25 },
    'claude-opus-5': { in: 5, out: 25 },
    'claude-opus-5-5': { in: 4, out: 20 },
    'claude-haiku-4-5': { in: 1, out: 5 },
    'claude-haiku-5-5': { in: 0.1, out: 0.5 },
    'claude-fable-5-1': { in: 10, out: 50 },
  },
  openai: {
    'gpt-4o': { in: 2.5, out: 10 },
    'gpt-4o-mini': { in: 0.15, out: 0.6 },
    'gpt-4.1': { in: 2, out: 8 },
    'gpt-4.1-mini': { in: 0.4, out: 1.6 },
    'gpt-4.1-nano': { in: 0.1, out: 0.4 },
    'gpt-5': { in: 1.25, out: 10 },
    'gpt-5-mini': { in: 0.25, out: 2 },
    'gpt-5-nano': { in: 0.05, out: 0.4 },
    'gpt-5.1': { in: 1.25, out: 10 },
    'gpt-5.2': { in: 1.75, out: 14 },
    'gpt-5.4': { in: 2.5, out: 15 },
    'gpt-5.4-mini': { in: 0.75, out: 4.5 },
    'gpt-5.4-nano': { in: 0.2, out: 1.25 },
    'gpt-5.5': { in: 5, out: 30 },
    'gpt-5.5-pro': { in: 30, out: 180 },
    'gpt-5.6-sol': { in: 4, out: 20 },
    'gpt-5.6-terra': { in: 2, out: 12 },
    'gpt-5.6-luna': { in: 0.2, out: 1.2 },
    'gpt-6-astra': { in: 10, out: 50 },
    'gpt-6-sol': { in: 2, out: 10 },
    'gpt-6-luna': { in: 0.1, out: 0.5 },
    'gpt-6.1-sol': { in: 2, out: 10 },
    'gpt-6.1-terra': { in: 1, out: 5 },
  },
};
