import { describe, expect, it, vi } from 'vitest';
import type { LlmSettings, UpdateLlmSettings } from '../../api/generated';
import { mountPage } from '../../testing/screen';
import { llmSettings } from '../../testing/settings-samples';
import AdvisorModel from './AdvisorModel.vue';
import { choiceInWords, endInWords, priceInWords } from './model-words';

const save = vi.fn<(changes: UpdateLlmSettings, words: string) => Promise<void>>(() => Promise.resolve());
const shown = (settings: Partial<LlmSettings>) => mountPage(AdvisorModel, { settings: llmSettings(settings), save });
const textOf = ({ words }: Awaited<ReturnType<typeof shown>>): string => words().replaceAll(/\s+/g, ' ').trim();

describe('what is known of the model', () => {
  it.each([
    [false, /no longer has claude-old, the default: claude-new makes the plans\./],
    [true, /no longer has claude-old, which you chose: claude-new makes the plans\./],
  ])(
    'says that it is gone and what answers instead, with its price, and can keep that (chosen: %s)',
    async (chosen, says) => {
      const page = await shown({
        replacement: {
          model: 'claude-new',
          instead_of: 'claude-old',
          chosen,
          price: { in_usd: 2, out_usd: 10.5 },
          ends_on: null,
        },
      });
      expect(textOf(page)).toMatch(says);
      expect(textOf(page)).toContain('$2 for a million tokens read, $10.50 for a million written.');
      expect(textOf(page)).toContain('the newest of the same line');
      await page.click(page.testId('advisor-keep'));
      expect(save).toHaveBeenCalledWith({ model: 'claude-new' }, 'The advisor is set.');
    },
  );

  it('says when it ends, what it costs and what its server can do', async () => {
    const page = await shown({
      ends_on: '2099-01-14',
      price: { in_usd: 2.5, out_usd: 10 },
      prices_as_of: '2026-01-01',
      abilities: {
        api: 'responses',
        form: 'json_object',
        strict: false,
        limit: 'max_tokens',
        streams: false,
        usage_in_stream: false,
        system_role: true,
        room: 4,
      },
    });
    expect(textOf(page)).toMatch(/ends this model on January 14, 2099/);
    expect(textOf(page)).toMatch(/\$2\.50 for a million tokens read, \$10 .* List price of January 1, 2026\./);
    expect(textOf(page)).toMatch(/answers in JSON.*Responses API.*in one piece.*4 times the tokens/);
  });

  it('says nothing where nothing is known', async () => {
    expect(textOf(await shown({}))).toBe('');
  });

  it('says of a day that is over that it is', () => {
    expect(endInWords('2020-01-01')).toMatch(/^The provider ended this model on January 1, 2020/);
    expect(priceInWords(null)).toBe('');
    expect(choiceInWords({ id: 'a', name: 'A', price: { in_usd: 0.1, out_usd: 0.5 }, ends_on: null })).toBe(
      '$0.10 / $0.50',
    );
  });
});
