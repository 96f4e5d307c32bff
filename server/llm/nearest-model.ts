/**
 * Which model takes the place of one that is gone: the newest of the same line that the provider lists. For Claude the
 * line is the name (Sonnet, Opus, Haiku …), for GPT the size (the usual ones, or the small ones), without models for
 * special purposes; on a server of the owner's it is the name before the first number, and any model where the owner
 * named none. Pure.
 */
import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { ListedModel } from './model-list.ts';

export interface Wanted {
  provider: LlmProvider;
  model: string;
  /** Whether it is a server of the owner's. */
  isOwnServer: boolean;
  /** Whether the owner named the model; otherwise it is the default. */
  isChosen: boolean;
  /** YYYY-MM-DD */
  today: string;
}

const DATE = /-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/;
const withoutDate = (id: string): string => id.replace(DATE, '');

/** The numbers of a version: `claude-sonnet-4-5-20250929` is 4.5, `gpt-6.1-sol` is 6.1. */
const versionOf = (id: string): number[] =>
  [...withoutDate(id).matchAll(/(?:^|[^\d])(\d{1,2})(?=$|[^\d])/g)].map(([, digits]) => Number(digits));

function compareVersions(a: string, b: string): number {
  const [left, right] = [versionOf(a), versionOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const CLAUDE_LINE = /(?:^|[-/])(sonnet|opus|haiku|fable|mythos|instant)(?:$|[-.@:])/;
const claudeLine = (id: string): string | undefined => CLAUDE_LINE.exec(id.toLowerCase())?.[1];

/**
 * Sizes of GPT by the word after the version, and the order among those of one version. Other words (pro, codex, chat,
 * cyber …) stand for special purposes or ten times the price.
 */
const GPT_SIZES: Readonly<Record<string, { size: 'usual' | 'small'; rank: number }>> = {
  '': { size: 'usual', rank: 3 },
  o: { size: 'usual', rank: 3 },
  sol: { size: 'usual', rank: 2 },
  terra: { size: 'usual', rank: 1 },
  turbo: { size: 'usual', rank: 1 },
  mini: { size: 'small', rank: 3 },
  'o-mini': { size: 'small', rank: 3 },
  luna: { size: 'small', rank: 2 },
  nano: { size: 'small', rank: 1 },
};

function gptSize(id: string): { size: 'usual' | 'small'; rank: number } | undefined {
  const [, word] = /^gpt-\d+(?:\.\d+)?-?(o-mini|o|[a-z]*)$/.exec(withoutDate(id).toLowerCase()) ?? [];
  return word === undefined ? undefined : GPT_SIZES[word];
}

/** The size of GPT that stands for a model of OpenAI that is no GPT, such as `o4-mini`. */
const sizeWanted = (model: string): 'usual' | 'small' =>
  gptSize(model)?.size ?? (/mini|nano|luna/i.test(model) ? 'small' : 'usual');

/** `llama3.1:8b` and `meta-llama/Llama-3.3-70B` are both `llama`. */
const stemOf = (id: string): string => /^[a-z]+/.exec((id.split('/').at(-1) ?? id).toLowerCase())?.[0] ?? id;

/** The model that takes the place of the one wanted; undefined if the provider lists none of its line. */
export function nearestModel(wanted: Wanted, listed: readonly ListedModel[]): ListedModel | undefined {
  const { provider, model, isOwnServer, isChosen, today } = wanted;
  const living = listed.filter(
    ({ id, isGone, endsOn }) => id !== model && !isGone && (endsOn === null || endsOn > today),
  );
  const newest = (
    candidates: readonly ListedModel[],
    rank: (id: string) => number = () => 0,
  ): ListedModel | undefined =>
    candidates.toSorted(
      (a, b) =>
        compareVersions(b.id, a.id) ||
        rank(b.id) - rank(a.id) ||
        b.createdS - a.createdS ||
        // An announced end is a reason for another; so is a date in the name, which will be frozen.
        Number(a.endsOn !== null) - Number(b.endsOn !== null) ||
        a.id.length - b.id.length,
    )[0];

  if (provider === 'anthropic') {
    const line = claudeLine(model);
    const ofLine = living.filter(
      (candidate) => line !== undefined && (candidate.line ?? claudeLine(candidate.id)) === line,
    );
    return newest(ofLine) ?? (isOwnServer && !isChosen ? living[0] : undefined);
  }
  const size = sizeWanted(model);
  const ofSize = living.filter(({ id }) => gptSize(id)?.size === size);
  const gpt = /^(?:chatgpt|gpt|o\d)/.test(model) ? newest(ofSize, (id) => gptSize(id)?.rank ?? 0) : undefined;
  if (gpt || !isOwnServer) return gpt;
  return newest(living.filter(({ id }) => stemOf(id) === stemOf(model))) ?? (isChosen ? undefined : living[0]);
}
