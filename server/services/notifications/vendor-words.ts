/** What a receiver itself said of a message that it did not take. */

import { cutTo } from './message-look.ts';

/** The most that is shown of it, in characters. */
const LONGEST = 200;
/** The most of an answer that is read, in bytes: a page of HTML is not of interest. */
const MOST_BYTES = 16_384;

/** Where vendors say what is wrong, the most telling first: Gotify, Telegram, Matrix and ntfy, Discord, Pushover. */
const FIELDS = ['errorDescription', 'error_description', 'description', 'error', 'message', 'detail', 'errors'];

/** The words in the value of such a field: text, a list of texts, or an object that says it in turn. */
function wordsIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (depth > 2 || typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const all = value.flatMap((each) => wordsIn(each, depth + 1) ?? []);
    return all.length > 0 ? all.join('; ') : undefined;
  }
  for (const field of FIELDS) {
    const words = wordsIn((value as Record<string, unknown>)[field], depth + 1);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** @returns undefined for what is not JSON */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The body of an answer, of which no more is read than may be of use. */
export async function answerText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let left = MOST_BYTES;
  const reader = response.body?.getReader();
  while (reader && left > 0) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    left -= value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

/**
 * @param text the body of the answer @param secrets are masked, since vendors repeat what they were given
 * @returns its words in one line; undefined where it says nothing to people, as a page of HTML
 */
export function vendorWords(text: string, secrets: readonly string[] = []): string | undefined {
  const json = jsonOf(text);
  const said = json === undefined ? (/^\s*</.test(text) ? undefined : text.trim() || undefined) : wordsIn(json);
  if (said === undefined) return undefined;
  const harmless = secrets
    .filter((secret) => secret.length > 0)
    .toSorted((one, other) => other.length - one.length)
    .reduce((words, secret) => words.replaceAll(secret, '****'), said);
  const plain = harmless.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
  return cutTo(plain, LONGEST) || undefined;
}
