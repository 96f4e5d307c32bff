/** A server behind a proxy, as docs/operate.md says. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { freePort } from '../../testing/place.ts';
import { WEBSOCKET } from '../../testing/raw-request.ts';
import type { Case, Trial } from '../case.ts';
import { Nginx } from '../nginx.ts';

const PASSWORD = 'a-password-of-the-owner';
const JSON_BODY = { 'content-type': 'application/json' };
/** More than proxies let through unless they are told to. */
const LARGE_BYTES = 5 * 2 ** 20;

async function behindNginx(
  { site, judge }: Trial,
  isBelow: boolean,
  environment: Record<string, string> = {},
): Promise<void> {
  const port = await freePort();
  const server = await site.server({
    OWNER_PASSWORD: PASSWORD,
    TRUSTED_PROXIES: '127.0.0.1',
    ALLOWED_HOSTS: Nginx.host,
    ...environment,
  });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-nginx-'));
  site.atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const nginx = await Nginx.start(folder, { target: new URL(server.url).origin, port, isBelow });
  site.atEnd(() => nginx.stop());
  judge.note(isBelow ? 'below /plants' : 'at the root');

  const login = await nginx.ask('POST', '/api/session', {
    headers: JSON_BODY,
    body: JSON.stringify({ password: PASSWORD }),
  });
  const [cookie = ''] = login.headers['set-cookie'] ?? [];
  const wanted = new RegExp(`; Path=${nginx.prefix}/;.*; Secure`);
  judge.holds('the login sets a cookie for HTTPS alone, at that path', login.status < 300 && wanted.test(cookie));
  const owner = { cookie: cookie.split(';')[0] ?? '' };
  const add = (origin: string) =>
    nginx.ask('POST', '/api/plants', { headers: { ...owner, ...JSON_BODY, origin }, body: '{"name":"Fern"}' });
  judge.holds('the page can change something', (await add(nginx.origin)).status === 201);
  judge.holds('pages of other sites cannot', (await add('https://evil.example')).status === 403);
  const events = nginx.ask('GET', '/api/events', { headers: owner });
  const adding = setInterval(() => void add(nginx.origin), 500);
  const event = await events.finally(() => clearInterval(adding));
  judge.holds('live events come at once', event.text.includes('event: '));
  const upgrade = await nginx.ask('GET', '/editor/comms', {
    headers: { ...owner, ...WEBSOCKET, origin: nginx.origin },
  });
  judge.holds(`the editor has its live connection (${upgrade.status})`, upgrade.status === 101);
  const page = await nginx.ask('GET', '/', { headers: { accept: 'text/html' } });
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, address = '']) => new URL(address, `${nginx.origin}${nginx.prefix}/`).pathname,
  );
  judge.holds(
    'the page asks for nothing beside it',
    assets.length > 0 && assets.every((address) => address.startsWith(`${nginx.prefix}/`)),
  );
  const large = await nginx.ask('POST', '/api/restore', {
    headers: { ...owner, 'content-type': 'application/gzip', origin: nginx.origin },
    body: randomBytes(LARGE_BYTES),
  });
  judge.holds(`a large file gets through (${large.status})`, large.status === 400);
  const guess = (from: string) =>
    nginx.ask('POST', '/api/session', {
      headers: { ...JSON_BODY, 'x-forwarded-for': from },
      body: '{"password":"no"}',
    });
  const sessions = await nginx.ask('GET', '/api/sessions', { headers: { ...owner, 'x-forwarded-for': '203.0.113.7' } });
  judge.holds(
    'what a browser says of its address is not believed',
    !sessions.text.includes('203.0.113.7') && sessions.text.includes(`"${Nginx.browser}"`),
  );
  judge.holds('a wrong password is refused', (await guess('203.0.113.8')).status === 401);
}

const required = 'login with a secure cookie, changes, live events, the editor, large files; other sites are refused';

export const PROXIES = {
  'behind-nginx': {
    what: 'the server is behind a real nginx with the configuration of docs/operate.md',
    required,
    test: 'pages/login',
    run: (trial) => behindNginx(trial, false),
  },
  'below-a-path': {
    what: 'nginx has it below /plants, first by its header, then with BASE_PATH as well',
    required: `${required}; nothing is asked for beside the path`,
    test: 'pages/login',
    async run(trial) {
      await behindNginx(trial, true);
      await behindNginx(trial, true, { BASE_PATH: '/plants' });
    },
  },
} satisfies Record<string, Case>;
