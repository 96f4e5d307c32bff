import { describe, expect, it } from 'vitest';
import type { LlmSettings } from '../../api/generated';
import { askedModel, distanceWords, everyWords, formatPlainDay } from './plan-words';

const settings = (overrides: Partial<LlmSettings>): LlmSettings => ({
  provider: 'openai',
  model: 'gpt-4o',
  api_key: '****1234',
  base_url: null,
  automatic: true,
  monthly_tokens: null,
  ready: true,
  error: null,
  default_models: { anthropic: 'claude-sonnet-4-20250514', openai: 'gpt-4o' },
  usage: { month: '2026-03', calls: 0, tokens_in: 0, tokens_out: 0, cost_usd: null },
  price: null,
  prices_as_of: '2026-01-01',
  ends_on: null,
  replacement: null,
  abilities: null,
  ...overrides,
});

describe('the words of a care plan', () => {
  it.each([
    ['Claude by its name', settings({ provider: 'anthropic', model: 'claude-sonnet-4-20250514' }), 'Claude'],
    [
      'any other model as it is called',
      settings({ base_url: 'http://localhost:11434/v1', model: 'llama3.2' }),
      'llama3.2',
    ],
    ['nobody where no key is set', settings({ ready: false }), undefined],
    ['nobody while the settings are not known', undefined, undefined],
  ])('ask %s', (_whom, given, asked) => {
    expect(askedModel(given)).toBe(asked);
  });

  it('say how far off something is, how late it is, and how often it repeats', () => {
    expect([-2, -1, 0, 1, 5].map(distanceWords)).toEqual([
      '2 days late',
      '1 day late',
      'Today',
      'Tomorrow',
      'In 5 days',
    ]);
    expect([everyWords(null), everyWords(1), everyWords(14)]).toEqual([[], ['every day'], ['every 14 days']]);
  });

  it('name the same calendar day in every time zone', () => {
    expect(formatPlainDay('2026-03-08', { weekday: 'short', day: 'numeric', month: 'short' })).toMatch(/Sun.*8/);
  });
});
