import { describe, expect, it } from 'vitest';
import type {
  LlmSettings,
  NotificationSettings,
  UpdateLlmSettings,
  UpdateNotificationSettings,
} from '../api/generated';
import { settled } from '../testing/fake-server';
import { at, basil } from '../testing/samples';
import {
  homeAssistantSettings,
  llmSettings,
  notificationSettings,
  retention,
  system,
} from '../testing/settings-samples';
import { mountPage } from '../testing/screen';
import { server } from '../testing/stage';
import SettingsPage from './SettingsPage.vue';

const NOTIFICATIONS = '/api/settings/notifications';
const ADVISOR = '/api/settings/llm';
const usage = { month: '2026-01', calls: 3, tokens_in: 3000, tokens_out: 110, cost_usd: null };

/** The server stores what it is sent, and masks a key. */
async function shown(advisor = llmSettings({ monthly_tokens: 1_000_000, usage })) {
  let notifications = notificationSettings();
  let llm = advisor;
  server.answer('GET', NOTIFICATIONS, () => notifications);
  server.answer('PUT', NOTIFICATIONS, ({ body }: { body: UpdateNotificationSettings }) => {
    notifications = { ...notifications, ...(body as Partial<NotificationSettings>) };
    return notifications;
  });
  server.answer('GET', ADVISOR, () => llm);
  server.answer('PUT', ADVISOR, ({ body }: { body: UpdateLlmSettings }) => {
    llm = { ...llm, ...(body as Partial<LlmSettings>) };
    llm.ready = llm.provider !== null && llm.api_key !== null;
    return llm;
  });
  server.answer('GET', '/api/removed-plants', [{ id: 'basil', name: 'Basil', species: null, removed_at: at('09:00') }]);
  server.answer('POST', '/api/removed-plants/basil/restore', basil());
  server.answer('GET', '/api/system', system());
  server.answer('GET', '/api/settings/retention', retention());
  server.answer('GET', '/api/push', { public_key: 'BAEC', browsers: [] });
  server.answer('GET', '/api/settings/home-assistant', homeAssistantSettings());
  server.answer('GET', '/api/tokens', []);
  server.answer('GET', '/api/reading-accounts', []);
  server.answer('GET', '/api/owner-password', { source: 'environment' });
  const page = await mountPage(SettingsPage);
  await settled();
  return {
    ...page,
    /** Types into the field of a setting and presses Enter. */
    async enter(setting: string, words: string) {
      const input = page.testId(setting).querySelector('input') as HTMLInputElement;
      input.value = words;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
      input.form?.requestSubmit();
      await settled();
    },
  };
}
const sentTo = (path: string) => server.asked('PUT', path).map(({ body }) => body);

describe('the settings', () => {
  it('list their sections in the order in which they stand', async () => {
    const page = await shown();
    const listed = [...page.role('navigation').querySelectorAll('a')].map((link) => link.getAttribute('href'));
    const standing = page.roles('region').map(({ id }) => `#${id}`);
    expect(listed).toEqual(standing);
    expect(listed).toContain('#flows');
  });

  it('save the pause between messages, and undo puts the former one back', async () => {
    const page = await shown();
    await page.enter('setting-cooldown', '30');
    expect(page.screen.told()).toEqual(['The pause is 30 minutes now.']);
    await page.screen.act();
    expect(sentTo(NOTIFICATIONS)).toEqual([{ cooldown_s: 1800 }, { cooldown_s: 3600 }]);
    expect(page.testId('setting-cooldown').querySelector('input')?.value).toBe('60');
  });

  it('begin, change and end quiet hours', async () => {
    const page = await shown();
    const night = { from: '22:00', to: '07:00', time_zone: 'UTC' };
    await page.click(page.role('checkbox', 'Quiet hours'));
    await page.enter('quiet-from', '23:30');
    expect(page.screen.told()[0]).toBe('Quiet from 23:30 until 07:00.');
    await page.click(page.role('checkbox', 'Quiet hours'));
    expect(sentTo(NOTIFICATIONS).map((body) => (body as NotificationSettings).quiet_hours)).toEqual([
      night,
      { ...night, from: '23:30' },
      null,
    ]);
    expect(page.testIds('quiet-from')).toEqual([]);
  });

  it('bring a deleted plant back', async () => {
    const page = await shown();
    await page.click(page.role('button', 'Bring back Basil'));
    expect(page.screen.told()).toEqual(['Basil is back.']);
    expect(page.has('button', 'Bring back Basil')).toBe(false);
  });

  it('limit the tokens of a month, show how many were used, and undo puts the former limit back', async () => {
    const page = await shown();
    const used = () => page.testId('advisor-usage').textContent;
    expect(used()).toContain('3,110 of 1,000,000 tokens · 3 requests · cost not known for this model');
    await page.enter('advisor-budget', '400,000');
    expect(used()).toContain('3,110 of 400,000 tokens');
    expect(page.screen.told()).toEqual(['The limit was saved.']);
    await page.screen.act();
    expect(used()).toContain('3,110 of 1,000,000 tokens');
    expect(sentTo(ADVISOR)).toEqual([{ monthly_tokens: 400_000 }, { monthly_tokens: 1_000_000 }]);
  });

  it('end and begin the renewal of plans', async () => {
    const page = await shown();
    await page.click(page.testId('advisor-automatic').querySelector('input') as HTMLInputElement);
    expect(page.screen.told()).toEqual(['Plans are renewed when you ask only.']);
    await page.screen.act();
    expect(sentTo(ADVISOR)).toEqual([{ automatic: false }, { automatic: true }]);
  });

  it('remove the key of the advisor only after a second look, and return to rules', async () => {
    const page = await shown();
    const state = () => page.testId('advisor-key-state').textContent;
    expect(state()).toContain('Set: ****abcd');
    await page.click(page.role('button', 'Remove the key'));
    expect(sentTo(ADVISOR)).toEqual([]);
    await page.click(page.testId('confirm'));
    expect(state()).toContain('No key yet');
    await page.click(page.testId('advisor-none'));
    await page.click(page.testId('advisor-save'));
    expect(page.screen.told()[0]).toBe('Care plans are made by rules now.');
    expect(sentTo(ADVISOR)).toEqual([{ api_key: null }, { provider: null }]);
    expect(page.testIds('advisor-key-state')).toEqual([]);
  });
});
