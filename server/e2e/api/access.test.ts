import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, newMac } from '../harness/api.ts';
import type { OpenApiDocument } from '../harness/openapi-judge.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { rawRequest, type RawRequest, WEBSOCKET } from '../../testing/raw-request.ts';

const PASSWORD = 'correct horse: battery';
const KEY = 'let-my-plants-in';
const JSON_TYPE = { 'content-type': 'application/json' };
/** Operations that need no password. */
const PUBLIC = [
  'POST /api/devices/register',
  // With the credentials of the device: front-door.test.ts.
  'POST /api/devices/1/telemetry',
  'GET /api/session',
  'POST /api/session',
  'DELETE /api/session',
  'GET /api/start',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
];

describe('access', () => {
  const plantOps = new PlantOpsProcess({ OWNER_PASSWORD: PASSWORD, REGISTRATION_KEY: KEY });
  let operations: { method: string; path: string }[] = [];
  let cookie = '';
  const ask = (request: RawRequest) => rawRequest(plantOps.url, request);
  const codeOf = (text: string): string => (JSON.parse(text) as { code: string }).code;
  const login = (password: string, from?: string) =>
    ask({
      method: 'POST',
      path: '/api/session',
      headers: JSON_TYPE,
      body: JSON.stringify({ password }),
      ...(from !== undefined && { from }),
    });
  const changing = () => operations.filter(({ method }) => method !== 'GET');

  beforeAll(async () => {
    await plantOps.start();
    const { body } = await call<OpenApiDocument>(plantOps.url, 'GET', '/api/openapi.json', undefined, {
      authorization: `Bearer ${PASSWORD}`,
    });
    operations = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replace('{id}', '1') })),
    );
    cookie = (await login(PASSWORD)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  });
  afterAll(() => plantOps.remove());

  describe('with a password', () => {
    it('only what devices and monitors need is answered without it', async () => {
      const locked = [
        ...operations,
        { method: 'GET', path: '/api/openapi.json' },
        { method: 'GET', path: '/api/docs/' },
        { method: 'GET', path: '/api/docs/swagger-ui.css' },
      ].filter(({ method, path }) => !PUBLIC.includes(`${method} ${path}`));
      expect(locked.length).toBeGreaterThan(18);
      for (const { method, path } of locked) {
        const { status, headers, text } = await ask({
          method,
          path,
          headers: JSON_TYPE,
          body: method === 'GET' ? undefined : '{}',
        });
        expect([method, path, status, headers['www-authenticate']]).toEqual([
          method,
          path,
          401,
          'Bearer realm="PlantOps"',
        ]);
        expect(codeOf(text)).toBe('unauthorized');
      }
      for (const path of ['/healthz', '/readyz', '/metrics']) expect((await ask({ path })).status).toBe(200);
    });

    it('the start of a dashboard reveals only that there is a password', async () => {
      expect(JSON.parse((await ask({ path: '/api/start' })).text)).toEqual({
        session: { password_required: true, authenticated: false },
        state: null,
      });
    });

    it('a login sets a cookie that scripts cannot read and other sites cannot send, and that opens the API', async () => {
      expect(JSON.parse((await ask({ path: '/api/session' })).text)).toEqual({
        password_required: true,
        authenticated: false,
      });
      const answer = await login(PASSWORD);
      expect(answer.status).toBe(200);
      expect(answer.headers['set-cookie']).toEqual([
        expect.stringMatching(/^plantops_session=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/),
      ]);
      expect((await ask({ path: '/api/plants', headers: { cookie } })).status).toBe(200);
      expect((await ask({ path: '/api/plants', headers: { cookie: `theme=dark; ${cookie}; lang=de` } })).status).toBe(
        200,
      );
      expect(JSON.parse((await ask({ path: '/api/session', headers: { cookie } })).text)).toEqual({
        password_required: true,
        authenticated: true,
      });
      expect(
        (await ask({ method: 'DELETE', path: '/api/session', headers: { cookie } })).headers['set-cookie']?.[0],
      ).toMatch(/^plantops_session=; .*Max-Age=0/);
    });

    it('a cookie that was tampered with is refused', async () => {
      const [name, value = ''] = cookie.split('=');
      const [expires, signature = ''] = value.split('.');
      for (const forged of [
        `${Number(expires) + 1}.${signature}`,
        `${expires}.`,
        `${expires}.${signature.slice(1)}`,
        `${expires}`,
        `.${signature}`,
        `1e99.${signature}`,
        '',
      ]) {
        expect((await ask({ path: '/api/plants', headers: { cookie: `${name}=${forged}` } })).status).toBe(401);
      }
    });

    it('scripts send it as Bearer, or as Basic with any user', async () => {
      const basic = (user: string): string => `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString('base64')}`;
      for (const authorization of [`Bearer ${PASSWORD}`, `bearer ${PASSWORD}`, basic('owner'), basic('')]) {
        expect((await ask({ path: '/api/plants', headers: { authorization } })).status).toBe(200);
      }
      for (const authorization of ['Bearer', 'Basic', 'Bearer ', `Digest ${PASSWORD}`, PASSWORD])
        expect((await ask({ path: '/api/plants', headers: { authorization }, from: '127.0.0.9' })).status).toBe(401);
    });

    it('the flow editor redirects browsers to the login, refuses scripts, and opens with the cookie', async () => {
      const page = await ask({ path: '/editor/', headers: { accept: 'text/html' } });
      expect([page.status, page.headers.location]).toEqual([302, '/login?next=%2Feditor']);
      for (const request of [
        { path: '/editor/flows' },
        { path: '/editor/settings' },
        { method: 'POST', path: '/editor/flows', headers: JSON_TYPE, body: '[]' },
        { path: '/flow-http/anything' },
        { path: '/editor/comms', headers: { ...WEBSOCKET } },
      ]) {
        expect((await ask(request)).status).toBe(401);
      }
      expect((await ask({ path: '/editor/', headers: { cookie, accept: 'text/html' } })).text).toContain(
        '<title>PlantOps flows</title>',
      );
      expect((await ask({ path: '/editor/flows', headers: { cookie } })).status).toBe(200);
      expect(
        (await ask({ path: '/editor/comms', headers: { ...WEBSOCKET, cookie, origin: plantOps.url } })).status,
      ).toBe(101);
    });

    it('a device registers with the registration key and without the password, the owner without the key', async () => {
      const register = (headers: Record<string, string>) =>
        ask({
          method: 'POST',
          path: '/api/devices/register',
          headers: { ...JSON_TYPE, ...headers },
          body: JSON.stringify({ mac_address: newMac() }),
        });
      expect((await register({ 'x-registration-key': KEY })).status).toBe(201);
      expect((await register({ authorization: `Bearer ${PASSWORD}` })).status).toBe(201);
      for (const headers of [
        {},
        { 'x-registration-key': '' },
        { 'x-registration-key': KEY.slice(1) },
        { 'x-registration-key': KEY.toUpperCase() },
        { origin: plantOps.url },
      ]) {
        const { status, text } = await register(headers);
        expect([status, codeOf(text)]).toEqual([401, 'registration_key_required']);
      }
    });

    it.each([
      ['login', '127.0.0.2', (from: string, password: string) => login(password, from)],
      [
        'Bearer',
        '127.0.0.3',
        (from: string, password: string) =>
          ask({ path: '/api/plants', headers: { authorization: `Bearer ${password}` }, from }),
      ],
      [
        'Basic at the editor',
        '127.0.0.4',
        (from: string, password: string) =>
          ask({
            path: '/editor/flows',
            headers: { authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}` },
            from,
          }),
      ],
    ])(
      'after ten wrong passwords by %s the address has to wait, while other addresses do not',
      async (_title, from, attempt) => {
        for (let count = 0; count < 10; count += 1) expect((await attempt(from, `guess ${count}`)).status).toBe(401);
        // The right password must get the same answer as a wrong one.
        for (const password of ['guess 11', PASSWORD]) {
          const { status, text } = await attempt(from, password);
          expect([status, codeOf(text)]).toEqual([429, 'too_many_requests']);
        }
        expect((await attempt('127.0.0.5', PASSWORD)).status).toBe(200);
        expect((await ask({ path: '/api/plants', headers: { cookie }, from })).status).toBe(200);
      },
    );
  });

  describe('from another site', () => {
    const headers = (): Record<string, string> => ({ ...JSON_TYPE, cookie, 'x-registration-key': KEY });

    it('no request that changes anything is accepted', async () => {
      expect(changing().length).toBeGreaterThan(8);
      for (const origin of [
        'http://evil.example',
        'null',
        'http://127.0.0.1:1',
        `${plantOps.url}.evil.example`,
        'file://',
        '',
      ]) {
        for (const { method, path } of [
          ...changing(),
          { method: 'POST', path: '/editor/flows' },
          { method: 'DELETE', path: '/editor/context/global/x' },
          { method: 'POST', path: '/flow-http/x' },
        ]) {
          const { status, text } = await ask({ method, path, headers: { ...headers(), origin }, body: '{}' });
          expect([origin, method, path, status, codeOf(text)]).toEqual([origin, method, path, 403, 'forbidden_origin']);
        }
      }
      const own = await ask({
        method: 'POST',
        path: '/api/plants',
        headers: { ...headers(), origin: plantOps.url },
        body: '{"name":"Mine"}',
      });
      expect(own.status).toBe(201);
    });

    it("the editor's live connection is refused", async () => {
      for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
        expect((await ask({ path: '/editor/comms', headers: { ...WEBSOCKET, cookie, origin } })).status).toBe(403);
      }
    });

    it('requests for a host name that is not ours are refused', async () => {
      const { host: own } = new URL(plantOps.url);
      for (const host of [
        'evil.example',
        `evil.example:${plantOps.mqttPort}`,
        '127.0.0.1.evil.example',
        'localhost.evil.example',
        'evil.example.',
        '[evil]',
        'a b',
        '@',
      ]) {
        for (const path of ['/', '/api/plants', '/healthz', '/editor/'])
          expect([host, (await ask({ path, headers: { ...headers(), host } })).status]).toEqual([
            host,
            expect.toBeOneOf([400, 403]),
          ]);
      }
      for (const host of [own, 'localhost', 'plants.local', 'raspberrypi', '192.168.1.20:8080', '[::1]:8080'])
        expect([host, (await ask({ path: '/api/plants', headers: { cookie, host } })).status]).toEqual([host, 200]);
    });

    it('scripts of other sites are refused, while a link to the dashboard works', async () => {
      for (const mode of ['cors', 'no-cors', 'websocket']) {
        for (const path of ['/api/plants', '/api/events', '/editor/flows', '/metrics']) {
          expect(
            (await ask({ path, headers: { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode } })).status,
          ).toBe(403);
        }
      }
      expect(
        (
          await ask({
            method: 'POST',
            path: '/api/session',
            headers: { ...JSON_TYPE, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
            body: '{}',
          })
        ).status,
      ).toBe(403);
      expect(
        (
          await ask({
            path: '/api/plants',
            headers: { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
          })
        ).status,
      ).toBe(200);
      expect(
        (
          await ask({
            path: '/api/plants',
            headers: { cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
          })
        ).status,
      ).toBe(200);
    });

    it('a form or plain text cannot change anything, because only JSON is accepted', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
        const { status, text } = await ask({
          method: 'POST',
          path: '/api/plants',
          headers: { cookie, ...(type !== '' && { 'content-type': type }) },
          body: '{"name":"Forged"}',
        });
        expect([type, status, codeOf(text)]).toEqual([type, 400, 'invalid_json']);
      }
      expect(
        (
          await ask({
            method: 'OPTIONS',
            path: '/api/plants',
            headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
          })
        ).headers,
      ).not.toHaveProperty('access-control-allow-origin');
    });
  });
});
