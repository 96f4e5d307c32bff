import http from 'node:http';
import { ProblemError } from '@plantops/shared/problem.ts';
import { DEFAULT_DISPLAY_SETTINGS } from '@plantops/shared/settings/display.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { rawRequest } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { ownerAccess } from '../testing/owner-session.ts';
import { createApplication } from './application.ts';
import type { Change } from './changes.ts';
import { endpoints } from './endpoints.ts';
import { type Call, type Handlers, linkNextPage } from './router.ts';

const PASSWORD = 'correct horse';
const OWNER = { authorization: `Bearer ${PASSWORD}` };
const JSON_TYPE = { 'content-type': 'application/json' };
const serve = useServed();
let clock: FakeClock;
/** What reached a handler: its name, and what it was given. */
let calls: { name: string; params: unknown; query: unknown; body: unknown }[];
type Answer = { status: number; body: unknown } | undefined;
let answer: (call: Call<unknown>) => Answer | Promise<Answer>;
/** What the log says of failures. */
let failures: string[];
let changes: Change[];
let url: string;
let owner: ReturnType<typeof ownerAccess>;

async function start(registrationKey?: string, password: string | null = PASSWORD): Promise<void> {
  owner = ownerAccess(password ?? undefined, clock);
  const handlers = Object.fromEntries(
    Object.keys(endpoints).map((name) => [
      name,
      (call: Call<unknown>) => {
        const { params, query, body } = call;
        calls.push({ name, params, query, body });
        return answer(call);
      },
    ]),
  );
  url = await serve(
    createApplication({
      deviceLogin: { check: () => Promise.reject(new ProblemError('device_credentials_required', 'none')) },
      handlers: handlers as unknown as Handlers,
      session: owner.session,
      onChange: (entry) => Promise.resolve(void changes.push(entry)),
      registrationKey,
      firstView: { plants: () => Promise.resolve([]), display: () => Promise.resolve(DEFAULT_DISPLAY_SETTINGS) },
      timeRequests: (_request, _response, next) => next(),
      clock,
      whyUnavailable: () => undefined,
      log: pino({ level: 'error' }, { write: (line) => failures.push((JSON.parse(line) as { msg: string }).msg) }),
    }),
  );
}
const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  rawRequest(url, { method, path, headers, body });
const codeOf = ({ status, text }: { status: number; text: string }): [number, unknown] => [
  status,
  text === '' ? '' : (JSON.parse(text) as { code?: unknown }).code,
];
const names = (): string[] => calls.map(({ name }) => name);

beforeEach(async () => {
  clock = new FakeClock(new Date());
  [calls, failures] = [[], []];
  changes = [];
  answer = () => ({ status: 200, body: {} });
  await start();
});

describe('an endpoint', () => {
  it('is for the owner alone, except those that devices and monitors need', async () => {
    const open: string[] = [];
    for (const [name, { method, path }] of Object.entries(endpoints)) {
      const { status } = await ask(method.toUpperCase(), path.replaceAll(/:\w+/g, '1'), JSON_TYPE, '{}');
      if (status !== 401) open.push(name);
    }
    expect(open.sort()).toEqual([
      'createSession',
      'deleteSession',
      'getHealth',
      'getPlantCalendar',
      'getReadiness',
      'getSession',
      'getStart',
      'registerDevice',
    ]);
  });

  it('opens and closes for a browser with its session', async () => {
    const cookie = await owner.cookie();
    expect((await ask('GET', '/api/plants', { cookie })).status).toBe(200);
    await clock.advance(30 * 86_400_000);
    const refused = await ask('GET', '/api/plants', { cookie });
    expect(codeOf(refused)).toEqual([401, 'unauthorized']);
    expect(refused.text).toContain('POST /api/session');
  });

  it('is given what its table says, checked and converted', async () => {
    await ask('GET', '/api/alerts?limit=7&open=true', OWNER);
    await ask('POST', '/api/alerts/12/acknowledge', OWNER);
    expect(calls).toEqual([
      { name: 'listAlerts', params: undefined, query: { limit: 7, open: true }, body: undefined },
      { name: 'acknowledgeAlert', params: { id: 12 }, query: undefined, body: undefined },
    ]);
  });

  it.each([
    ['an unknown field in the query', 'GET', '/api/alerts?colour=red', undefined, [400, 'invalid_request']],
    ['an unknown field in the body', 'POST', '/api/plants', '{"name":"Fern","colour":1}', [400, 'invalid_request']],
    ['an id that none can have', 'GET', '/api/plants/a%20b', undefined, [404, 'not_found']],
    ['a body that is not JSON', 'POST', '/api/plants', '{', [400, 'invalid_json']],
    ['a body that is too long', 'POST', '/api/plants', `{"name":"${'x'.repeat(65_536)}"}`, [413, 'payload_too_large']],
    ['an escape that is none', 'GET', '/api/plants/%', undefined, [400, 'invalid_request']],
    ['another case of the path', 'GET', '/api/Plants', undefined, [404, 'not_found']],
    ['a slash too many', 'GET', '/api/plants/', undefined, [404, 'not_found']],
    ['a method that it has not', 'PATCH', '/api/plants', '{}', [405, 'method_not_allowed']],
  ])('refuses %s', async (_what, method, path, body, refusal) => {
    expect(codeOf(await ask(method, path, { ...OWNER, ...JSON_TYPE }, body))).toEqual(refusal);
    expect(calls).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'application/json-patch', ''])(
    'takes no body of the type %j, which a page of another site could send',
    async (type) => {
      const headers = { ...OWNER, ...(type !== '' && { 'content-type': type }) };
      expect(codeOf(await ask('POST', '/api/plants', headers, '{"name":"x"}'))).toEqual([400, 'invalid_json']);
      expect(calls).toEqual([]);
    },
  );

  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json ;charset=utf-8',
  ])('takes a body of the type %j', async (type) => {
    const { status } = await ask('POST', '/api/plants', { ...OWNER, 'content-type': type }, '{"name":"Fern"}');
    expect([status, calls[0]?.body]).toEqual([200, { name: 'Fern' }]);
  });

  it('whose body may be left out needs no type without one, and with one it does', async () => {
    const path = '/api/settings/notifications/test';
    expect((await ask('POST', path, OWNER)).status).toBe(200);
    expect((await ask('POST', path, { ...OWNER, 'content-length': '0' })).status).toBe(200);
    expect(codeOf(await ask('POST', path, OWNER, '{}'))).toEqual([400, 'invalid_json']);
    expect(codeOf(await ask('POST', path, { ...OWNER, 'transfer-encoding': 'chunked' }, '{}'))).toEqual([
      400,
      'invalid_json',
    ]);
    expect(names()).toEqual(['testNotifications', 'testNotifications']);
  });

  it.each([
    ['image/png', 200],
    ['IMAGE/PNG; x=1', 200],
    ['image/gif', 415],
    ['application/json', 415],
    ['', 415],
  ])('that takes a photo answers a file of the type %j with %d', async (type, status) => {
    const headers = { ...OWNER, ...(type !== '' && { 'content-type': type }) };
    const { status: got, text } = await ask('PUT', '/api/plants/plant_1/photo', headers, 'picture');
    expect([got, text.includes('image/png')]).toEqual([status, status === 415]);
  });

  it('that takes a photo takes none of more than 4 MB', async () => {
    const headers = { ...OWNER, 'content-type': 'image/png' };
    const large = await ask('PUT', '/api/plants/plant_1/photo', headers, 'x'.repeat(4 * 2 ** 20 + 1));
    expect([codeOf(large), large.text.includes('at most 4 MB')]).toEqual([[413, 'payload_too_large'], true]);
  });

  it('answers with its status and body, or with none, or by itself', async () => {
    answer = () => ({ status: 201, body: { a: 1 } });
    expect(await ask('GET', '/api/plants', OWNER)).toMatchObject({ status: 201, text: '{"a":1}' });
    answer = () => ({ status: 204, body: undefined });
    expect(await ask('GET', '/api/plants', OWNER)).toMatchObject({ status: 204, text: '' });
    answer = ({ response }) => void response.status(202).send('by itself');
    expect(await ask('GET', '/api/plants', OWNER)).toMatchObject({ status: 202, text: 'by itself' });
  });

  it('marks its answer, and says so instead of sending the same again', async () => {
    answer = () => ({ status: 200, body: [{ name: 'Fern '.repeat(500) }] });
    const first = await ask('GET', '/api/plants', { ...OWNER, 'accept-encoding': 'gzip' });
    const etag = String(first.headers.etag);
    expect(first.headers['content-encoding']).toBe('gzip');
    const again = await ask('GET', '/api/plants', { ...OWNER, 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    answer = () => ({ status: 200, body: [{ name: 'Palm' }] });
    expect((await ask('GET', '/api/plants', { ...OWNER, 'if-none-match': etag })).status).toBe(200);
  });

  it('that fails answers with the problem', async () => {
    answer = () => {
      throw new ProblemError('plant_not_found', 'There is no plant x');
    };
    expect(codeOf(await ask('GET', '/api/plants', OWNER))).toEqual([404, 'plant_not_found']);
  });
});

describe('a change', () => {
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}`, ...JSON_TYPE });

  it('is told of with who made it, what it was about and which fields it had, and without a value', async () => {
    const { token } = await owner.tokens.create({ name: 'a script', scope: 'write' });
    answer = () => ({ status: 200, body: {} });
    await ask('PUT', '/api/plants/fern', bearer(token), '{"name":"Secret","thresholds":{"soil_moisture":{"min":20}}}');
    await ask('PUT', '/api/settings/llm', { ...OWNER, ...JSON_TYPE }, '{"api_key":"sk-secret"}');
    await ask('DELETE', '/api/plants/fern', { cookie: await owner.cookie() });
    expect(changes).toEqual([
      {
        by: 'token',
        name: 'a script',
        address: '127.0.0.1',
        operation: 'updatePlant',
        target: 'fern',
        fields: ['name', 'thresholds.soil_moisture'],
      },
      expect.objectContaining({ by: 'password', operation: 'updateLlmSettings', target: null, fields: ['api_key'] }),
      expect.objectContaining({ by: 'session', operation: 'deletePlant', target: 'fern', fields: [] }),
    ]);
    expect(JSON.stringify(changes)).not.toMatch(/Secret|sk-secret/);
  });

  it('is told of with the kind of what was done with several plants, or entered into a journal', async () => {
    answer = () => ({ status: 201, body: {} });
    const send = (path: string, body: object) => ask('POST', path, { ...OWNER, ...JSON_TYPE }, JSON.stringify(body));
    await send('/api/plants/actions', { plant_ids: ['fern'], action: { kind: 'water', note: 'Secret' } });
    await send('/api/plants/actions', { plant_ids: ['fern'], action: { kind: 'care', journal_kind: 'pruning' } });
    await send('/api/plants/fern/journal', { kind: 'watering', note: 'Secret' });
    expect(changes.map(({ operation, fields }) => [operation, ...fields])).toEqual([
      ['actOnPlants', 'plant_ids', 'action.kind=water', 'action.note'],
      ['actOnPlants', 'plant_ids', 'action.kind=care', 'action.journal_kind=pruning'],
      ['addJournalEntry', 'kind=watering', 'note'],
    ]);
  });

  it('that was refused, that failed, or that only looks is not told of', async () => {
    await ask('DELETE', '/api/plants/fern');
    await ask('PUT', '/api/plants/fern', { ...OWNER, ...JSON_TYPE }, '{"colour":1}');
    await ask('GET', '/api/plants', OWNER);
    answer = () => {
      throw new ProblemError('plant_not_found', 'There is no plant fern');
    };
    await ask('DELETE', '/api/plants/fern', OWNER);
    expect(changes).toEqual([]);
  });
});

describe('a registration', () => {
  const register = (headers: Record<string, string> = {}) =>
    ask('POST', '/api/devices/register', { ...JSON_TYPE, ...headers }, '{"mac_address":"a4cf12000001"}');

  it('needs the key where there is one, or the owner, and not the password', async () => {
    expect((await register()).status).toBe(200);
    await start('let me in');
    expect((await register({ 'x-registration-key': 'let me in' })).status).toBe(200);
    for (const key of ['', 'let me', 'LET ME IN'])
      expect(codeOf(await register({ 'x-registration-key': key }))).toEqual([401, 'registration_key_required']);
    expect((await register(OWNER)).status).toBe(200);
    const wrong = { authorization: 'Bearer wrong horse' };
    const answer = register(wrong);
    // Told late.
    await expect.poll(() => clock.timers).toBe(1);
    await clock.advance(250);
    expect(codeOf(await answer)).toEqual([401, 'registration_key_required']);
    expect(codeOf(await register({ origin: url }))).toEqual([401, 'registration_key_required']);
  });

  it('without a password needs no key from a page of this server', async () => {
    await start('let me in', null);
    expect((await register({ origin: url })).status).toBe(200);
    expect(codeOf(await register())).toEqual([401, 'registration_key_required']);
  });

  it('is refused after 3000 of an address within a minute, also of those with a wrong key, and taken after that', async () => {
    await start('let me in');
    for (let count = 0; count < 3000; count += 100)
      await Promise.all(Array.from({ length: 100 }, () => register({ 'x-registration-key': 'guess' })));
    expect(codeOf(await register({ 'x-registration-key': 'let me in' }))).toEqual([429, 'too_many_requests']);
    expect((await ask('GET', '/api/plants', OWNER)).status).toBe(200);
    await clock.advance(60_000);
    expect((await register({ 'x-registration-key': 'let me in' })).status).toBe(200);
  });
});

describe('other paths', () => {
  it('show the document of the API to the owner alone', async () => {
    expect((await ask('GET', '/api/openapi.json')).status).toBe(401);
    expect((await ask('GET', '/api/docs/')).status).toBe(401);
    expect(JSON.parse((await ask('GET', '/api/openapi.json', OWNER)).text)).toHaveProperty('openapi');
    const { text } = await ask('GET', '/api/docs/', OWNER);
    expect(text).toContain('<title>API · PlantOps</title>');
    expect(text).toContain('<a href="../../">');
  });

  it('below the API that are none say where to look', async () => {
    const { status, text } = await ask('GET', '/api/nothing?x=1', OWNER);
    expect([status, JSON.parse(text)]).toMatchObject([
      404,
      { code: 'not_found', detail: 'There is no GET /api/nothing: see /api/docs' },
    ]);
  });

  it('that name a file that is not there, or are not asked for by GET, are not the dashboard', async () => {
    expect(codeOf(await ask('GET', '/nothing.js'))).toEqual([404, 'not_found']);
    expect(codeOf(await ask('POST', '/nothing'))).toEqual([404, 'not_found']);
  });

  it('and all others carry the headers that keep other sites out of them', async () => {
    const { headers } = await ask('GET', '/api/nothing');
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

describe('the size of answers', () => {
  const long = 'x'.repeat(5000);
  const accept = { ...OWNER, 'accept-encoding': 'gzip' };

  it('is made smaller, except of live events and of backups', async () => {
    const encodingOf = async (type: string): Promise<unknown> => {
      answer = ({ response }) => void response.set('Content-Type', type).send(Buffer.from(long));
      return (await ask('GET', '/api/plants', accept)).headers['content-encoding'];
    };
    expect(await encodingOf('application/json')).toBe('gzip');
    expect(await encodingOf('text/event-stream')).toBeUndefined();
    expect(await encodingOf('application/gzip')).toBeUndefined();
  });
});

describe('a condition on a request', () => {
  it('spares the content if the client has it already, and sends it if it has changed', async () => {
    let version = 'one';
    answer = ({ response }) => void response.set('ETag', `"${version}"`).send(Buffer.from(version));
    const again = (): Promise<{ status: number; text: string }> =>
      ask('GET', '/api/plants', { ...OWNER, 'if-none-match': '"one"' });
    expect(await again()).toMatchObject({ status: 304, text: '' });
    version = 'two';
    expect(await again()).toMatchObject({ status: 200, text: 'two' });
  });
});

describe('a client that leaves before its answer', () => {
  /** What the log says where the handler fails so once the client has left. */
  async function failuresOf(failure: (reason: unknown) => unknown): Promise<string[]> {
    const ended = Promise.withResolvers<undefined>();
    const client = http.request(new URL('/api/devices/register', url), { method: 'POST', headers: JSON_TYPE });
    client.on('error', () => undefined);
    answer = async ({ left }) => {
      client.destroy();
      await new Promise((resolve) => left.addEventListener('abort', resolve));
      // After each hundred routes the router lets others go first; by then it has passed all.
      let turns = 5;
      const turn = (): unknown => ((turns -= 1) > 0 ? setImmediate(turn) : ended.resolve(undefined));
      turn();
      throw failure(left.reason);
    };
    client.end('{"mac_address":"a4:cf:12:00:00:01"}');
    await ended.promise;
    return failures.splice(0);
  }

  it('is told nothing, and what would have been said is no fault of the server', async () => {
    expect(await failuresOf((reason) => reason)).toEqual([]);
    expect(await failuresOf(() => new ProblemError('flow_unavailable', 'Whoever registers has gone'))).toEqual([]);
  });

  it('does not hide what fails in the server', async () => {
    expect(await failuresOf(() => new Error('a fault'))).toEqual(['The server failed; its log says more']);
  });
});

describe('a page of a list', () => {
  const linkOf = async (path: string, items: unknown[], lastId: string | number | undefined): Promise<unknown> => {
    answer = (call) => {
      linkNextPage(call, 2, items, lastId);
      return { status: 200, body: items };
    };
    return (await ask('GET', path, OWNER)).headers.link;
  };

  it('that is full names the next one, with what was asked for', async () => {
    expect(await linkOf('/api/alerts?limit=2&open=true&cursor=9', [1, 2], 7)).toBe(
      '</api/alerts?limit=2&open=true&cursor=7>; rel="next"',
    );
    expect(await linkOf('/api/alerts', [1, 2], 'a b')).toBe('</api/alerts?cursor=a+b>; rel="next"');
  });

  it('that is not full is the last', async () => {
    expect(await linkOf('/api/alerts', [1], 7)).toBeUndefined();
    expect(await linkOf('/api/alerts', [1, 2], undefined)).toBeUndefined();
  });
});
