import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/client';
import { notificationSettings } from '../../testing/settings-samples';
import { mountPage } from '../../testing/screen';
import CooldownField from './CooldownField.vue';
import type { NotificationProps } from './save-notifications';

const LABEL = 'Pause between messages about the same thing';

async function shown(settings = notificationSettings(), save = vi.fn<NotificationProps['save']>()) {
  const page = await mountPage(CooldownField, { settings, save });
  const input = page.testId('setting-cooldown').querySelector('input') as HTMLInputElement;
  const button = page.role('button', 'Save') as HTMLButtonElement;
  return { ...page, save, input, button, submit: () => page.click(button) };
}
const typeIn = async (page: Awaited<ReturnType<typeof shown>>, words: string) =>
  page.type(new RegExp(page.input.labels?.[0]?.textContent ?? LABEL), words);

describe('the pause between messages', () => {
  it('is shown in minutes and saved in seconds, and undo knows the former one', async () => {
    const page = await shown();
    expect([page.input.value, page.button.disabled]).toEqual(['60', true]);
    await typeIn(page, '0,5');
    await page.submit();
    expect(page.save.mock.calls).toEqual([[{ cooldown_s: 30 }, expect.any(String), { cooldown_s: 3600 }]]);
  });

  it('that the environment set is undone by giving it back to the environment', async () => {
    const page = await shown(notificationSettings({ cooldown_source: 'environment' }));
    await typeIn(page, '5');
    await page.submit();
    expect(page.save.mock.calls[0]?.[2]).toEqual({ cooldown_s: null });
  });

  it.each(['never', '-1', '10081', ''])('cannot be "%s"', async (typed) => {
    const page = await shown();
    await typeIn(page, typed);
    expect(page.words()).toContain('A number of minutes from 0 to 10080.');
    expect(page.button.disabled).toBe(true);
  });

  it('that is being typed stays when another setting is saved; a refusal is said at the field', async () => {
    const page = await shown(
      notificationSettings(),
      vi.fn(() => Promise.reject(new ApiError(400, { detail: 'Too short.' }))),
    );
    await typeIn(page, '5');
    await page.change({ settings: notificationSettings({ quiet_hours: null }) });
    expect(page.input.value).toBe('5');
    await page.submit();
    expect(page.words()).toContain('Too short.');
  });
});
