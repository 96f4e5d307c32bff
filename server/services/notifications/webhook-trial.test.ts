import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tryWebhook } from './webhook-trial.ts';

const clock = { now: () => new Date('2026-03-01T12:00:00Z') };

describe('the test message', () => {
  let discord: Server;
  let status: number | undefined;
  let received: unknown[];
  let webhook: URL;

  beforeEach(async () => {
    [status, received] = [204, []];
    discord = createServer((request, response) => {
      let body = '';
      request
        .on('data', (chunk: Buffer) => {
          body += chunk.toString();
        })
        .on('end', () => {
          received.push(JSON.parse(body));
          if (status !== undefined)
            response.writeHead(status, { 'retry-after': '12.5', location: 'http://127.0.0.1:1/' }).end('{}');
        });
    });
    await new Promise<void>((resolve) => {
      discord.listen(0, '127.0.0.1', resolve);
    });
    webhook = new URL(`http://127.0.0.1:${(discord.address() as AddressInfo).port}/api/webhooks/1/canary-token`);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    discord.close();
    discord.closeAllConnections();
  });

  it('is a plain one that mentions nobody', async () => {
    expect(await tryWebhook(webhook, clock)).toEqual({
      ok: true,
      latency_ms: expect.any(Number) as number,
      error: null,
    });
    expect(received).toEqual([
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
    [302, 'Discord answered 302, a redirect, which is not followed: check the webhook address'],
  ])('answered with %d says what is wrong', async (answer, error) => {
    status = answer;
    expect(await tryWebhook(webhook, clock)).toMatchObject({ ok: false, error });
  });

  it('says that nobody answers, and not the address', async () => {
    discord.close();
    discord.closeAllConnections();
    const result = await tryWebhook(webhook, clock);
    expect(result).toMatchObject({ ok: false, error: 'Discord cannot be reached' });
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('says that the answer did not come in time', async () => {
    status = undefined;
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(50));
    expect(await tryWebhook(webhook, clock)).toMatchObject({ ok: false, error: 'Discord did not answer in time' });
  });

  it('says what to do where no webhook is set', async () => {
    expect(await tryWebhook(undefined, clock)).toEqual({
      ok: false,
      latency_ms: 0,
      error: expect.stringContaining('No webhook is set') as string,
    });
  });
});
