import type { LlmProvider } from '@plantops/shared/care/care-words.ts';

interface Price {
  /** US dollars per million tokens. */
  in: number;
  out: number;
}

/**
 * List prices by a model's name without its date. Discounts for caches and batches are not
 * included, so the amount paid tends to be lower.
 * Sources, as of 2025-11: https://www.anthropic.com/pricing, https://openai.com/api/pricing
 */
const PRICES: Readonly<Record<LlmProvider, Readonly<Record<string, Price>>>> = {
  anthropic: {
    'claude-3-5-haiku': { in: 0.8, out: 4 },
    'claude-3-7-sonnet': { in: 3, out: 15 },
    'claude-sonnet-4-2': { in: 3, out: 15 },
    'claude-sonnet-4-5': { in: 3, out: 15 },
    'claude-opus-4-1': { in: 15, out: 75 },
    'claude-opus-4-2': { in: 15, out: 75 },
    'claude-opus-4-5': { in: 5, out: 25 },
    'claude-haiku-4-5': { in: 1, out: 5 },
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
  },
};

/** Only a date may follow a name from the list: `gpt-5-pro` is not `gpt-5`. */
const DATE = /^(?:-?\d[\d-]*)?$/;

/** An estimate in US dollars; undefined if the model's price is unknown. */
export function costOf(provider: LlmProvider, model: string, tokensIn: number, tokensOut: number): number | undefined {
  const [, price] =
    Object.entries(PRICES[provider]).find(([name]) => model.startsWith(name) && DATE.test(model.slice(name.length))) ??
    [];
  return price && (tokensIn * price.in + tokensOut * price.out) / 1_000_000;
}
