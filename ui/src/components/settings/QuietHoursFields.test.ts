import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/client';
import type { QuietHours } from '../../api/generated';
import { settled } from '../../testing/fake-server';
import { notificationSettings } from '../../testing/settings-samples';
import { mountPage } from '../../testing/screen';
import type { NotificationProps } from './save-notifications';
import QuietHoursFields from './QuietHoursFields.vue';

const night: QuietHours = { from: '22:00', to: '07:00', time_zone: 'Asia/Tokyo' };
const withHours = (hours: QuietHours | null) => notificationSettings({ quiet_hours: hours && { ...hours } });

async function shown(hours: QuietHours | null, save = vi.fn<NotificationProps['save']>()) {
  const page = await mountPage(QuietHoursFields, { settings: withHours(hours), save });
  const input = (side: 'from' | 'to') => page.testId(`quiet-${side}`).querySelector('input') as HTMLInputElement;
  return {
    ...page,
    save,
    input,
    async typeIn(side: 'from' | 'to', time: string) {
      input(side).value = time;
      input(side).dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    },
  };
}

describe('quiet hours', () => {
  it('begin with the usual night in the time zone that is displayed', async () => {
    const page = await shown(null);
    await page.click(page.role('checkbox', 'Quiet hours'));
    expect(page.save.mock.calls).toEqual([
      [{ quiet_hours: { ...night, time_zone: 'UTC' } }, 'Quiet from 22:00 until 07:00.', { quiet_hours: null }],
    ]);
  });

  it('are changed in their own time zone, and undo knows the former ones', async () => {
    const page = await shown(night);
    await page.typeIn('from', '23:30');
    await page.click(page.role('button', 'Save'));
    expect(page.save.mock.calls[0]).toEqual([
      { quiet_hours: { ...night, from: '23:30' } },
      'Quiet from 23:30 until 07:00.',
      { quiet_hours: night },
    ]);
  });

  it('are saved only if they changed and both times are there', async () => {
    const page = await shown(night);
    const isSavable = () => !(page.role('button', 'Save') as HTMLButtonElement).disabled;
    expect(isSavable()).toBe(false);
    await page.typeIn('from', '23:30');
    expect(isSavable()).toBe(true);
    await page.typeIn('to', '');
    expect(isSavable()).toBe(false);
  });

  it('that are being typed stay when another setting is saved meanwhile, and follow when they were changed elsewhere', async () => {
    const page = await shown(night);
    await page.typeIn('from', '23:30');
    await page.change({ settings: withHours(night) });
    expect(page.input('from').value).toBe('23:30');
    await page.change({ settings: withHours({ ...night, from: '21:00' }) });
    expect(page.input('from').value).toBe('21:00');
  });

  it('say why they were not saved, and stay as they are saved', async () => {
    const page = await shown(
      night,
      vi.fn(() => Promise.reject(new ApiError(400, { detail: 'The zone is not known.' }))),
    );
    const toggle = page.role('checkbox', 'Quiet hours') as HTMLInputElement;
    await page.click(toggle);
    expect(page.words()).toContain('The zone is not known.');
    expect(toggle.checked).toBe(true);
  });
});
