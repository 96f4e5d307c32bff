import { inEveryLanguage } from '@plantops/shared/languages/terms.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../api/generated';
import { problem, settled } from '../../testing/fake-server';
import { alert, notice } from '../../testing/samples';
import { channel, notificationSettings } from '../../testing/settings-samples';
import { onScreen, openScreen } from '../../testing/screen';
import { clock, pass, server } from '../../testing/stage';
import { noteChannels, useChannelLabels } from './use-channels';
import { useOutbox } from './use-outbox';

const NOTICES = '/api/notices';
const SETTINGS = '/api/settings/notifications';

let waiting: Notice[];
let failed: Notice[];

beforeEach(() => {
  waiting = [notice('1')];
  failed = [notice('2', { state: 'failed' })];
  noteChannels([]);
  server.answer('GET', NOTICES, ({ query }: { query: { state: string } }) =>
    query.state === 'waiting' ? waiting : failed,
  );
  server.answer('GET', SETTINGS, () => notificationSettings());
});

const ids = (notices: { value: Notice[] }): string[] => notices.value.map(({ id }) => id);
const rounds = (): number => server.asked('GET', SETTINGS).length;

describe('the outbox', () => {
  it('shows what waits and what failed', async () => {
    const { it: outbox } = onScreen(useOutbox);
    expect([outbox.isReady.value, outbox.isKnown.value, outbox.hasChannel.value, outbox.hasQuietHours.value]).toEqual([
      false,
      false,
      true,
      false,
    ]);
    await settled();
    expect([outbox.isReady.value, outbox.isKnown.value, ids(outbox.waiting), ids(outbox.failed)]).toEqual([
      true,
      true,
      ['1'],
      ['2'],
    ]);
  });

  it('knows whether any channel is set up, and whether there are quiet hours', async () => {
    server.answer('GET', SETTINGS, notificationSettings({ channels: [channel({ configured: false })] }));
    const none = onScreen(useOutbox).it;
    await settled();
    expect([none.hasChannel.value, none.hasQuietHours.value]).toEqual([false, false]);
    server.answer(
      'GET',
      SETTINGS,
      notificationSettings({
        channels: [channel({ configured: false }), channel({ name: 'mail' })],
        quiet_hours: { from: '22:00', to: '07:00', time_zone: 'auto' },
      }),
    );
    const one = onScreen(useOutbox).it;
    await settled();
    expect([one.hasChannel.value, one.hasQuietHours.value]).toEqual([true, true]);
  });

  it('asks again every half a minute, until the page is left', async () => {
    const { it: outbox, leave } = onScreen(useOutbox);
    await settled();
    waiting = [];
    await pass(29_999);
    expect([rounds(), ids(outbox.waiting)]).toEqual([1, ['1']]);
    await pass(1);
    expect([rounds(), ids(outbox.waiting)]).toEqual([2, []]);
    leave();
    await pass(120_000);
    expect([rounds(), clock.timers]).toEqual([2, 0]);
  });

  it('asks after each change of an alert, one round at a time, and once more after the last', async () => {
    const screen = openScreen();
    const { it: outbox } = screen.show(useOutbox);
    await settled();
    const held = server.hold('GET', SETTINGS);
    for (const id of [1, 2, 3]) {
      screen.garden.state.alerts[id] = alert(id);
      await settled();
    }
    expect(rounds()).toBe(2);
    waiting = [notice('1'), notice('3')];
    await held.answer(notificationSettings());
    expect([rounds(), ids(outbox.waiting)]).toEqual([3, ['1', '3']]);
    await pass(29_000);
    expect(rounds()).toBe(3);
  });

  it('is ready, but not known, if it cannot be asked; and known once it can', async () => {
    server.answer('GET', SETTINGS, problem(503));
    const { it: outbox } = onScreen(useOutbox);
    await settled();
    expect([outbox.isReady.value, outbox.isKnown.value, ids(outbox.waiting)]).toEqual([true, false, []]);
    server.answer('GET', SETTINGS, notificationSettings());
    await pass(30_000);
    expect([outbox.isKnown.value, ids(outbox.waiting)]).toEqual([true, ['1']]);
  });

  it('drops failures after a day', async () => {
    failed = [notice('2', { state: 'failed', created_at: '2026-01-06T12:00:10.000Z' })];
    const { it: outbox } = onScreen(useOutbox);
    await settled();
    expect(ids(outbox.failed)).toEqual(['2']);
    await pass(10_000);
    expect(ids(outbox.failed)).toEqual([]);
  });
});

describe('labels of channels', () => {
  it('are asked for once, and are the names until they are known', async () => {
    const held = server.hold('GET', SETTINGS);
    const { it: labelOf, show } = onScreen(useChannelLabels);
    expect([labelOf('discord'), labelOf('other')]).toEqual(['discord', 'other']);
    await settled();
    await held.answer(
      notificationSettings({
        channels: [channel({ name: 'mail', label: inEveryLanguage({ en: 'E-mail' }) }), channel()],
      }),
    );
    expect([labelOf('discord'), labelOf('mail'), labelOf('other')]).toEqual(['Discord', 'E-mail', 'other']);
    show(useChannelLabels);
    await settled();
    expect(rounds()).toBe(1);
  });

  it('are asked for again by the next that needs them if there was no answer', async () => {
    server.answer('GET', SETTINGS, problem(503));
    const { show } = onScreen(useChannelLabels);
    await settled();
    server.answer('GET', SETTINGS, notificationSettings());
    const { it: labelOf } = show(useChannelLabels);
    await settled();
    expect([rounds(), labelOf('discord')]).toEqual([2, 'Discord']);
  });

  it('are those that the outbox was answered', async () => {
    onScreen(useOutbox);
    await settled();
    const { it: labelOf } = onScreen(useChannelLabels);
    await settled();
    expect([labelOf('discord'), rounds()]).toEqual(['Discord', 1]);
  });
});
