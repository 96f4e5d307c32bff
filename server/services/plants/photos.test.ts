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

describe('the photo of a plant', () => {
  const databases = useTestDatabases();
  let heard: ReturnType<typeof heardChanges>;
  let photos: Photos;
  let id: string;
  let other: string;

  beforeEach(async () => {
    const database = await databases.pool();
    const bus = new ChangeBus(silentLog);
    const plants = new Plants({ database, diagnoses: noVerdicts, bus, clock: new FakeClock() });
    photos = new Photos({ database, plants, bus });
    id = (await plants.create({ name: 'Fern' })).id;
    other = (await plants.create({ name: 'Palm' })).id;
    heard = heardChanges(bus);
  });

  it('is set, replaced by a second one with another version, and removed; the other plant has its own', async () => {
    const first = await photos.set(id, 'image/jpeg', JPEG);
    await photos.set(other, 'image/webp', WEBP);
    expect(await photos.get(id)).toEqual({
      mediaType: 'image/jpeg',
      version: expect.stringMatching(/^[\w-]{16}$/),
      content: JPEG,
    });
    expect(first.photo_url).toBe(`/api/plants/${id}/photo?v=${(await photos.get(id)).version}`);
    const second = await photos.set(id, 'image/png', PNG);
    expect(second.photo_url).not.toBe(first.photo_url);
    expect(await photos.get(id)).toMatchObject({ mediaType: 'image/png', content: PNG });
    expect((await photos.remove(id)).photo_url).toBeNull();
    await expect(photos.get(id)).rejects.toMatchObject({ code: 'photo_not_found', status: 404 });
    expect((await photos.get(other)).content).toEqual(WEBP);
    expect(heard).toEqual([id, other, id, id].map((plantId) => ['plants_changed', { plantIds: [plantId] }]));
  });

  it('has the same version again when the same one is set again', async () => {
    const first = await photos.set(id, 'image/jpeg', JPEG);
    await photos.set(id, 'image/png', PNG);
    expect((await photos.set(id, 'image/jpeg', JPEG)).photo_url).toBe(first.photo_url);
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
  ])('is refused if it is %s, and the one of before stays', async (_what, type, content, message) => {
    await photos.set(id, 'image/webp', WEBP);
    heard.length = 0;
    await expect(photos.set(id, type, content)).rejects.toMatchObject({ code: 'invalid_photo', message });
    expect([(await photos.get(id)).content, heard]).toEqual([WEBP, []]);
  });

  it('cannot be shown, set or removed for a plant that is not there', async () => {
    for (const attempt of [
      () => photos.get('plant_0'),
      () => photos.set('plant_0', 'image/png', PNG),
      () => photos.remove('plant_0'),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'plant_not_found' });
    expect(heard).toEqual([]);
  });

  it('cannot be removed twice', async () => {
    await photos.set(id, 'image/png', PNG);
    await photos.remove(id);
    heard.length = 0;
    await expect(photos.remove(id)).rejects.toMatchObject({
      code: 'photo_not_found',
      message: 'The plant Fern has no photo',
    });
    expect(heard).toEqual([]);
  });
});
