import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Photos, photoTypeOf } from './photos.ts';
import { Plants } from './plants.ts';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')));
const JPEG = bytes([0xff, 0xd8, 0xff, 0xe0], 'picture');
const PNG = bytes([0x89], 'PNG\r\n', [0x1a, 0x0a], 'picture');
const WEBP = bytes('RIFF', [1, 2, 3, 4], 'WEBP', 'picture');

describe('the type of a photo', () => {
  it.each([
    ['image/jpeg', JPEG],
    ['image/png', PNG],
    ['image/webp', WEBP],
  ])('is %s by its first bytes', (type, content) => {
    expect(photoTypeOf(content)).toBe(type);
  });

  it.each([
    ['text', Buffer.from('<svg></svg>')],
    ['nothing', Buffer.alloc(0)],
    ['a cut JPEG', JPEG.subarray(0, 2)],
    ['a cut PNG', PNG.subarray(0, 7)],
    ['a sound in a RIFF', bytes('RIFF', [1, 2, 3, 4], 'WAVE')],
    ['a WEBP without a RIFF', bytes('XXXX', [1, 2, 3, 4], 'WEBP')],
    ['a JPEG further back', bytes('x', [0xff, 0xd8, 0xff])],
  ])('is none for %s', (_what, content) => {
    expect(photoTypeOf(content)).toBeUndefined();
  });
});

describe('the photos of a plant', () => {
  const databases = useTestDatabases();
  let heard: ReturnType<typeof heardChanges>;
  let clock: FakeClock;
  let plants: Plants;
  let photos: Photos;
  let id: string;
  let other: string;

  beforeEach(async () => {
    const database = await databases.pool();
    const bus = new ChangeBus(silentLog);
    clock = new FakeClock();
    plants = new Plants({ database, diagnoses: noVerdicts, bus, clock });
    photos = new Photos({ database, plants, bus, clock });
    id = (await plants.create({ name: 'Fern' })).id;
    other = (await plants.create({ name: 'Palm' })).id;
    heard = heardChanges(bus);
  });
  const daysAgo = (days: number): string => new Date(clock.now().getTime() - days * 86_400_000).toISOString();
  const shownOf = async (plantId: string) => (await plants.get(plantId)).photo_url;

  it('are listed newest first, by the day on which they were taken; the newest is its picture', async () => {
    const now = await photos.add(id, 'image/jpeg', JPEG);
    const old = await photos.add(id, 'image/png', PNG, daysAgo(30));
    const between = await photos.add(id, 'image/webp', WEBP, daysAgo(7));
    expect(await photos.list(id)).toEqual([now, between, old]);
    expect(now).toEqual({
      id: expect.stringMatching(/^[\w-]{16}$/),
      plant_id: id,
      taken_at: daysAgo(0),
      media_type: 'image/jpeg',
      bytes: JPEG.length,
      url: `/api/plants/${id}/photo?v=${now.id}`,
    });
    expect([await shownOf(id), await shownOf(other), await photos.list(other)]).toEqual([now.url, null, []]);
    expect(heard).toEqual(Array(3).fill(['plants_changed', { plantIds: [id] }]));
  });

  it('are each answered by its id; one that is gone by the newest', async () => {
    const old = await photos.add(id, 'image/png', PNG, daysAgo(30));
    await photos.add(id, 'image/jpeg', JPEG);
    expect(await photos.get(id, old.id)).toEqual({ mediaType: 'image/png', version: old.id, content: PNG });
    expect((await photos.get(id)).content).toEqual(JPEG);
    await photos.remove(id, old.id);
    expect((await photos.get(id, old.id)).content).toEqual(JPEG);
  });

  it('are removed one by one: the one before becomes the picture, until none is left', async () => {
    const old = await photos.add(id, 'image/png', PNG, daysAgo(30));
    await photos.add(id, 'image/jpeg', JPEG);
    await photos.add(other, 'image/webp', WEBP);
    expect((await photos.remove(id)).photo_url).toBe(old.url);
    expect((await photos.remove(id, old.id)).photo_url).toBeNull();
    await expect(photos.get(id)).rejects.toMatchObject({ code: 'photo_not_found', status: 404 });
    await expect(photos.remove(id)).rejects.toMatchObject({ code: 'photo_not_found' });
    await expect(photos.remove(id, old.id)).rejects.toMatchObject({ code: 'photo_not_found' });
    expect((await photos.get(other)).content).toEqual(WEBP);
  });

  it('are each there once: the same one again is of another day, with the same address', async () => {
    const first = await photos.add(id, 'image/jpeg', JPEG, daysAgo(3));
    await photos.add(id, 'image/png', PNG, daysAgo(2));
    const again = await photos.add(id, 'image/jpeg', JPEG);
    expect(again).toEqual({ ...first, taken_at: daysAgo(0) });
    expect((await photos.list(id)).map(({ media_type: type }) => type)).toEqual(['image/jpeg', 'image/png']);
  });

  it('are given another day, but none to come', async () => {
    const first = await photos.add(id, 'image/jpeg', JPEG);
    const second = await photos.add(id, 'image/png', PNG, daysAgo(1));
    expect(await photos.setTime(id, first.id, daysAgo(9))).toEqual({ ...first, taken_at: daysAgo(9) });
    expect(await shownOf(id)).toBe(second.url);
    for (const time of [daysAgo(-1), '1899-12-31T00:00:00Z'])
      await expect(photos.setTime(id, first.id, time)).rejects.toMatchObject({
        code: 'invalid_request',
        fields: [{ pointer: '/taken_at' }],
      });
    await expect(photos.add(id, 'image/webp', WEBP, daysAgo(-1))).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(photos.setTime(other, first.id, daysAgo(1))).rejects.toMatchObject({ code: 'photo_not_found' });
  });

  it('are 300 at most; the same one again is no more', async () => {
    const database = await databases.pool();
    photos = new Photos({
      database,
      plants: new Plants({ database, diagnoses: noVerdicts, bus: new ChangeBus(silentLog), clock }),
      bus: new ChangeBus(silentLog),
      clock,
    });
    await database.query(`INSERT INTO plants (id, name, thresholds) VALUES ('full', 'Full', '{}')`);
    await database.query(
      `INSERT INTO plant_photos (plant_id, media_type, version, content) SELECT 'full', 'image/png', 'v' || n, '\\x00' FROM generate_series(1, 299) n`,
    );
    await photos.add('full', 'image/jpeg', JPEG);
    await expect(photos.add('full', 'image/png', PNG)).rejects.toMatchObject({
      code: 'photo_limit_reached',
      status: 403,
      message: 'A plant may have 300 photos: remove some that tell nothing new',
    });
    await expect(photos.add('full', 'image/jpeg', JPEG)).resolves.toMatchObject({ media_type: 'image/jpeg' });
  });

  it.each<[string, string, Buffer, string]>([
    ['empty', 'image/jpeg', Buffer.alloc(0), 'The body is empty: a JPEG, PNG or WebP picture is taken here'],
    [
      'no photo',
      'image/jpeg',
      Buffer.from('<svg>'),
      'The body is not a photo: a JPEG, PNG or WebP picture is taken here',
    ],
    [
      'of another type',
      'image/jpeg',
      PNG,
      'The body is not what its Content-Type says: it looks like image/png, not image/jpeg',
    ],
  ])('are refused if one is %s, and the others stay', async (_what, type, content, message) => {
    await photos.add(id, 'image/webp', WEBP);
    heard.length = 0;
    await expect(photos.add(id, type, content)).rejects.toMatchObject({ code: 'invalid_photo', message });
    expect([(await photos.get(id)).content, heard]).toEqual([WEBP, []]);
  });

  it('cannot be shown, added, changed or removed for a plant that is not there', async () => {
    for (const attempt of [
      () => photos.get('plant_0'),
      () => photos.list('plant_0'),
      () => photos.add('plant_0', 'image/png', PNG),
      () => photos.setTime('plant_0', 'v', daysAgo(1)),
      () => photos.remove('plant_0'),
      () => photos.remove('plant_0', 'v'),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'plant_not_found' });
    expect(heard).toEqual([]);
  });
});
