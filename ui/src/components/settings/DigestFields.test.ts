import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/client';
import type { Digest } from '../../api/generated';
import { settled } from '../../testing/fake-server';
import { notificationSettings } from '../../testing/settings-samples';
import { mountPage } from '../../testing/screen';
import DigestFields from './DigestFields.vue';
import type { NotificationProps } from './save-notifications';

const morning: Digest = { at: '07:15', time_zone: 'America/New_York' };
const withDigest = (digest: Digest | null) => notificationSettings({ digest: digest && { ...digest } });

async function shown(digest: Digest | null, save = vi.fn<NotificationProps['save']>()) {
  const page = await mountPage(DigestFields, { settings: withDigest(digest), save });
  const input = () => page.testId('digest-at').querySelector('input') as HTMLInputElement;
  return {
    ...page,
    save,
    input,
    toggle: () => page.role('checkbox', 'Daily digest') as HTMLInputElement,
    button: () => page.role('button', 'Save') as HTMLButtonElement,
    async typeIn(time: string) {
      input().value = time;
      input().dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    },
  };
}

describe('the daily digest', () => {
  it('is off at first, and has no time to choose then', async () => {
    const page = await shown(null);
    expect(page.toggle().checked).toBe(false);
    expect(document.querySelector('form')).toBe(null);
  });

  it('begins at the usual time in the time zone that is displayed', async () => {
    const page = await shown(null);
    await page.click(page.toggle());
    expect(page.save.mock.calls).toEqual([
      [{ digest: { at: '08:00', time_zone: 'UTC' } }, 'The digest comes at 08:00 each day.', { digest: null }],
    ]);
  });

  it('shows its time and its zone, is changed in that zone, and undo knows the former time', async () => {
    const page = await shown(morning);
    expect([page.toggle().checked, page.input().value]).toEqual([true, '07:15']);
    expect(page.words()).toContain('America/New York');
    await page.typeIn('18:30');
    await page.click(page.button());
    expect(page.save.mock.calls).toEqual([
      [{ digest: { ...morning, at: '18:30' } }, 'The digest comes at 18:30 each day.', { digest: morning }],
    ]);
  });

  it('is switched off, and undo brings the same time in the same zone back', async () => {
    const page = await shown(morning);
    await page.typeIn('18:30');
    await page.click(page.toggle());
    expect(page.save.mock.calls).toEqual([[{ digest: null }, 'No digest.', { digest: morning }]]);
  });

  it('is saved only with a time, and one that is not its own already', async () => {
    const page = await shown(morning);
    expect(page.button().disabled).toBe(true);
    await page.typeIn('18:30');
    expect(page.button().disabled).toBe(false);
    await page.typeIn('');
    expect(page.button().disabled).toBe(true);
  });

  it('that is being typed stays when another setting is saved meanwhile, and follows when it was changed elsewhere', async () => {
    const page = await shown(morning);
    await page.typeIn('18:30');
    await page.change({ settings: withDigest(morning) });
    expect(page.input().value).toBe('18:30');
    await page.change({ settings: withDigest({ ...morning, at: '09:00' }) });
    expect(page.input().value).toBe('09:00');
  });

  it('cannot be switched again while it is being saved', async () => {
    const answer = Promise.withResolvers<undefined>();
    const page = await shown(
      morning,
      vi.fn(() => answer.promise),
    );
    await page.typeIn('18:30');
    await page.click(page.button());
    expect(page.toggle().disabled).toBe(true);
    answer.resolve(undefined);
    await settled();
    expect(page.toggle().disabled).toBe(false);
  });

  it('says why it was not saved, stays as it is saved, and can be tried again', async () => {
    const save = vi.fn<NotificationProps['save']>();
    save.mockRejectedValueOnce(new ApiError(503, { detail: 'The database is away.' }));
    const page = await shown(morning, save);
    await page.click(page.toggle());
    expect(page.words()).toContain('The database is away.');
    expect(page.toggle().checked).toBe(true);
    await page.click(page.toggle());
    expect(page.save.mock.calls.map(([changes]) => changes)).toEqual([{ digest: null }, { digest: null }]);
    expect(page.words()).not.toContain('The database is away.');
  });
});
