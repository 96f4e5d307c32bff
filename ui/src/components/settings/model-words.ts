/** What is known of models, in words. */
import type { LlmAbilities, LlmModel, LlmPrice } from '../../api/generated';
import { clock } from '../../clock';
import { localeTag } from '../../messages/preferences';
import { text } from '../../messages/text';

const dollars = (usd: number): string =>
  new Intl.NumberFormat(localeTag(), {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: usd % 1 === 0 ? 0 : 2,
  }).format(usd);
const dayInWords = (date: string): string =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString(localeTag(), { dateStyle: 'long', timeZone: 'UTC' });

/** What a model costs; empty where that is not known. @param asOf the day of the list, YYYY-MM-DD */
export function priceInWords(price: LlmPrice | null, asOf?: string): string {
  if (price === null) return '';
  const words = text('advisor.price', { in: dollars(price.in_usd), out: dollars(price.out_usd) });
  return asOf === undefined ? words : `${words} ${text('advisor.price.asOf', { date: dayInWords(asOf) })}`;
}

/** When a model ends, or that it has ended; empty where no end is known. @param date YYYY-MM-DD */
export function endInWords(date: string | null): string {
  if (date === null) return '';
  return text(date > clock.now().toISOString().slice(0, 10) ? 'advisor.ends' : 'advisor.ended', {
    date: dayInWords(date),
  });
}

/** How the server is asked, as far as that differs from what OpenAI takes; empty where it was not found out. */
export function abilitiesInWords(abilities: LlmAbilities | null): string {
  if (abilities === null) return '';
  const parts = [
    text(`advisor.able.${abilities.form}`),
    ...(abilities.api === 'responses' ? [text('advisor.able.responses')] : []),
    ...(abilities.streams ? [] : [text('advisor.able.whole')]),
    ...(abilities.room > 1 ? [text('advisor.able.room', { n: abilities.room })] : []),
  ];
  return text('advisor.able', { what: parts.join(', ') });
}

/** What stands below a model's name in the list to choose from: its price, and when it ends. */
export const choiceInWords = ({ price, ends_on }: LlmModel): string =>
  [
    price && text('advisor.price.short', { in: dollars(price.in_usd), out: dollars(price.out_usd) }),
    endInWords(ends_on),
  ]
    .filter(Boolean)
    .join(' · ');
