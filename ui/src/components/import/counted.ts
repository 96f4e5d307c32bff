import { localeTag } from '../../messages/preferences';
import { type MessageKey, text } from '../../messages/text';

/** A text with a count: the plural is chosen by `n`, and `{count}` is written as the language does. */
export const counted = (key: MessageKey, n: number, values: Record<string, string> = {}): string =>
  text(key, { ...values, n, count: n.toLocaleString(localeTag()) });
