import { beforeEach, describe, expect, it } from 'vitest';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { pause } from '@plantops/shared/clock.ts';
import { tryChannels } from './channel-trial.ts';
import type { ActiveChannel } from './channel.ts';
import { discord } from './channels/discord.ts';
import { useTestReceiver } from '../../testing/receiver.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock('2026-03-01T12:00:00Z');
});
const owl: ActiveChannel = {
  name: 'owl',
  label: { en: 'The owl', de: 'Die Eule' },
  send: () => Promise.resolve({ outcome: 'refused', reason: 'The owl sleeps' }),
};

describe('the test message', () => {
  const receiver = useTestReceiver();
  const channel = (): ActiveChannel => {
    const settings = { webhook: receiver.url().href };
    return {
      name: discord.name,
      label: discord.label,
      send: (message) => discord.send(settings, message, { clock, language: 'en', secrets: [] }),
    };
  };
  const attempt = (more: object) => ({ ok: true, latency_ms: expect.any(Number) as number, error: null, ...more });

  it('is a plain one that mentions nobody', async () => {
    expect(await tryChannels([channel()], undefined, clock)).toEqual(
      attempt({ channels: [attempt({ name: 'discord' })] }),
    );
    expect(receiver.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      expect.objectContaining({
        content: expect.stringMatching(/^PlantOps test: /) as string,
        allowed_mentions: { parse: [] },
      }),
    ]);
  });

  it.each([
    [404, 'Discord refused the message with 404: check the webhook address'],
    [401, 'Discord refused the message with 401: check the webhook address'],
    [429, 'Discord takes no more messages just now: try again in 13 s'],
    [503, 'Discord answered 503'],
    [302, 'Discord answered 302, a redirect, which is not followed: check the address'],
  ])('answered with %d says what is wrong', async (status, error) => {
    receiver.answers = [{ status, headers: { 'retry-after': '12.5', location: 'http://127.0.0.1:1/' }, body: '{}' }];
    expect(await tryChannels([channel()], 'discord', clock)).toMatchObject({ ok: false, error });
  });

  it('says that nobody answers, and not the address', async () => {
    receiver.leave();
    const result = await tryChannels([channel()], undefined, clock);
    expect(result).toMatchObject({
      ok: false,
      error:
        'Discord cannot be reached: nobody listens there (connection refused); check address and port, and that it runs',
    });
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('says that the answer did not come in time', async () => {
    receiver.answers = ['silent'];
    const result = tryChannels([channel()], undefined, clock);
    await expect.poll(() => receiver.requests.length).toBe(1);
    await clock.advance(10_000);
    expect(await result).toEqual({
      ok: false,
      latency_ms: 10_000,
      error: 'Discord did not answer in time',
      channels: [{ name: 'discord', ok: false, latency_ms: 10_000, error: 'Discord did not answer in time' }],
    });
  });

  it('goes to every channel that is set up, or to the one that is named', async () => {
    const all = [channel(), owl];
    expect(await tryChannels(all, undefined, clock)).toMatchObject({
      ok: false,
      error: 'The owl sleeps',
      channels: [
        { name: 'discord', ok: true },
        { name: 'owl', ok: false, error: 'The owl sleeps' },
      ],
    });
    expect(await tryChannels(all, 'discord', clock)).toMatchObject({ ok: true, channels: [{ name: 'discord' }] });
  });

  it('takes as long as the slowest channel, and names every error', async () => {
    const after = (ms: number, name: string): ActiveChannel => ({
      name,
      label: { en: name, de: name },
      send: async () => {
        await pause(clock, ms);
        return { outcome: 'unreachable', reason: `The ${name} sleeps` };
      },
    });
    const trial = tryChannels([after(300, 'owl'), after(1200.4, 'pigeon'), after(20, 'crow')], undefined, clock);
    await clock.advance(2000);
    expect(await trial).toEqual({
      ok: false,
      latency_ms: 1200,
      error: 'The owl sleeps; The pigeon sleeps; The crow sleeps',
      channels: [
        { name: 'owl', ok: false, latency_ms: 300, error: 'The owl sleeps' },
        { name: 'pigeon', ok: false, latency_ms: 1200, error: 'The pigeon sleeps' },
        { name: 'crow', ok: false, latency_ms: 20, error: 'The crow sleeps' },
      ],
    });
  });

  it('has the time of day, and an id of its own for each channel and trial', async () => {
    const sent: NoticeMessage[] = [];
    const pigeon: ActiveChannel = {
      ...owl,
      send: (message) => (sent.push(message), Promise.resolve({ outcome: 'sent' })),
    };
    await tryChannels([pigeon, pigeon], undefined, clock);
    await tryChannels([pigeon], undefined, clock);
    expect(sent).toMatchObject(
      Array(3).fill({ kind: 'test', plant: null, device: null, alert: null, createdAt: clock.now() }),
    );
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
  });

  it('says what to do where no channel is set up, or not that one', async () => {
    expect(await tryChannels([], undefined, clock)).toEqual({
      ok: false,
      latency_ms: 0,
      error: 'No channel is set up: set one up in Settings, under Notifications',
      channels: [],
    });
    const error = 'Discord is not set up: set it up in Settings, under Notifications';
    expect(await tryChannels([owl], 'discord', clock)).toEqual({
      ok: false,
      latency_ms: 0,
      error,
      channels: [{ name: 'discord', ok: false, latency_ms: 0, error }],
    });
    await expect(tryChannels([owl], 'telegraph', clock)).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/channel' }],
    });
  });
});
