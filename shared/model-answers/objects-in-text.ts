/** Finds the objects that a language model wrote, within whatever else it wrote. */
import { jsonAt } from './tolerant-json.ts';

/** No answer is longer (characters); the rest is not read. */
const MOST_CHARACTERS = 60_000;
/** How many beginnings are tried: enough for prose with braces, too few for a text of nothing else. */
const MOST_BEGINNINGS = 400;
/** How many times a text may be read over, by all beginnings together. */
const MOST_READ = 8;

/** What models put their thoughts between, as their templates have it. */
const THOUGHTS = '(?:think|thinking|thought|thoughts|reasoning|reflection|analysis|scratchpad)';
const THINKING = new RegExp(String.raw`<${THOUGHTS}>[\s\S]*?</${THOUGHTS}>`, 'gi');
/** The opening word is often part of the template, so that only the closing one is sent. */
const UNTIL_CLOSED = new RegExp(String.raw`^[\s\S]*</${THOUGHTS}>`, 'i');
const NEVER_CLOSED = new RegExp(String.raw`<${THOUGHTS}>[\s\S]*$`, 'i');
/** gpt-oss: https://cookbook.openai.com/articles/openai-harmony. Gemma and others write [THINK]. */
const CHANNELS = /<\|channel\|>(?:analysis|commentary)[\s\S]*?(?:<\|end\|>|<\|start\|>|(?=<\|channel\|>final))/gi;
const BRACKETS = /\[THINK\][\s\S]*?\[\/THINK\]/gi;

/** A text without the thoughts that came before it. Thoughts that never end are all that there is: then it is empty. */
export const withoutThoughts = (text: string): string =>
  text
    .replaceAll(CHANNELS, '')
    .replaceAll(BRACKETS, '')
    .replaceAll(THINKING, '')
    .replace(UNTIL_CLOSED, '')
    .replace(NEVER_CLOSED, '')
    .replaceAll(/<\|[\w ]{1,30}\|>(?:final)?/g, '')
    .trim();

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects in a value: itself, those in a list, those that JSON in a text holds, and the one that another wraps. */
function* objectsOf(value: unknown, depth = 0): Generator<Record<string, unknown>> {
  if (depth > 3) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* objectsOf(item, depth + 1);
  } else if (typeof value === 'string') {
    if (/^\s*[[{]/.test(value)) yield* objectsOf(jsonAt(value, value.search(/[[{]/))?.value, depth + 1);
  } else if (isObject(value)) {
    yield value;
    for (const inner of Object.values(value))
      if (isObject(inner) || Array.isArray(inner) || typeof inner === 'string') yield* objectsOf(inner, depth + 1);
  }
}

/** All objects that are written out whole in a text, in their order. */
function* objectsWithin(text: string): Generator<Record<string, unknown>> {
  let [at, beginnings] = [0, 0];
  const work = { left: MOST_READ * text.length };
  while (beginnings < MOST_BEGINNINGS) {
    const begin = text.slice(at).search(/[[{]/);
    if (begin === -1) return;
    beginnings += 1;
    const found = jsonAt(text, at + begin, work);
    if (found) yield* objectsOf(found.value);
    at = found ? found.end : at + begin + 1;
  }
}

/**
 * The object that a text is meant to give: the last one with all of these fields, since models write drafts first; or
 * else the one with most of them, so that it can be said what it lacks.
 * @param text thoughts, prose, fences and several objects may stand around and between
 * @param fields what the object is known by
 * @returns undefined if no object has any of these fields
 */
export function objectInText(text: string, fields: readonly string[]): Record<string, unknown> | undefined {
  const read = text.slice(0, MOST_CHARACTERS);
  const countOf = (object: Record<string, unknown>): number => fields.filter((field) => field in object).length;
  const bestOf = (within: string): Record<string, unknown> | undefined =>
    [...objectsOf(wholeOf(within)), ...objectsWithin(within)].reduce<Record<string, unknown> | undefined>(
      (best, object) => (countOf(object) > 0 && countOf(object) >= (best ? countOf(best) : 0) ? object : best),
      undefined,
    );
  const best = bestOf(withoutThoughts(read));
  // Where thoughts never end, or hold the answer itself, it is among them.
  return best && countOf(best) === fields.length ? best : (bestOf(read) ?? best);
}

/** The text as JSON, if it is nothing else. */
function wholeOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
