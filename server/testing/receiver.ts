/** Stands in for whatever a channel sends to, in tests. */
import type { Clock } from '@plantops/shared/clock.ts';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import type { ActiveChannel } from '../services/notifications/channel.ts';
import { discord } from '../services/notifications/channels/discord.ts';

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface TestReceiver {
  readonly requests: {
    method: string | undefined;
    path: string | undefined;
    headers: IncomingHttpHeaders;
    body: string;
  }[];
  /** The bodies of all requests, as they came. */
  readonly bytes: Buffer[];
  /** The bodies of those that were answered as usual. */
  readonly taken: string[];
  /** Given before the usual 204, the first first; `silent` never answers, `broken` cuts the connection. */
  answers: (Answer | 'silent' | 'broken')[];
  /** What is answered as usual; 204 without a body unless a test says otherwise. */
  usual: Answer;
  /** The address, with a secret path. */
  url(): URL;
  /** Nobody is there any more. */
  leave(): void;
}

/** Call once in a describe: a receiver for each of its tests. */
export function useTestReceiver(): TestReceiver {
  const receiver = {
    requests: [] as TestReceiver['requests'],
    bytes: [] as Buffer[],
    taken: [] as string[],
    answers: [] as TestReceiver['answers'],
    usual: { status: 204 } as Answer,
    url: () => new URL(`http://127.0.0.1:${port}/api/webhooks/1/canary-token`),
    leave: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  let server = createServer();
  let port = 0;
  beforeEach(async () => {
    receiver.requests.length = 0;
    receiver.bytes.length = 0;
    receiver.taken.length = 0;
    receiver.answers = [];
    receiver.usual = { status: 204 };
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => {
          parts.push(chunk);
        })
        .on('end', () => {
          const { method, url, headers } = request;
          const bytes = Buffer.concat(parts);
          const body = bytes.toString();
          receiver.bytes.push(bytes);
          receiver.requests.push({ method, path: url, headers, body });
          const answer = receiver.answers.shift() ?? receiver.usual;
          if (typeof answer === 'object' && answer.status === receiver.usual.status) receiver.taken.push(body);
          if (answer === 'broken') request.socket.destroy();
          else if (answer !== 'silent') response.writeHead(answer.status, answer.headers).end(answer.body);
        });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => receiver.leave());
  return receiver;
}

/** Discord, as if it were at the address. */
export const discordAt = (webhook: URL, clock: Clock): ActiveChannel => ({
  name: discord.name,
  label: discord.label,
  send: (message) => discord.send({ webhook: webhook.href }, message, { clock, language: 'en', secrets: [] }),
});
