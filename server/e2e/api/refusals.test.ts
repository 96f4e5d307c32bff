import { gzipSync } from 'node:zlib';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('the REST interface refuses', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;
  const createPlant = async (plant: object): Promise<Plant> =>
    (await api.call<Plant>('POST', '/api/plants', plant)).body;

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterAll(() => plantOps.remove());

  it.each([
    ['broken JSON', '{"name":', {}, 400, 'invalid_json'],
    ['no body', undefined, {}, 400, 'invalid_json'],
    ['a form', 'name=Fern', { 'content-type': 'application/x-www-form-urlencoded' }, 400, 'invalid_json'],
    ['plain text', '{"name":"Fern"}', { 'content-type': 'text/plain' }, 400, 'invalid_json'],
    ['a type that is none', '{"name":"Fern"}', { 'content-type': ';' }, 400, 'invalid_json'],
    [
      'an unknown charset',
      '{"name":"Fern"}',
      { 'content-type': 'application/json; charset=klingon' },
      400,
      'invalid_request',
    ],
    ['an unknown encoding', '{"name":"Fern"}', { 'content-encoding': 'klingon' }, 400, 'invalid_request'],
    ['more than 64 kB', JSON.stringify({ name: 'x'.repeat(70_000) }), {}, 413, 'payload_too_large'],
    ['an array', '[]', {}, 400, 'invalid_request'],
    ['null', 'null', {}, 400, 'invalid_request'],
  ] as [string, string | undefined, Record<string, string>, number, string][])(
    '%s as a plant',
    async (_title, body, headers, status, code) => {
      expect(await api.refused('POST', '/api/plants', body, headers)).toMatchObject({ status, code });
    },
  );

  it('a small body that decompresses to a large one', async () => {
    const response = await fetch(`${plantOps.url}/api/plants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ name: 'x'.repeat(5_000_000) })),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'payload_too_large' });
  });

  it.each([
    ['no name', {}, '/name'],
    ['a name of another type', { name: 7 }, '/name'],
    ['an empty name', { name: '  ' }, '/name'],
    ['a long name', { name: 'x'.repeat(101) }, '/name'],
    ['a name with NUL', { name: 'a\u0000b' }, '/name'],
    ['a name with a line break', { name: 'a\nb' }, '/name'],
    ['half a character', { name: 'a\ud83cb' }, '/name'],
    ['an unknown field', { name: 'Fern', colour: 'green' }, '/colour'],
    ['an unknown field with a slash', { name: 'Fern', 'a/b~c': 1 }, '/a~1b~0c'],
    ['an unknown metric', { name: 'Fern', thresholds: { sap_flow: { min: 1 } } }, '/thresholds/sap_flow'],
    ['min above max', { name: 'Fern', thresholds: { humidity: { min: 60, max: 40 } } }, '/thresholds/humidity/min'],
    [
      'a threshold outside what sensors give',
      { name: 'Fern', thresholds: { humidity: { max: 101 } } },
      '/thresholds/humidity/max',
    ],
    ['a threshold as text', { name: 'Fern', thresholds: { humidity: { max: '50' } } }, '/thresholds/humidity/max'],
  ] as [string, object, string][])('%s, with a pointer to it', async (_title, body, pointer) => {
    expect(await api.refused('POST', '/api/plants', body)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ pointer, detail: expect.any(String) }],
    });
  });

  it('a field named __proto__', async () => {
    expect(await api.refused('POST', '/api/plants', '{"name":"Fern","__proto__":{"admin":true}}')).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: '/__proto__' }],
    });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('min above max when a plant is changed, and leaves the plant unchanged', async () => {
    const plant = await createPlant({ name: 'Fern', thresholds: { humidity: { min: 40, max: 60 } } });
    const refusal = await api.refused('PUT', `/api/plants/${plant.id}`, {
      name: 'Changed',
      thresholds: { humidity: { min: 60, max: 40 } },
    });
    expect(refusal).toMatchObject({
      status: 400,
      errors: [{ pointer: '/thresholds/humidity/min', detail: 'min must not be greater than max' }],
    });
    expect((await api.get(`/api/plants/${plant.id}`)).body).toEqual(plant);
  });

  it.each([
    'plant_none',
    '%00',
    'a%2Fb',
    '..%2F..%2Fetc%2Fpasswd',
    `'%20OR%201=1--`,
    'x'.repeat(300),
    '%F0%9F%8C%B5',
    '%0d%0aSet-Cookie:x=y',
    '__proto__',
    'constructor',
  ])('the id %s with 404', async (id) => {
    for (const [method, path, body] of [
      ['GET', `/api/plants/${id}`],
      ['GET', `/api/plants/${id}/history`],
      ['GET', `/api/plants/${id}/export`],
      ['GET', `/api/plants/${id}/devices`],
      ['PUT', `/api/plants/${id}`, { name: 'x' }],
      ['DELETE', `/api/plants/${id}`],
      ['GET', `/api/devices/${id}`],
      ['PATCH', `/api/devices/${id}`, { name: 'x' }],
      ['GET', `/api/devices/${id}/rejected`],
      ['DELETE', `/api/devices/${id}`],
      ['POST', `/api/devices/${id}/provision`, { plant_id: null }],
      ['POST', `/api/alerts/${id}/acknowledge`],
    ] as [string, string, unknown?][]) {
      expect((await api.refused(method, path, body)).status).toBe(404);
    }
  });

  it.each(['0', '-1', '1.5', '99999999999', '2147483647'])('the alert id %s with 404', async (id) => {
    expect((await api.refused('POST', `/api/alerts/${id}/acknowledge`)).status).toBe(404);
  });

  it.each(['/api/plants/%E0%A4%A', '/api/devices/%', '/%C0%AF', '/api/plants/%zz/history'])(
    'the malformed path %s with 400',
    async (path) => {
      expect((await api.refused('GET', path)).status).toBe(400);
    },
  );

  it.each([
    '/api/devices?status=asleep',
    '/api/devices?unassigned=maybe',
    '/api/devices?plant_id=%00',
    '/api/devices?limit=0',
    '/api/devices?limit=1001',
    '/api/devices?limit=ten',
    '/api/devices?limit=1&limit=2',
    '/api/devices?cursor=%27',
    '/api/devices?colour=green',
    '/api/plants?limit=-1',
    '/api/plants?cursor=',
    '/api/alerts?cursor=plant_1',
    '/api/alerts?cursor=99999999999',
    '/api/alerts?open=1',
    '/api/species?q=%00',
    `/api/species?q=${'x'.repeat(101)}`,
    '/api/species?q=a&q=b',
    '/api/species?Q=a',
    '/api/plants?__proto__=1',
  ])('the query %s', async (path) => {
    expect(await api.refused('GET', path)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ pointer: expect.stringMatching(/^\//) }],
    });
  });

  it.each([
    ['GET', '/api'],
    ['GET', '/api/nothing'],
    ['GET', '/API/plants'],
    ['GET', '/api/plants/'],
    ['GET', '/favicon.php'],
    ['DELETE', '/'],
  ])('%s %s, which does not exist', async (method, path) => {
    expect(await api.refused(method, path)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each([
    ['POST', '/api/plants/x/history', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/plants', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
  ])('%s %s, which is there for other methods: %s', async (method, path, allow) => {
    const { status, body, headers } = await api.call<{ code: string }>(method, path);
    expect([status, body.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', allow]);
  });
});
