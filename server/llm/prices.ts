import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import { type Price, PRICES, PRICES_AS_OF } from './price-list.ts';

/** After this many months prices are likely to have changed. */
const GOOD_FOR_MONTHS = 6;

/** A date, or the word for the newest, may follow a name: `gpt-5-pro` is not `gpt-5`. */
const DATE = /-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/;

/** What a model costs by the list; undefined if that is not known. */
export function priceOf(provider: LlmProvider, model: string): Price | undefined {
  const name = model.replace(DATE, '');
  return Object.hasOwn(PRICES[provider], name) ? PRICES[provider][name] : undefined;
}

/** An estimate in US dollars; undefined if the model's price is unknown. */
export function costOf(provider: LlmProvider, model: string, tokensIn: number, tokensOut: number): number | undefined {
  const price = priceOf(provider, model);
  return price && (tokensIn * price.in + tokensOut * price.out) / 1_000_000;
}

/** Why the list of prices should be looked through again; undefined: it is young enough. */
export function warningOfPrices(now: Date, asOf = PRICES_AS_OF): string | undefined {
  const until = new Date(`${asOf}T00:00:00Z`);
  until.setUTCMonth(until.getUTCMonth() + GOOD_FOR_MONTHS);
  return now < until
    ? undefined
    : `The prices of language models are of ${asOf}, more than ${GOOD_FOR_MONTHS} months ago: compare server/llm/price-list.ts with the pages that it names, and set its day.`;
}
