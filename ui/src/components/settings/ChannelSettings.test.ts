import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/client';
import type { ChannelSettings as Channel } from '../../api/generated';
import { settled } from '../../testing/fake-server';
import { channel } from '../../testing/settings-samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import ChannelSettings from './ChannelSettings.vue';
import type { NotificationProps } from './save-notifications';

const unset: Partial<Channel> = {
  configured: false,
  source: 'none',
  fields: channel().fields.map((field) => ({ ...field, value: null })),
};

async function shown(more: Partial<Channel> = {}, save = vi.fn<NotificationProps['save']>(), open = true) {
  const page = await mountPage(ChannelSettings, { channel: channel(more), save, open });
  const input = () => page.testId('field-url').querySelector('input') as HTMLInputElement;
  return {
    ...page,
    save,
    input,
    async typeIn(words: string) {
      input().value = words;
      input().dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    },
    submit: () => page.click(page.testId('channel-save')),
    isSavable: () => !(page.testId('channel-save') as HTMLButtonElement).disabled,
  };
}

describe('the settings of a channel', () => {
  it('show a sealed value only as the server masks it, and never in the field', async () => {
    const page = await shown();
    expect(page.testId('channel-state').textContent).toContain('discord.com/…abcd');
    expect([page.input().value, page.isSavable()]).toEqual(['', false]);
  });

  it('are hidden until somebody wants to change them, and again once they are saved', async () => {
    const page = await shown({}, undefined, false);
    expect(page.testIds('field-url')).toEqual([]);
    await page.click(page.role('button', 'Change Discord'));
    await page.typeIn('https://discord.com/api/webhooks/1/x');
    await page.submit();
    expect(page.save.mock.calls[0]?.[0]).toEqual({
      channels: { discord: { url: 'https://discord.com/api/webhooks/1/x' } },
    });
    expect(page.testIds('field-url')).toEqual([]);
  });

  it('of a channel that is not set up offer nothing but to set it up', async () => {
    const page = await shown(unset);
    expect(page.words()).toContain('Not set up.');
    expect(page.testIds('channel-test')).toEqual([]);
    expect(page.testIds('channel-mute')).toEqual([]);
  });

  it('mute the channel and unmute it, and show which it is', async () => {
    const page = await shown({}, undefined, false);
    await page.click(page.role('button', 'Mute Discord'));
    expect(page.save.mock.calls[0]?.[0]).toEqual({ channel_rules: { discord: { muted: true } } });
    await page.change({ channel: channel({ rules: { ...channel().rules, muted: true } }) });
    expect(page.words()).toContain('Muted');
    await page.click(page.role('button', 'Unmute Discord'));
    expect(page.save.mock.calls[1]?.[0]).toEqual({ channel_rules: { discord: { muted: false } } });
  });

  it('say what the channel tells, and change that', async () => {
    const rules = { ...channel().rules, topics: ['limits' as const], rooms: ['room_1'] };
    const page = await shown({ rules }, undefined, false);
    expect(page.testId('channel-told').textContent).toBe('Tells only: Values out of range · 1 chosen plant or room');
    await page.click(page.role('button', 'Discord: What it tells'));
    const topic = (name: string) => page.testId(`topic-${name}`).querySelector('input') as HTMLInputElement;
    expect([topic('limits').checked, topic('silence').checked]).toEqual([true, false]);
    await page.click(topic('silence'));
    await page.click(page.testId('rules-save'));
    expect(page.save.mock.calls[0]?.[0]).toEqual({
      channel_rules: { discord: { topics: ['limits', 'silence'], rooms: ['room_1'], plants: null } },
    });
  });

  it('take all topics for no rule, so that a later one is told too, and none for nothing to save', async () => {
    const page = await shown({ rules: { ...channel().rules, topics: ['limits'] } }, undefined, false);
    await page.click(page.role('button', 'Discord: What it tells'));
    const click = async (...names: string[]) => {
      for (const name of names) await page.click(page.testId(`topic-${name}`).querySelector('input') as HTMLElement);
    };
    await click('limits');
    expect((page.testId('rules-save') as HTMLButtonElement).disabled).toBe(true);
    await click('limits', 'silence', 'findings', 'digest', 'system');
    await page.click(page.testId('rules-save'));
    expect(page.save.mock.calls[0]?.[0]).toMatchObject({ channel_rules: { discord: { topics: null } } });
  });

  it('keep what is being typed while the number of waiting messages changes', async () => {
    const page = await shown();
    await page.typeIn('https://discord.com/new');
    await page.change({ channel: channel({ waiting: 3, last_error: 'Discord answered 500' }) });
    expect(page.input().value).toBe('https://discord.com/new');
    expect(page.testId('channel-trouble').textContent).toContain('Discord answered 500');
  });

  it('keep what was refused, and say why at its field', async () => {
    const refusal = new ApiError(400, {
      errors: [{ pointer: '/channels/discord/url', detail: 'example.org is not allowed' }],
    });
    const page = await shown(
      {},
      vi.fn(() => Promise.reject(refusal)),
    );
    await page.typeIn('https://example.org/hook');
    await page.submit();
    expect(page.testId('field-url').textContent).toContain('example.org is not allowed');
    expect(page.input().value).toBe('https://example.org/hook');
  });

  it('are tried out, and tell what came of it: for this channel alone', async () => {
    const result = { ok: true, latency_ms: 12, error: null, channels: [] };
    server.answer('POST', '/api/settings/notifications/test', result);
    const page = await shown();
    await page.click(page.testId('channel-test'));
    expect(page.testId('channel-result').textContent).toContain('It arrived, after 12 ms.');
    server.answer('POST', '/api/settings/notifications/test', { ...result, ok: false, error: 'Discord answered 404' });
    await page.click(page.testId('channel-test'));
    expect(page.testId('channel-result').textContent).toContain('Discord answered 404');
    expect(server.calls.map(({ body }) => body)).toEqual([{ channel: 'discord' }, { channel: 'discord' }]);
  });

  it('are removed if they were set here, and not if the environment sets them', async () => {
    const page = await shown();
    await page.click(page.role('button', 'Remove Discord'));
    expect(page.save.mock.calls[0]?.[0]).toEqual({ channels: { discord: null } });
    page.leave();
    const other = await shown({ source: 'environment' });
    expect(other.has('button', 'Remove Discord')).toBe(false);
  });
});
