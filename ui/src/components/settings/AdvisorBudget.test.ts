import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/client';
import { llmSettings } from '../../testing/settings-samples';
import { mountPage } from '../../testing/screen';
import AdvisorBudget from './AdvisorBudget.vue';
import type { AdvisorProps } from './save-advisor';

async function shown(monthly: number | null, save = vi.fn<AdvisorProps['save']>()) {
  const page = await mountPage(AdvisorBudget, { settings: llmSettings({ monthly_tokens: monthly }), save });
  const field = () => page.testId('advisor-budget').querySelector('input') as HTMLInputElement;
  return { ...page, save, field, button: page.role('button', 'Save') as HTMLButtonElement };
}
const typeIn = async ({ type }: Awaited<ReturnType<typeof shown>>, words: string) => type('Most tokens a month', words);

describe('the monthly limit of tokens', () => {
  it('takes thousands separators, says how many plans that is, and undo knows the former limit', async () => {
    const page = await shown(1_000_000);
    expect([page.field().value, page.button.disabled]).toEqual(['1,000,000', true]);
    await typeIn(page, '400,000');
    expect(page.words()).toContain('About 100 plans.');
    await page.click(page.button);
    expect(page.save.mock.calls).toEqual([
      [{ monthly_tokens: 400_000 }, 'The limit was saved.', { monthly_tokens: 1_000_000 }],
    ]);
  });

  it('is none if the field is empty, and not saved if it is no number or too large', async () => {
    const page = await shown(1_000_000);
    await typeIn(page, 'a lot');
    expect(page.button.disabled).toBe(true);
    await typeIn(page, '1,000,000,001');
    expect(page.button.disabled).toBe(true);
    await typeIn(page, '');
    await page.click(page.button);
    expect(page.save.mock.calls[0]?.[0]).toEqual({ monthly_tokens: null });
  });

  it('stands beside the switch for renewing plans, which is undone by the opposite', async () => {
    const page = await shown(null);
    await page.click(page.testId('advisor-automatic').querySelector('input') as HTMLInputElement);
    expect(page.save.mock.calls).toEqual([
      [{ automatic: false }, 'Plans are renewed when you ask only.', { automatic: true }],
    ]);
  });

  it('says why the switch was not saved, which goes back and can be tried again', async () => {
    const save = vi.fn<AdvisorProps['save']>();
    save.mockRejectedValueOnce(new ApiError(503, { detail: 'The database is away.' }));
    const page = await shown(null, save);
    const toggle = page.testId('advisor-automatic').querySelector('input') as HTMLInputElement;
    await page.click(toggle);
    expect(page.words()).toContain('The database is away.');
    expect(toggle.checked).toBe(true);
    await page.click(toggle);
    expect(save.mock.calls.map(([changes]) => changes)).toEqual([{ automatic: false }, { automatic: false }]);
  });
});
