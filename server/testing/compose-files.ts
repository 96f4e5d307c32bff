/** Reads compose files as Docker Compose does, as far as ours use it: there is no Docker engine where the tests run. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';

const ROOT = path.join(import.meta.dirname, '..', '..');

export const readRoot = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

type Env = Readonly<Record<string, string>>;

/** Where the brace that opens before `from` is closed. @throws Error if it is not */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`not closed: ${text.slice(from)}`);
}

/**
 * Puts variables in: `${A}`, `${A:-otherwise}` and `${A:?why it is needed}`, also one within another
 * (https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md).
 * @throws Error with the text behind `:?` where that variable is missing
 */
export function interpolated(text: string, env: Env): string {
  const begin = text.indexOf('${');
  if (begin === -1) return text;
  const end = closingBrace(text, begin + 2);
  const [, name = '', how, words = ''] = /^(\w+)(?:(:-|:\?)([^]*))?$/.exec(text.slice(begin + 2, end)) ?? [];
  if (name === '') throw new Error(`not understood: ${text.slice(begin, end + 1)}`);
  const given = env[name] ?? '';
  if (given === '' && how === ':?') throw new Error(words);
  const value = given === '' && how === ':-' ? interpolated(words, env) : given;
  return text.slice(0, begin) + value + interpolated(text.slice(end + 1), env);
}

function withValues(part: unknown, env: Env): unknown {
  if (typeof part === 'string') return interpolated(part, env);
  if (Array.isArray(part)) return part.map((each) => withValues(each, env));
  if (part === null || typeof part !== 'object') return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withValues(value, env)]));
}

/** What a second file says besides a first one: maps are merged, anything else is replaced. */
function merged(first: unknown, second: unknown): unknown {
  const isMap = (part: unknown): part is Record<string, unknown> =>
    part !== null && typeof part === 'object' && !Array.isArray(part);
  if (!isMap(first) || !isMap(second)) return second;
  const both = Object.entries(second).map(([key, value]) => [key, key in first ? merged(first[key], value) : value]);
  return { ...first, ...(Object.fromEntries(both) as Record<string, unknown>) };
}

/** The files as they are after variables are put in, one over the other. */
export const composed = (files: readonly string[], env: Env): unknown =>
  files.map((file) => withValues(load(readRoot(file)), env)).reduce(merged);
