import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endOf } from './model-dates.ts';

const sourceOf = (path: string): string => readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), 'utf8');
const dayOf = (words: string): string =>
  new Date(`${words.replace(/(\d)(?:st|nd|rd|th)/, '$1')} UTC`).toISOString().slice(0, 10);

describe('the last days of models', () => {
  it('are those that the library of Anthropic announces', () => {
    const source = sourceOf('@anthropic-ai/sdk/resources/messages/messages.mjs');
    const [, list = ''] = /const DEPRECATED_MODELS = \{([^}]*)\}/.exec(source) ?? [];
    const announced = [...list.matchAll(/'([^']+)': '([^']+)'/g)];
    expect(announced).not.toEqual([]);
    for (const [, model = '', words = ''] of announced)
      expect([model, endOf('anthropic', model)]).toEqual([model, dayOf(words)]);
  });

  it('are those that the library of OpenAI announces', () => {
    const types = sourceOf('openai/resources/shared.d.ts');
    const notes = types.slice(0, types.indexOf('export type ChatModel')).replaceAll(/\n \* ?/g, ' ');
    const announced = [
      ...notes.matchAll(/- ((?:"[^"]+",?\s*)+):\s+Announced\s+shutdown\s+date:\s+(\d{4}-\d{2}-\d{2})/g),
    ].flatMap(([, models = '', day]) => [...models.matchAll(/"([^"]+)"/g)].map(([, model]) => [model, day]));
    expect(announced.length).toBeGreaterThan(40);
    for (const [model = '', day] of announced) expect([model, endOf('openai', model)]).toEqual([model, day]);
  });

  it('are known of the defaults, and of no model that is not about to end', () => {
    expect(endOf('anthropic', 'claude-sonnet-4-20250514')).toBe('2026-06-15');
    expect(endOf('openai', 'gpt-4o')).toBe('2027-01-14');
    expect([
      endOf('anthropic', 'claude-sonnet-5-5'),
      endOf('openai', 'llama3.1'),
      endOf('anthropic', 'gpt-4o'),
    ]).toEqual([null, null, null]);
  });
});
