import http from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../testing/database.ts';
import { rawRequest, WEBSOCKET } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { ownerAccess } from '../testing/owner-session.ts';
import type { Change } from './changes.ts';
import { Front } from './client.ts';
import { RequestGuard } from './guard.ts';
import { createHttpServer, type HttpServerOptions } from './server.ts';

const PASSWORD = 'correct horse';
const DAYS_30_MS = 30 * 86_400_000;
const serve = useServed();
let clock: FakeClock;
let owner: ReturnType<typeof ownerAccess>;
let cookie: string;
let url: string;
/** Connections that the flow editor has been handed. */
let upgraded: Duplex[];
let changes: Change[];

beforeEach(async () => {
  clock = new FakeClock();
  owner = ownerAccess(PASSWORD, clock);
  cookie = await owner.cookie();
  upgraded = [];
  changes = [];
  url = await serve(
    createHttpServer({
      guard: new RequestGuard([]),
      front: new Front(),
      application: (_request, response) => void response.end('application'),
      flows: {
        handle: (_request, response) => void response.end('flows'),
        upgrade(_request, socket) {
          upgraded.push(socket);
          // As the flow editor does: what comes is read, and the other side's end is the end.
          socket.resume().on('end', () => socket.end());
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        },
        isOwn: (path) => path.startsWith('/editor'),
        editorRoot: '/editor',
      },
      session: owner.session,
      onChange: (entry) => Promise.resolve(void changes.push(entry)),
      clock,
      log: silentLog,
    }),
  );
});

afterEach(() => {
  for (const socket of upgraded) socket.destroy();
});

const codeOf = (text: string): unknown => (JSON.parse(text) as { code: string }).code;
/** A connection that stays open after its upgrade. */
async function connect(sent = cookie): Promise<net.Socket> {
  const request = http.get(`${url}/editor/comms`, { agent: false, headers: { ...WEBSOCKET, cookie: sent } });
  return new Promise((resolve, reject) => {
    request.on('upgrade', (_response, socket) => resolve(socket));
    request.on('error', reject);
  });
}
const closing = (socket: net.Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.resume();
    socket.once('close', () => resolve());
  });

describe('the front of the server', () => {
  it('hands requests to the application, and those of the flow editor to the flows, for the owner alone', async () => {
    expect((await rawRequest(url, { path: '/?/editor' })).text).toBe('application');
    const opened = await rawRequest(url, { path: '/editor/flows?x=1', headers: { cookie } });
    expect(opened).toMatchObject({
      status: 200,
      text: 'flows',
      headers: {
        'x-frame-options': 'SAMEORIGIN',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("default-src 'self'"),
      },
    });
    const refused = await rawRequest(url, { path: '/editor/flows' });
    expect([refused.status, codeOf(refused.text), refused.headers['www-authenticate']]).toEqual([
      401,
      'unauthorized',
      'Bearer realm="PlantOps"',
    ]);
  });

  it('sends a browser without a session to the login, and a script not', async () => {
    const html = { accept: 'text/html,*/*' };
    const page = await rawRequest(url, { path: '/editor/', headers: html });
    expect([page.status, page.headers.location]).toEqual([302, '/login?next=%2Feditor']);
    const sent = await rawRequest(url, { method: 'POST', path: '/editor/', headers: html });
    expect(sent.status).toBe(401);
  });

  it('refuses a foreign host name with a reason, on every path, and asks for no password then', async () => {
    for (const path of ['/', '/editor/']) {
      const { status, text, headers } = await rawRequest(url, {
        path,
        headers: { host: 'evil.example', accept: 'text/html' },
      });
      expect([status, codeOf(text)]).toEqual([403, 'forbidden_host']);
      expect(headers).not.toHaveProperty('www-authenticate');
    }
  });

  it.each([
    ['without a session', '/editor/comms', () => ({}), 401],
    ['to something else', '/other', () => ({ cookie }), 404],
    ['from another origin', '/editor/comms', () => ({ cookie, origin: 'http://evil.example' }), 403],
  ])('refuses a live connection %s', async (_what, path, headers, status) => {
    expect((await rawRequest(url, { path, headers: { ...WEBSOCKET, ...headers() } })).status).toBe(status);
    expect([upgraded, clock.timers]).toEqual([[], 0]);
  });
});

it('a deploy in the flow editor is told of, with who made it; what is only looked at is not', async () => {
  const body = '[]';
  await rawRequest(url, { path: '/editor/flows', headers: { cookie } });
  await rawRequest(url, { method: 'POST', path: '/editor/flows', body });
  await rawRequest(url, { method: 'POST', path: '/editor/flows', headers: { cookie }, body });
  await expect
    .poll(() => changes)
    .toEqual([{ by: 'session', name: 'Unknown', address: '127.0.0.1', operation: 'deploy', target: null, fields: [] }]);
});

describe('a live connection of the flow editor', () => {
  it('stays open while its session lasts, and is closed at once after that; that of a later session stays', async () => {
    const first = await connect();
    await clock.advance(60_000);
    const second = await connect(await owner.cookie());
    const end = closing(first);
    await clock.advance(DAYS_30_MS - 60_000 - 1);
    expect(upgraded.map(({ destroyed }) => destroyed)).toEqual([false, false]);
    await clock.advance(1);
    await end;
    expect(upgraded.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    second.destroy();
  });

  it('is not watched any more once it is closed', async () => {
    const [first, second] = [await connect(), await connect()];
    expect(clock.timers).toBe(2);
    first.destroy();
    await expect.poll(() => clock.timers).toBe(1);
    second.destroy();
    await expect.poll(() => clock.timers).toBe(0);
  });
});

describe('the server of an engine', () => {
  const TOKEN = 'the token of a host';
  const proof = { 'x-plantops-door': TOKEN };
  let linked: Duplex[];
  let engine: string;

  beforeEach(async () => {
    linked = [];
    const options: HttpServerOptions = {
      guard: new RequestGuard([]),
      front: new Front([], '', TOKEN),
      hosts: {
        accept(_request, socket) {
          linked.push(socket);
          socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        },
      },
      isForHosts: true,
      application: (_request, response) => void response.end('application'),
      flows: {
        handle: (_request, response) => void response.end('flows'),
        upgrade: (_request, socket) => void socket.destroy(),
        isOwn: (path) => path.startsWith('/editor'),
        editorRoot: '/editor',
      },
      session: owner.session,
      onChange: () => Promise.resolve(),
      clock,
      log: silentLog,
    };
    engine = await serve(createHttpServer(options));
  });
  const statusOf = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(`${engine}${path}`, { headers, redirect: 'manual' })).status;

  it.each(['/', '/api/plants', '/editor/', '/api/events'])('answers hosts alone about %s', async (path) => {
    expect(await statusOf(path, {})).toBe(404);
    expect(await statusOf(path, { cookie })).toBe(404);
    expect(await statusOf(path, { 'x-plantops-door': 'another token', cookie })).toBe(404);
    expect(await statusOf(path, { ...proof, cookie })).toBe(200);
  });

  it.each(['/healthz', '/readyz', '/metrics'])('answers everybody about %s', async (path) => {
    expect(await statusOf(path, {})).toBe(200);
  });

  it('answers a host under whichever name it was asked, since the host has looked at it', async () => {
    expect(await statusOf('/api/plants', { ...proof, 'x-forwarded-host': 'plants.example' })).toBe(200);
  });

  it('asks for the password where the flow editor is opened by way of a host', async () => {
    expect(await statusOf('/editor/', proof)).toBe(401);
  });

  it.each([
    [proof, 1],
    [{ 'x-plantops-door': 'another token' }, 0],
    [{}, 0],
  ])('takes the link of a host with %j: %i', async (headers, count) => {
    const request = http.get(`${engine}/plantops-link`, { agent: false, headers: { ...WEBSOCKET, ...headers } });
    await new Promise<void>((resolve) => {
      for (const event of ['upgrade', 'response', 'error']) request.on(event, () => resolve());
    });
    expect(linked).toHaveLength(count);
    request.destroy();
  });
});
