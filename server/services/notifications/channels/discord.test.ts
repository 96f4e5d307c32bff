import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../config/environment.ts';
import { useTestReceiver } from '../../../testing/receiver.ts';
import { discord, discordBody } from './discord.ts';

const FERN = { id: 'plant_1', name: 'Fern' };
const BOARD = { id: 'dev_1', name: 'Window sill' };
const message: NoticeMessage = {
  id: 'n1',
  kind: 'breach',
  text: 'soil_moisture is 15.2, threshold min 20.0',
  plant: FERN,
  device: BOARD,
  alert: { id: 1, metric: 'soil_moisture', value: 15.2, threshold: 20, direction: 'min' },
  createdAt: new Date('2026-03-01T12:00:00Z'),
};

describe('discordBody', () => {
  it('has exactly the alert as its content, and plant and device beside it', () => {
    expect(discordBody(message)).toEqual({
      content: 'soil_moisture is 15.2, threshold min 20.0',
      username: 'PlantOps',
      allowed_mentions: { parse: [] },
      embeds: [
        { title: 'Fern', color: 0xd9822b, timestamp: '2026-03-01T12:00:00.000Z', footer: { text: 'Window sill' } },
      ],
    });
  });

  it.each([
    [{ plant: null }, [{ title: 'Window sill', color: 0xd9822b, timestamp: '2026-03-01T12:00:00.000Z' }]],
    [{ device: null }, [{ title: 'Fern', color: 0xd9822b, timestamp: '2026-03-01T12:00:00.000Z' }]],
    [{ plant: null, device: null }, []],
  ])('leaves out what is not known: %j', (without, embeds) => {
    expect(discordBody({ ...message, ...without }).embeds).toEqual(embeds);
  });

  it('says of a test message that it is one', () => {
    const test = { ...message, kind: 'test', plant: null, device: null, alert: null } as const;
    expect(discordBody(test).embeds).toMatchObject([{ title: 'Test message' }]);
  });

  it('mentions nobody, whatever a plant or device is called', () => {
    const named = { ...message, plant: { ...FERN, name: '@everyone' }, device: { ...BOARD, name: '<@1234>' } };
    expect(discordBody(named).allowed_mentions).toEqual({ parse: [] });
  });

  it('keeps within the length of a title', () => {
    const [embed] = discordBody({ ...message, plant: { ...FERN, name: 'x'.repeat(300) } }).embeds as {
      title: string;
    }[];
    expect(embed?.title).toHaveLength(256);
    const board = { ...message, device: { ...BOARD, name: 'y'.repeat(300) } };
    expect(discordBody(board).embeds).toMatchObject([{ footer: { text: 'y'.repeat(256) } }]);
  });
});

describe('the settings of Discord', () => {
  const settings = (webhook: string) => discord.settings.safeParse({ webhook }).success;

  it('take an address by https or http, and no other', () => {
    expect([settings('https://discord.com/x'), settings('http://relay.local/x')]).toEqual([true, true]);
    expect([settings('ftp://discord.com/x'), settings('xhttps://discord.com/x'), settings('discord')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('take an address of 500 characters, and none that is longer', () => {
    const address = 'https://discord.com/'.padEnd(500, 'x');
    expect([settings(address), settings(`${address}x`)]).toEqual([true, false]);
  });

  it('may come from the environment', () => {
    const from = (environment: Record<string, string>) => discord.fromEnvironment?.(readEnvironment(environment));
    expect(from({ DISCORD_WEBHOOK_URL: 'http://relay.local/x' })).toEqual({ webhook: 'http://relay.local/x' });
    expect(from({})).toBeUndefined();
  });

  it('allow its own hosts, with https only', () => {
    expect(discord.hosts).toEqual([
      'discord.com',
      'ptb.discord.com',
      'canary.discord.com',
      'discordapp.com',
      'ptb.discordapp.com',
      'canary.discordapp.com',
    ]);
  });
});

describe('a message about silence', () => {
  const receiver = useTestReceiver();
  const offline = { ...message, kind: 'offline', text: 'Window sill is offline' } as const;

  it('asks for its id, and can be changed by it', async () => {
    receiver.answers = [
      { status: 200, body: '{"id":"1234567890"}' },
      { status: 200, body: '{}' },
    ];
    const settings = { webhook: `${receiver.url().href}?thread_id=7` };
    expect(await discord.send(settings, offline, { clock: new FakeClock(), language: 'en', secrets: [] })).toEqual({
      outcome: 'sent',
      remoteId: '1234567890',
    });
    const grown = { ...offline, text: '2 devices are silent: Window sill, Shelf' };
    expect(
      await discord.edit?.(settings, '1234567890', grown, { clock: new FakeClock(), language: 'en', secrets: [] }),
    ).toEqual({ outcome: 'sent' });
    expect(receiver.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/webhooks/1/canary-token?thread_id=7&wait=true',
      'PATCH /api/webhooks/1/canary-token/messages/1234567890?thread_id=7',
    ]);
    expect(JSON.parse(receiver.requests[1]?.body ?? '')).toMatchObject({ content: grown.text });
  });

  it.each(['', '{}', '{"id":"../../7"}', 'null'])(
    'is sent where the answer is %j, but cannot be changed',
    async (body) => {
      receiver.answers = [{ status: 200, body }];
      expect(
        await discord.send({ webhook: receiver.url().href }, offline, {
          clock: new FakeClock(),
          language: 'en',
          secrets: [],
        }),
      ).toEqual({
        outcome: 'sent',
      });
    },
  );

  it('is the only kind that waits for such an answer', async () => {
    await discord.send({ webhook: receiver.url().href }, message, {
      clock: new FakeClock(),
      language: 'en',
      secrets: [],
    });
    expect(receiver.requests[0]?.path).toBe('/api/webhooks/1/canary-token');
  });
});

describe("Discord's answer", () => {
  const receiver = useTestReceiver();

  it.each([
    ['the header', { 'retry-after': '7' }, '{"retry_after":3,"global":true}', 7],
    ['the body', {}, '{"retry_after":3.5}', 3.5],
    ['nothing', {}, '', 1],
    ['null', {}, 'null', 1],
    ['a word', {}, '"soon"', 1],
    ['nothing that can be read', {}, '<html>', 1],
  ])('429 asks for the pause that %s says', async (_what, headers, body, retryAfterS) => {
    receiver.answers = [{ status: 429, headers, body }];
    expect(
      await discord.send({ webhook: receiver.url().href }, message, {
        clock: new FakeClock(),
        language: 'en',
        secrets: [],
      }),
    ).toEqual({
      outcome: 'paused',
      retryAfterS,
    });
  });

  it.each([
    [404, 'Discord refused the message with 404: check the webhook address'],
    [401, 'Discord refused the message with 401: check the webhook address'],
    [400, 'Discord refused the message with 400'],
  ])('%d is told in words', async (status, reason) => {
    receiver.answers = [{ status }];
    expect(
      await discord.send({ webhook: receiver.url().href }, message, {
        clock: new FakeClock(),
        language: 'en',
        secrets: [],
      }),
    ).toEqual({
      outcome: 'refused',
      reason,
    });
  });
});
