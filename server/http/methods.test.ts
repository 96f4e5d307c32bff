/** What becomes of methods, and of readers that have the answer already. */
import { DEFAULT_DISPLAY_SETTINGS } from '@plantops/shared/settings/display.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../testing/database.ts';
import { ownerAccess } from '../testing/owner-session.ts';
import { rawRequest } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { createApplication } from './application.ts';
import { endpoints } from './endpoints.ts';
import type { Handlers } from './router.ts';

const PASSWORD = 'correct horse';
const OWNER = { authorization: `Bearer ${PASSWORD}` };
const JSON_TYPE = { 'content-type': 'application/json' };
const serve = useServed();
let url: string;
let names: string[];
let body: unknown;
let changes: unknown[];

beforeEach(async () => {
  [names, changes, body] = [[], [], [{ id: 'plant_1' }]];
  const clock = new FakeClock(new Date());
  const handlers = Object.fromEntries(
    Object.keys(endpoints).map((name) => [name, () => (names.push(name), { status: 200, body })]),
  );
  url = await serve(
    createApplication({
      deviceLogin: { check: () => Promise.resolve() },
      handlers: handlers as unknown as Handlers,
      session: ownerAccess(PASSWORD, clock).session,
      onChange: (entry) => Promise.resolve(void changes.push(entry)),
      registrationKey: undefined,
      firstView: { plants: () => Promise.resolve([]), display: () => Promise.resolve(DEFAULT_DISPLAY_SETTINGS) },
      timeRequests: (_request, _response, next) => next(),
      clock,
      whyUnavailable: () => undefined,
      log: silentLog,
    }),
  );
});
const ask = (method: string, path: string, headers: Record<string, string> = {}, text?: string) =>
  rawRequest(url, { method, path, headers, body: text });

describe('an endpoint', () => {
  it.each([
    ['PATCH', '/api/plants', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/api/plants/1', 'GET, HEAD, PUT, DELETE, OPTIONS'],
    // Also the name of a plant's address.
    ['PATCH', '/api/plants/actions', 'GET, HEAD, POST, PUT, DELETE, OPTIONS'],
    ['DELETE', '/metrics', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/plants/1/care.ics', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/docs', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/api/plants/1', 'GET, HEAD, PUT, DELETE, OPTIONS'],
  ])('that is asked by %s at %s says by which methods it is', async (method, path, allow) => {
    const refused = await ask(method, path, { ...OWNER, ...JSON_TYPE }, '{}');
    expect([refused.status, refused.headers.allow]).toEqual([405, allow]);
    const options = await ask('OPTIONS', path);
    expect([options.status, options.headers.allow, options.text]).toEqual([204, allow, '']);
    expect(names).toEqual([]);
  });

  it('answers HEAD as it would GET, without the body; a stream ends with its head', async () => {
    const [get, head] = [await ask('GET', '/api/plants', OWNER), await ask('HEAD', '/api/plants', OWNER)];
    expect([head.status, head.text, head.headers.etag]).toEqual([200, '', get.headers.etag]);
    expect(names).toEqual(['listPlants', 'listPlants']);
    const stream = await ask('HEAD', '/api/events', OWNER);
    expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect((await ask('HEAD', '/api/plants')).status).toBe(401);
    expect(changes).toEqual([]);
  });

  it('answers 304 to who has the list already, and the whole list once it is another one', async () => {
    for (const path of ['/api/plants', '/api/devices', '/api/alerts', '/api/tokens', '/api/species']) {
      const { headers } = await ask('GET', path, OWNER);
      expect(headers.etag, path).toBeDefined();
      for (const method of ['GET', 'HEAD']) {
        const same = await ask(method, path, { ...OWNER, 'if-none-match': headers.etag ?? '' });
        expect([path, same.status, same.text]).toEqual([path, 304, '']);
      }
    }
    const { headers } = await ask('GET', '/api/plants', OWNER);
    body = [];
    const other = await ask('GET', '/api/plants', { ...OWNER, 'if-none-match': headers.etag ?? '' });
    expect([other.status, other.text]).toEqual([200, '[]']);
  });
});
