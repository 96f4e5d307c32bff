import type { PlantPhoto } from '@plantops/shared/api/photos.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JudgedApi, type Problem } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** The smallest picture of each type: a single pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const WEBP = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=', 'base64');
const JPEG = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]),
  Buffer.from('JFIF\0'),
  Buffer.alloc(64),
  Buffer.from([0xff, 0xd9]),
]);
const LIMIT_BYTES = 4 * 1024 * 1024;

describe('the photo of a plant', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;
  let plant: Plant;
  let path: string;

  const answer = async <T>(
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; body: T; headers: Headers }> => {
    const response = await fetch(new URL(path, plantOps.url), { method, ...init });
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    const found = {
      status: response.status,
      body: (isJson ? await response.json() : await response.text()) as T,
      headers: response.headers,
    };
    api.check(method, path, found);
    return found;
  };
  /**
   * Asks as a browser does that has a copy. By default fetch would add `no-cache`, as for a reload without the cache.
   */
  const ask = (url: string, etag: string) =>
    answer('GET', url, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } });
  const put = <T = Plant>(content: Buffer | undefined, type: string) =>
    answer<T>('PUT', path, { headers: { 'content-type': type }, ...(content && { body: new Uint8Array(content) }) });
  const bytesOf = async (url: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(new URL(url, plantOps.url))).arrayBuffer());

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  beforeEach(async () => {
    plant = (await api.call<Plant>('POST', '/api/plants', { name: 'Fern' })).body;
    path = `/api/plants/${plant.id}/photo`;
  });
  afterAll(() => plantOps.remove());

  it.each([
    ['image/png', PNG],
    ['image/webp', WEBP],
    ['image/jpeg', JPEG],
    ['IMAGE/JPEG; q=1', JPEG],
  ])('of type %s is accepted, and returned byte for byte', async (type, content) => {
    expect(plant.photo_url).toBeNull();
    const { status, body } = await put(content, type);
    expect(status).toBe(200);
    // It may have been judged meanwhile.
    const { verdict: _judged, ...shown } = body;
    const { verdict: _before, ...unchanged } = plant;
    const photo_url: unknown = expect.stringMatching(/^\/api\/plants\/[\w]+\/photo\?v=[\w-]{16}$/);
    expect(shown).toEqual({ ...unchanged, photo_url });
    expect((await api.get<Plant>(`/api/plants/${plant.id}`)).body).toMatchObject(shown);
    const { headers } = await answer('GET', body.photo_url ?? '');
    expect(headers.get('content-type')).toBe(type.toLowerCase().split(';')[0]);
    expect(headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(await bytesOf(body.photo_url ?? '')).toEqual(content);
  });

  it('is not sent again to a browser that has it, and is revalidated each time if the address has no version', async () => {
    const url = (await put(PNG, 'image/png')).body.photo_url ?? '';
    const etag = (await answer('GET', url)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(await ask(url, etag)).toMatchObject({ status: 304, body: '' });
    expect((await ask(url, '"other"')).status).toBe(200);
    expect((await answer('GET', path)).headers.get('cache-control')).toBe('private, no-cache');

    const newer = (await put(WEBP, 'image/webp')).body.photo_url ?? '';
    expect(newer).not.toBe(url);
    expect(await bytesOf(url)).toEqual(PNG);
    expect((await answer('GET', `${path}?v=gone`)).headers.get('cache-control')).toBe('private, no-cache');
    expect((await ask(path, etag)).status).toBe(200);
    expect(await bytesOf(newer)).toEqual(WEBP);
  });

  it('are a timeline: each has its day, can be given another one, and be removed', async () => {
    const photos = `/api/plants/${plant.id}/photos`;
    const add = (content: Buffer, type: string, query = '') =>
      answer<PlantPhoto>('POST', photos + query, {
        headers: { 'content-type': type },
        body: new Uint8Array(content),
      });
    const { body: now } = await put(PNG, 'image/png');
    const old = await add(JPEG, 'image/jpeg', '?taken_at=2026-01-07T10:00:00Z');
    expect([old.status, old.body.taken_at]).toEqual([201, '2026-01-07T10:00:00.000Z']);
    const list = (await api.get<PlantPhoto[]>(photos)).body;
    expect(list.map(({ url }) => url)).toEqual([now.photo_url, old.body.url]);
    expect(await bytesOf(old.body.url)).toEqual(JPEG);
    const changed = await api.call<PlantPhoto>('PATCH', `${photos}/${old.body.id}`, {
      taken_at: '2026-02-01T12:00:00+01:00',
    });
    expect(changed.body).toEqual({ ...old.body, taken_at: '2026-02-01T11:00:00.000Z' });
    expect(await api.refused('PATCH', `${photos}/${old.body.id}`, { taken_at: '2999-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      errors: [{ pointer: '/taken_at' }],
    });
    expect((await answer('DELETE', `${photos}/${list[0]?.id}`)).status).toBe(204);
    expect((await api.get<Plant>(`/api/plants/${plant.id}`)).body.photo_url).toBe(old.body.url);
    expect((await answer<Problem>('DELETE', `${photos}/${list[0]?.id}`)).body.code).toBe('photo_not_found');
  });

  it('can be removed', async () => {
    expect((await answer<Problem>('GET', path)).body.code).toBe('photo_not_found');
    expect((await answer<Problem>('DELETE', path)).body.code).toBe('photo_not_found');
    const { body } = await put(PNG, 'image/png');
    expect((await api.call<Plant>('DELETE', path)).body).toEqual({ ...body, photo_url: null });
    expect((await answer<Problem>('GET', body.photo_url ?? '')).body.code).toBe('photo_not_found');
  });

  it.each([
    ['nothing', undefined, 'image/png'],
    ['an empty body', Buffer.alloc(0), 'image/png'],
    ['text', Buffer.from('I am a picture'), 'image/png'],
    ['a page with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'image/jpeg'],
    ['a GIF', Buffer.from('GIF89a\u0001\u0000'), 'image/webp'],
    ['another kind than it says', PNG, 'image/jpeg'],
    ['the first bytes alone', PNG.subarray(0, 4), 'image/png'],
    ['a RIFF that is sound', Buffer.from('RIFF\u0000\u0000\u0000\u0000WAVEfmt '), 'image/webp'],
  ])('is refused if the body is %s', async (_, content, type) => {
    const { status, body } = await put<Problem>(content, type);
    expect([status, body.code]).toEqual([400, 'invalid_photo']);
    expect(body.detail).toMatch(/JPEG, PNG or WebP|looks like image\/png/);
    expect((await api.get<Plant>(`/api/plants/${plant.id}`)).body.photo_url).toBeNull();
  });

  it('is refused if its type is not accepted or it is too large; the answer names the limit', async () => {
    expect((await put<Problem>(PNG, 'image/svg+xml')).body.code).toBe('unsupported_media_type');
    expect((await put<Problem>(PNG, 'application/json')).body.code).toBe('unsupported_media_type');
    const large = await put<Problem>(Buffer.concat([PNG, Buffer.alloc(LIMIT_BYTES)]), 'image/png');
    expect(large).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large', detail: expect.stringContaining('4 MB') },
    });
    const fitting = Buffer.concat([PNG, Buffer.alloc(LIMIT_BYTES - PNG.length)]);
    const { status, body } = await put(fitting, 'image/png');
    expect(status).toBe(200);
    expect((await bytesOf(body.photo_url ?? '')).equals(fitting)).toBe(true);
  });

  it('is answered with 404 for a plant that does not exist', async () => {
    path = '/api/plants/plant_none/photo';
    expect((await put<Problem>(PNG, 'image/png')).body.code).toBe('plant_not_found');
    expect((await answer<Problem>('GET', path)).body.code).toBe('plant_not_found');
    expect((await answer<Problem>('DELETE', path)).body.code).toBe('plant_not_found');
  });
});
