import { describe, expect, it } from 'vitest';
import { costOf } from './prices.ts';

describe('what a model costs', () => {
  it.each([
    ['anthropic', 'claude-3-5-haiku-20241022', 0.8, 4],
    ['anthropic', 'claude-3-7-sonnet-20250219', 3, 15],
    ['anthropic', 'claude-sonnet-4-5', 3, 15],
    ['anthropic', 'claude-opus-4-1', 15, 75],
    ['anthropic', 'claude-opus-4-20250514', 15, 75],
    ['anthropic', 'claude-opus-4-5', 5, 25],
    ['anthropic', 'claude-haiku-4-5-20251001', 1, 5],
    ['anthropic', 'claude-sonnet-4-20250514', 3, 15],
    ['openai', 'gpt-4o', 2.5, 10],
    ['openai', 'gpt-4o-2024-08-06', 2.5, 10],
    ['openai', 'gpt-4o-mini-2024-07-18', 0.15, 0.6],
    ['openai', 'gpt-4.1-2025-04-14', 2, 8],
    ['openai', 'gpt-4.1-mini', 0.4, 1.6],
    ['openai', 'gpt-4.1-nano', 0.1, 0.4],
    ['openai', 'gpt-5', 1.25, 10],
    ['openai', 'gpt-5-mini', 0.25, 2],
    ['openai', 'gpt-5-nano', 0.05, 0.4],
  ] as const)('by %s, %s: its list price for a million tokens read and written', (provider, model, read, written) => {
    expect(costOf(provider, model, 1_000_000, 0)).toBe(read);
    expect(costOf(provider, model, 0, 1_000_000)).toBe(written);
    expect(costOf(provider, model, 2_000_000, 3_000_000)).toBeCloseTo(2 * read + 3 * written);
    expect(costOf(provider, model, 0, 0)).toBe(0);
  });

  it.each([
    ['openai', 'gpt-5-pro'],
    ['openai', 'gpt-5x'],
    ['openai', 'my-gpt-5'],
    ['openai', 'claude-opus-4-5'],
    ['anthropic', 'claude-opus-4-5-fast'],
    ['anthropic', 'claude-1'],
    ['anthropic', ''],
  ] as const)('is not known of %s, %s', (provider, model) => {
    expect(costOf(provider, model, 1000, 1000)).toBeUndefined();
  });
});
