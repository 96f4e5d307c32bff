/** Parts of the HTTP server behind a real port, in tests. */
import http, { type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { afterEach } from 'vitest';
import { close, listen } from '../http/server.ts';

/** Call once at the top of a test file. @returns a function that serves until the test ends, and resolves with the URL */
export function useServed(): (served: RequestListener | http.Server) => Promise<string> {
  const servers: http.Server[] = [];
  afterEach(() => Promise.all(servers.splice(0).map(close)));
  return async (served) => {
    const server = typeof served === 'function' ? http.createServer(served) : served;
    servers.push(server);
    return `http://127.0.0.1:${(await listen(server, '127.0.0.1', 0)).port}`;
  };
}

/** An answer that is still arriving. */
export class OpenAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** What has arrived so far. */
  text = '';
  /** Resolves when the server has ended it, with all of the text; also if the connection broke. */
  readonly end: Promise<string>;
  readonly #response: http.IncomingMessage;

  private constructor(response: http.IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      this.text += chunk;
    });
    response.on('error', () => undefined);
    this.end = new Promise((resolve) => response.once('close', () => resolve(this.text)));
  }

  /** Resolves once the head of the answer is there. */
  static to(url: string, { method = 'GET', headers = {} }: http.RequestOptions = {}): Promise<OpenAnswer> {
    return new Promise((resolve, reject) => {
      http
        .request(url, { method, headers, agent: false }, (response) => resolve(new OpenAnswer(response)))
        .on('error', reject)
        .end();
    });
  }

  /** Resolves once the text contains this. */
  until(part: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.text.includes(part)) return;
        this.#response.off('data', look);
        resolve();
      };
      this.#response.on('data', look);
      look();
    });
  }

  /** Takes no more from the connection, so that the server's writes pile up. */
  stopReading(): void {
    this.#response.pause();
  }

  leave(): void {
    this.#response.destroy();
  }
}
