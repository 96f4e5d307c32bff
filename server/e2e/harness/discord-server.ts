import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedMessage {
  content: string;
  title: string | undefined;
  at: number;
}

/**
 * Stands in for Discord, the only part of the path that is not real in the tests. The id of a message is its place in
 * `messages`; one that is changed keeps its place.
 */
export class DiscordServer {
  readonly messages: ReceivedMessage[] = [];
  /** Answers to give before the default 204, in order. */
  readonly nextAnswers: { status: number; headers?: Record<string, string>; body?: unknown }[] = [];
  readonly #server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const answer = this.nextAnswers.shift();
      if (answer) {
        response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body ?? {}));
        return;
      }
      const { content, embeds } = JSON.parse(body) as { content: string; embeds: { title?: string }[] };
      const message = { content, title: embeds[0]?.title, at: Date.now() };
      const changed = /\/messages\/(\d+)/.exec(request.url ?? '')?.[1];
      if (changed === undefined) this.messages.push(message);
      else this.messages[Number(changed) - 1] = message;
      if (request.url?.includes('wait=true')) response.end(JSON.stringify({ id: String(this.messages.length) }));
      else response.writeHead(changed === undefined ? 204 : 200).end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/webhooks/1/secret-token`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
