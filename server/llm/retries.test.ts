import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from './deadline.ts';
import { retryingFetch } from './retries.ts';

type Answer = { status: number; headers?: Record<string, string> } | 'broken';

let clock: FakeClock;
let server: Server;
/** What is answered before the usual 200. */
let answers: Answer[];
/** When a request came, in ms since the beginning, with its body. */
let requests: string[];
let address: string;

beforeEach(async () => {
  clock = new FakeClock('2026-01-07T12:00:00Z');
  [answers, requests] = [[], []];
  vi.spyOn(Math, 'random').mockReturnValue(0);
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push(`${body} at ${clock.elapsedMs()}`);
      const answer = answers.shift() ?? { status: 200 };
      if (answer === 'broken') request.socket.destroy();
      else response.writeHead(answer.status, answer.headers).end(`status ${answer.status}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

/** Asks, and lets time pass only while a pause is waited for. @returns the status, or how it failed */
async function asked(spanMs = 60_000): Promise<unknown> {
  const deadline = new Deadline(spanMs, clock);
  let outcome: unknown;
  void retryingFetch(deadline)(address, { method: 'POST', body: 'hello' }).then(
    async (response) => (outcome = `${response.status}: ${await response.text()}`),
    (failure: unknown) => (outcome = failure),
  );
  while (outcome === undefined) await clock.advance(clock.timers > 1 ? 1 : 0);
  return outcome;
}

describe('a request', () => {
  it('that is answered is sent once', async () => {
    expect(await asked()).toBe('200: status 200');
    expect(requests).toEqual(['hello at 0']);
  });

  it.each([408, 409, 429, 500, 503, 529])(
    'answered with %d is sent again, twice at most, after growing pauses',
    async (status) => {
      answers = Array<Answer>(4).fill({ status });
      expect(await asked()).toBe(`${status}: status ${status}`);
      expect(requests).toEqual(['hello at 0', 'hello at 500', 'hello at 1500']);
    },
  );

  it.each([400, 401, 404, 422, 499])('answered with %d is not sent again', async (status) => {
    answers = [{ status }];
    expect(await asked()).toBe(`${status}: status ${status}`);
    expect(requests).toHaveLength(1);
  });

  it('over a connection that breaks is sent again, and has the answer that comes then', async () => {
    answers = ['broken', { status: 500 }];
    expect(await asked()).toBe('200: status 200');
    expect(requests).toEqual(['hello at 0', 'hello at 500', 'hello at 1500']);
  });

  it('fails as its last try did', async () => {
    answers = [{ status: 500 }, 'broken', 'broken'];
    expect(await asked()).toBeInstanceOf(TypeError);
    expect(requests).toHaveLength(3);
  });

  it.each<[string, Record<string, string>, number]>([
    ['in seconds', { 'retry-after': '7' }, 7000],
    ['as a date', { 'retry-after': 'Wed, 07 Jan 2026 12:00:20 GMT' }, 20_000],
    ['in milliseconds', { 'retry-after-ms': '30' }, 30],
    ['in milliseconds, and in seconds for others', { 'retry-after-ms': '1500', 'retry-after': '2' }, 1500],
    ['as none', { 'retry-after': '0' }, 0],
    ['in milliseconds that are no number', { 'retry-after-ms': 'soon', 'retry-after': '2' }, 2000],
    ['in less than none', { 'retry-after-ms': '-5' }, 500],
    ['not at all', {}, 500],
  ])('is sent again after the pause that is asked for %s', async (_how, headers, pauseMs) => {
    answers = [{ status: 429, headers }];
    expect(await asked()).toBe('200: status 200');
    expect(requests).toEqual(['hello at 0', `hello at ${pauseMs}`]);
  });

  it.each<[Answer, number]>([
    [{ status: 500, headers: { 'x-should-retry': 'false' } }, 1],
    [{ status: 400, headers: { 'x-should-retry': 'true' } }, 2],
    [{ status: 400, headers: { 'x-should-retry': 'maybe' } }, 1],
  ])('is sent again if the vendor says so: %j', async (answer, times) => {
    answers = [answer];
    await asked();
    expect(requests).toHaveLength(times);
  });

  it.each([
    ['30', 30_001, 2],
    ['30', 30_000, 1],
    ['999999', 60_000, 1],
  ])(
    'that may be sent again after %s s is sent again only before the deadline, after %d ms',
    async (seconds, spanMs, times) => {
      answers = [{ status: 429, headers: { 'retry-after': seconds } }];
      expect(await asked(spanMs)).toBe(times === 2 ? '200: status 200' : '429: status 429');
      expect(requests).toHaveLength(times);
    },
  );

  it('is not sent again once the deadline has passed', async () => {
    const deadline = new Deadline(1000, clock);
    await clock.advance(1000);
    answers = ['broken'];
    await expect(retryingFetch(deadline)(address, { method: 'POST', body: 'late' })).rejects.toThrow();
    expect(requests).toEqual(['late at 1000']);
  });
});
