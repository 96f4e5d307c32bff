import http from 'node:http';
import net from 'node:net';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { useServed } from '../testing/served.ts';
import { SlowRequests } from './slow-requests.ts';

const serve = useServed();
let clock: FakeClock;
let url: string;
let requests: http.IncomingMessage[];
/** Whose the next request is. */
let guesser: () => string;

beforeEach(async () => {
  clock = new FakeClock();
  requests = [];
  guesser = () => String(requests.length % 10);
  const slow = new SlowRequests(clock);
  url = await serve(
    http.createServer((request, response) => {
      try {
        slow.follow(request, guesser());
      } catch (failure) {
        response.writeHead(503, { Connection: 'close' }).end((failure as Error).message);
        return;
      } finally {
        requests.push(request);
      }
      request.on('data', () => undefined).on('end', () => response.end('all of it'));
      request.on('error', () => undefined);
    }),
  );
});

/** A request whose body does not come by itself. */
async function begin(headers = 'Content-Length: 100000'): Promise<{ socket: net.Socket; closed: Promise<string> }> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);
  await expect.poll(() => requests.some((request) => request.socket.remotePort === socket.localPort)).toBe(true);
  return { socket, closed };
}
/** Sends this much more, and resolves once the server has it. */
async function send(socket: net.Socket, bytes: number): Promise<void> {
  const read = (): number => requests.at(-1)?.socket.bytesRead ?? 0;
  const before = read();
  socket.write('x'.repeat(bytes));
  await expect.poll(read).toBe(before + bytes);
}

describe('a body', () => {
  it('is not waited for where a hundred of one address have not come, and is again once some have', async () => {
    guesser = () => 'one';
    const open = await Promise.all(Array.from({ length: 100 }, () => begin('Content-Length: 10')));
    expect(await (await begin('Content-Length: 10')).closed).toMatch(
      /^HTTP\/1.1 503 .*Too many requests from this address/s,
    );
    guesser = () => 'another';
    const other = await begin('Content-Length: 10');
    other.socket.end('0123456789');
    expect(await other.closed).toContain('all of it');
    open[0]?.socket.end('0123456789');
    expect(await open[0]?.closed).toContain('all of it');
    guesser = () => 'one';
    const next = await begin('Content-Length: 10');
    next.socket.end('0123456789');
    expect(await next.closed).toContain('all of it');
    for (const { socket } of open) socket.destroy();
  });

  it.each(['Content-Length: 10', 'Transfer-Encoding: chunked'])(
    'of which nothing comes (%s) is given up',
    async (head) => {
      const { closed } = await begin(head);
      await clock.advance(9000);
      expect(requests[0]?.socket.destroyed).toBe(false);
      await clock.advance(2000);
      expect(await closed).toBe('');
      await expect.poll(() => clock.timers).toBe(0);
    },
  );

  it('that comes slowly is waited for; one that never could end is not', async () => {
    const { socket, closed } = await begin();
    for (let second = 0; second < 29; second += 3) {
      await send(socket, 100);
      await clock.advance(3000);
    }
    expect(requests[0]?.socket.destroyed).toBe(false);
    await clock.advance(2000);
    expect(await closed).toBe('');
  });

  it('that is large and comes steadily has all the time that it needs', async () => {
    const { socket, closed } = await begin();
    for (let sent = 0; sent < 100_000; sent += 10_000) {
      await send(socket, 10_000);
      await clock.advance(8000);
    }
    await expect.poll(() => clock.timers).toBe(0);
    socket.end();
    expect(await closed).toContain('all of it');
  });

  it('of which nothing has come for longest makes room where more than 500 are waited for, and one that comes does not', async () => {
    const upload = await begin();
    await clock.advance(500);
    const first = await begin();
    await clock.advance(10);
    for (let count = 0; count < 400; count += 100) await Promise.all(Array.from({ length: 100 }, () => begin()));
    const uploaded = requests[0];
    upload.socket.write('x'.repeat(100));
    await expect.poll(() => (uploaded?.socket.bytesRead ?? 0) > 100).toBe(true);
    await clock.advance(10);
    await Promise.all(Array.from({ length: 99 }, () => begin()));
    expect(await first.closed).toBe('');
    expect(requests.map(({ socket }) => socket.destroyed).filter(Boolean)).toHaveLength(1);
    expect(uploaded?.socket.destroyed).toBe(false);
    for (const { socket } of requests) socket.destroy();
    await expect.poll(() => clock.timers).toBe(0);
  });

  it('is given up sooner where there are many', async () => {
    const many = [];
    for (let count = 0; count < 301; count += 1) many.push(begin());
    const begun = await Promise.all(many);
    await clock.advance(3000);
    await Promise.all(begun.map(({ closed }) => closed));
    await expect.poll(() => clock.timers).toBe(0);
  });
});
