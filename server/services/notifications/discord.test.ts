import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { DueNotice } from '../../db/repositories/notices.ts';
import { discordBody, retryAfterOf, sendToDiscord } from './discord.ts';

const notice: DueNotice = {
  id: 'n1',
  alertId: 1,
  kind: 'breach',
  message: 'soil_moisture is 15.2, threshold min 20.0',
  plantName: 'Fern',
  deviceName: 'Window sill',
  attempts: 1,
  createdAt: new Date('2026-03-01T12:00:00Z'),
};

describe('discordBody', () => {
  it('has exactly the alert as its content, and plant and device beside it', () => {
    expect(discordBody(notice)).toEqual({
      content: 'soil_moisture is 15.2, threshold min 20.0',
      username: 'PlantOps',
      allowed_mentions: { parse: [] },
      embeds: [
        { title: 'Fern', color: 0xd9822b, timestamp: '2026-03-01T12:00:00.000Z', footer: { text: 'Window sill' } },
      ],
    });
  });

  it.each([
    [{ plantName: null }, [{ title: 'Window sill', color: 0xd9822b, timestamp: '2026-03-01T12:00:00.000Z' }]],
    [{ deviceName: null }, [{ title: 'Fern', color: 0xd9822b, timestamp: '2026-03-01T12:00:00.000Z' }]],
    [{ plantName: null, deviceName: null }, []],
  ])('leaves out what is not known: %j', (without, embeds) => {
    expect(discordBody({ ...notice, ...without }).embeds).toEqual(embeds);
  });

  it('mentions nobody, whatever a plant or device is called', () => {
    expect(discordBody({ ...notice, plantName: '@everyone', deviceName: '<@1234>' }).allowed_mentions).toEqual({
      parse: [],
    });
  });

  it('keeps within the length of a title', () => {
    const [embed] = discordBody({ ...notice, plantName: 'x'.repeat(300) }).embeds as { title: string }[];
    expect(embed?.title).toHaveLength(256);
  });
});

describe('retryAfterOf', () => {
  it.each<[string | null, unknown, number]>([
    ['5', { retry_after: 9 }, 5],
    [null, { retry_after: 9.5 }, 9.5],
    [null, undefined, 1],
    [null, null, 1],
    [null, 'no JSON', 1],
    ['0', undefined, 1],
    ['-3', undefined, 1],
    ['999999', undefined, 3600],
    [null, { retry_after: 1e9 }, 3600],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined, 60],
    [null, { retry_after: 'soon' }, 60],
  ])('of header %j and body %j is %d s', (header, body, seconds) => {
    expect(retryAfterOf(header, body)).toBe(seconds);
  });
});

describe('sendToDiscord', () => {
  let close: () => void = () => undefined;
  afterEach(() => close());

  async function discord(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<URL> {
    const server = createServer((request, response) => {
      request.resume().on('end', () => answer(request, response));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    close = () => {
      server.close();
      server.closeAllConnections();
    };
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/1/canary-token`);
  }

  it.each([
    [204, {}, '', { outcome: 'sent' }],
    [429, { 'retry-after': '7' }, '{"retry_after":3,"global":true}', { outcome: 'paused', retryAfterS: 7 }],
    [429, {}, '{"retry_after":3.5}', { outcome: 'paused', retryAfterS: 3.5 }],
    [500, {}, 'oops', { outcome: 'unreachable', reason: 'Discord answered 500' }],
    [404, {}, '{}', { outcome: 'refused', reason: 'Discord refused the message with 404: check the webhook address' }],
    [401, {}, '{}', { outcome: 'refused', reason: 'Discord refused the message with 401: check the webhook address' }],
    [400, {}, '{}', { outcome: 'refused', reason: 'Discord refused the message with 400' }],
    [
      302,
      { location: 'http://127.0.0.1:1/' },
      '',
      {
        outcome: 'unreachable',
        reason: 'Discord answered 302, a redirect, which is not followed: check the webhook address',
      },
    ],
  ])('makes %d %j of %j', async (status, headers, body, result) => {
    const webhook = await discord((_, response) => response.writeHead(status, headers).end(body));
    expect(await sendToDiscord(webhook, notice)).toEqual(result);
  });

  it('tells that nobody is there, without the secret address', async () => {
    const webhook = await discord(() => undefined);
    close();
    const result = await sendToDiscord(webhook, notice);
    expect(result).toEqual({ outcome: 'unreachable', reason: 'Discord cannot be reached' });
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('tells of a connection that breaks', async () => {
    const webhook = await discord((request) => request.socket.destroy());
    expect(await sendToDiscord(webhook, notice)).toMatchObject({ outcome: 'unreachable' });
  });
});
