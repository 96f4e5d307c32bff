import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '@plantops/shared/api/access.ts';
import { call, newMac } from '../harness/api.ts';
import { openEditor } from '../harness/editor-connection.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import type { OpenApiDocument } from '../harness/openapi-judge.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { rawRequest, type RawRequest, WEBSOCKET } from '../../testing/raw-request.ts';
import { OpenAnswer } from '../../testing/served.ts';

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
      for (const path of ['/healthz', '/readyz']) expect((await ask({ path })).status).toBe(200);
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
      const [own = ''] = (answer.headers['set-cookie']?.[0] ?? '').split(';');
      const forgotten = await ask({ method: 'DELETE', path: '/api/session', headers: { cookie: own } });
      expect(forgotten.headers['set-cookie']?.[0]).toMatch(/^plantops_session=; .*Max-Age=0/);
      // Whoever kept the cookie has nothing of it.
      expect((await ask({ path: '/api/plants', headers: { cookie: own } })).status).toBe(401);
      expect((await ask({ path: '/api/plants', headers: { cookie } })).status).toBe(200);
    });

    it('a cookie that was tampered with is refused', async () => {
      const [name, value = ''] = cookie.split('=');
      for (const forged of [`${value}x`, value.slice(1), value.toUpperCase(), '1893456000.c2lnbmVk', '']) {
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

    it('wrong passwords are told late and then refused, while the right one from the same address is taken at once', async () => {
      const from = '127.0.0.2';
      const basic = (password: string): string => `Basic ${Buffer.from(`x:${password}`).toString('base64')}`;
      const attempts = [
        (password: string) => login(password, from),
        (password: string) => ask({ path: '/api/plants', headers: { authorization: `Bearer ${password}` }, from }),
        (password: string) => ask({ path: '/editor/flows', headers: { authorization: basic(password) }, from }),
        (password: string) => ask({ path: '/api/start', headers: { authorization: `Bearer ${password}` }, from }),
      ];
      let pending = 40;
      const wrong = Array.from({ length: pending }, async (_, count) => {
        const answer = await attempts[count % attempts.length]?.(`guess ${count}`);
        pending -= 1;
        return answer?.status;
      });
      for (const attempt of attempts) expect((await attempt(PASSWORD)).status).toBe(200);
      expect(pending).toBeGreaterThan(20);
      const statuses = await Promise.all(wrong);
      expect(statuses.filter((status) => status === 429)).toHaveLength(30);
      const again = await login('one more', from);
      expect([again.status, codeOf(again.text)]).toEqual([429, 'too_many_requests']);
      expect(Number(again.headers['retry-after'])).toBeGreaterThan(0);
      expect((await login('a guess', '127.0.0.5')).status).toBe(401);
      expect((await login(PASSWORD, from)).status).toBe(200);
    });

    it('sessions are listed and end one by one, with their event streams and editors, at once', async () => {
      const second = (await login(PASSWORD)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      type Entry = { id: string; current: boolean; address: string };
      const api = await JudgedApi.of(plantOps.url, { cookie });
      const list = async () => (await api.call<Entry[]>('GET', '/api/sessions', undefined, { cookie })).body;
      const listed = await list();
      expect(listed.map(({ current }) => current)).toEqual([true, ...Array<boolean>(listed.length - 1).fill(false)]);
      expect(listed[0]).toMatchObject({ address: '127.0.0.1' });
      const stream = await OpenAnswer.to(`${plantOps.url}/api/events`, { headers: { cookie: second } });
      const editor = await openEditor(plantOps.url, second);
      const { body } = await api.call('DELETE', '/api/sessions', undefined, { cookie });
      expect(body).toEqual({ ended: listed.length - 1 });
      await Promise.all([stream.end, editor()]);
      expect((await ask({ path: '/api/plants', headers: { cookie: second } })).status).toBe(401);
      expect(await list()).toHaveLength(1);
      const gone = await api.call<{ code: string }>('DELETE', '/api/sessions/nobody', undefined, { cookie });
      expect([gone.status, gone.body.code]).toEqual([404, 'session_not_found']);
      const third = (await login(PASSWORD)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      const id = (await list()).find(({ current }) => !current)?.id ?? '';
      expect((await api.call('DELETE', `/api/sessions/${id}`, undefined, { cookie })).status).toBe(204);
      expect((await ask({ path: '/api/plants', headers: { cookie: third } })).status).toBe(401);
    });

    it('a token opens what its scope says, and nothing once it is revoked', async () => {
      const api = await JudgedApi.of(plantOps.url, { cookie });
      const make = async (scope: string) => {
        const { body, status } = await api.call<{ id: string; token: string }>(
          'POST',
          '/api/tokens',
          { name: `a ${scope} script`, scope },
          { cookie },
        );
        expect(status).toBe(201);
        return { ...body, headers: { authorization: `Bearer ${body.token}` } };
      };
      const [reading, writing] = [await make('read'), await make('write')];
      const statusOf = async (method: string, path: string, headers: Record<string, string>) =>
        (
          await ask({
            method,
            path,
            headers: { ...JSON_TYPE, ...headers },
            ...(method === 'POST' && { body: '{"name":"x"}' }),
          })
        ).status;
      for (const path of ['/api/plants', '/api/devices', '/metrics', '/api/openapi.json'])
        expect([path, await statusOf('GET', path, reading.headers)]).toEqual([path, 200]);
      for (const [method, path] of [
        ['POST', '/api/plants'],
        ['DELETE', '/api/plants/1'],
        ['GET', '/api/backup'],
        ['GET', '/api/tokens'],
        ['GET', '/api/audit'],
        ['GET', '/api/sessions'],
        ['GET', '/editor/flows'],
      ] as const)
        expect([method, path, await statusOf(method, path, reading.headers)]).toEqual([method, path, 403]);
      expect(await statusOf('POST', '/api/plants', writing.headers)).toBe(201);
      for (const path of ['/api/tokens', '/api/sessions', '/editor/flows'])
        expect([path, await statusOf('GET', path, writing.headers)]).toEqual([path, 403]);
      const { body } = await api.call('GET', '/api/tokens', undefined, { cookie });
      expect(JSON.stringify(body)).not.toContain(reading.token);
      expect(body).toEqual([
        expect.objectContaining({ name: 'a read script', scope: 'read', used_at: expect.any(String) }),
        expect.objectContaining({ name: 'a write script', scope: 'write' }),
      ]);
      const { body: changes } = await api.call<AuditEntry[]>('GET', '/api/audit?limit=3', undefined, { cookie });
      expect(changes.map(({ by, name, operation, fields }) => ({ by, name, operation, fields }))).toEqual([
        { by: 'token', name: 'a write script', operation: 'createPlant', fields: ['name'] },
        { by: 'session', name: 'Unknown', operation: 'createAccessToken', fields: ['name', 'scope'] },
        { by: 'session', name: 'Unknown', operation: 'createAccessToken', fields: ['name', 'scope'] },
      ]);
      expect((await api.call('DELETE', `/api/tokens/${reading.id}`, undefined, { cookie })).status).toBe(204);
      expect(await statusOf('GET', '/api/plants', reading.headers)).toBe(401);
    });
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
