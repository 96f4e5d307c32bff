import { describe, expect, it } from 'vitest';
import type { ListedModel } from './model-list.ts';
import { nearestModel, type Wanted } from './nearest-model.ts';

const listed = (...models: (string | (Partial<ListedModel> & { id: string }))[]): ListedModel[] =>
  models.map((model) => ({
    name: '',
    createdS: 0,
    endsOn: null,
    line: null,
    isGone: false,
    ...(typeof model === 'string' ? { id: model } : model),
  }));
const nearest = (model: string, list: ListedModel[], of: Partial<Wanted> = {}): string | undefined =>
  nearestModel(
    {
      provider: model.startsWith('claude') ? 'anthropic' : 'openai',
      model,
      isOwnServer: false,
      isChosen: false,
      today: '2026-11-27',
      ...of,
    },
    list,
  )?.id;

describe('in place of a Claude that is gone', () => {
  it.each([
    [
      'the newest Sonnet for a Sonnet',
      'claude-sonnet-4-20250514',
      ['claude-opus-5-5', 'claude-sonnet-4-6', 'claude-sonnet-5', 'claude-haiku-5-5'],
      'claude-sonnet-5',
    ],
    ['5.5 rather than 5', 'claude-sonnet-4-20250514', ['claude-sonnet-5', 'claude-sonnet-5-5'], 'claude-sonnet-5-5'],
    ['10 rather than 9', 'claude-sonnet-4-20250514', ['claude-sonnet-10', 'claude-sonnet-9-5'], 'claude-sonnet-10'],
    [
      'a name without a date',
      'claude-sonnet-4-20250514',
      ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
      'claude-sonnet-4-5',
    ],
    [
      'a dated name, where there is no other',
      'claude-sonnet-4-20250514',
      ['claude-sonnet-4-5-20250929', 'claude-3-7-sonnet-20250219'],
      'claude-sonnet-4-5-20250929',
    ],
    [
      'an Opus for an Opus',
      'claude-opus-4-1',
      ['claude-sonnet-5-5', 'claude-opus-4-8', 'claude-opus-5'],
      'claude-opus-5',
    ],
    [
      'a Haiku for one of the old names',
      'claude-3-5-haiku-latest',
      ['claude-sonnet-5-5', 'claude-haiku-4-5'],
      'claude-haiku-4-5',
    ],
  ])('comes %s', (_what, wanted, list, expected) => {
    expect(nearest(wanted, listed(...list))).toBe(expected);
    expect(nearest(wanted, listed(...list.toReversed()))).toBe(expected);
  });

  it('comes none that is retired, or whose last day is over', () => {
    const list = listed(
      { id: 'claude-sonnet-5-5', isGone: true },
      { id: 'claude-sonnet-5', endsOn: '2026-11-27' },
      { id: 'claude-sonnet-4-6', endsOn: '2026-11-28' },
    );
    expect(nearest('claude-sonnet-4-20250514', list)).toBe('claude-sonnet-4-6');
  });

  it('comes what the provider calls the same line, whatever its name', () => {
    expect(nearest('claude-sonnet-4-20250514', listed({ id: 'claude-next', line: 'sonnet' }, 'claude-opus-9'))).toBe(
      'claude-next',
    );
  });

  it.each([
    ['an empty list', []],
    ['a list without the line', ['claude-opus-5-5', 'claude-haiku-5-5']],
    ['a list of the gone one only', ['claude-sonnet-4-20250514']],
  ])('comes none of %s', (_what, list) => {
    expect(nearest('claude-sonnet-4-20250514', listed(...list))).toBeUndefined();
  });
});

describe('in place of a GPT that is gone', () => {
  it.each([
    [
      'the newest of the usual size',
      'gpt-4o',
      ['gpt-5.4-mini', 'gpt-5.4', 'gpt-5.5', 'gpt-5.5-pro', 'gpt-5.3-codex'],
      'gpt-5.5',
    ],
    [
      'the usual one, not a cheaper, a larger or a special one',
      'gpt-4o',
      ['gpt-6-astra', 'gpt-6.1-terra', 'gpt-6.1-sol', 'gpt-6-luna', 'gpt-6-cyber', 'gpt-6.2-pro'],
      'gpt-6.1-sol',
    ],
    ['one of the new names rather than an older without', 'gpt-4o', ['gpt-5.5', 'gpt-6-sol'], 'gpt-6-sol'],
    ['a small one for a small one', 'gpt-4o-mini', ['gpt-6.1-sol', 'gpt-5.4-mini', 'gpt-6-luna'], 'gpt-6-luna'],
    ['one of its own, of another date', 'gpt-4o', ['gpt-4o-2024-11-20', 'gpt-4o-mini'], 'gpt-4o-2024-11-20'],
    ['the alias rather than the date', 'gpt-4o', ['gpt-5.5-2026-04-23', 'gpt-5.5'], 'gpt-5.5'],
    ['a GPT for a model that thinks', 'o3', ['gpt-6.1-sol', 'gpt-6-luna'], 'gpt-6.1-sol'],
    ['a small GPT for a small model that thinks', 'o4-mini', ['gpt-6.1-sol', 'gpt-6-luna'], 'gpt-6-luna'],
  ])('comes %s', (_what, wanted, list, expected) => {
    expect(nearest(wanted, listed(...list))).toBe(expected);
    expect(nearest(wanted, listed(...list.toReversed()))).toBe(expected);
  });

  it.each([
    ['an empty list', []],
    ['a list of small and special ones', ['gpt-6-luna', 'gpt-5.4-mini', 'gpt-5.5-pro', 'gpt-5.3-chat-latest', 'o3']],
  ])('comes none of %s', (_what, list) => {
    expect(nearest('gpt-4o', listed(...list))).toBeUndefined();
  });
});

describe("on a server of the owner's", () => {
  const own = { provider: 'openai', isOwnServer: true } as const;

  it('any model serves where the owner named none', () => {
    expect(nearest('gpt-4o', listed('qwen3:8b', 'llama3.2'), own)).toBe('qwen3:8b');
  });

  it('one of the same name serves for one that the owner named, and nothing else', () => {
    const list = listed('qwen3:8b', 'llama3.1:8b', 'llama3.2:3b', 'meta-llama/Llama-3.3-70B');
    expect(nearest('llama3', list, { ...own, isChosen: true })).toBe('meta-llama/Llama-3.3-70B');
    expect(nearest('mistral', list, { ...own, isChosen: true })).toBeUndefined();
  });
});
