import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlantPhoto } from '../../api/generated';
import { problem, settled } from '../../testing/fake-server';
import { at, basil, fern } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { usePhotos } from './use-photos';

const PHOTOS = '/api/plants/fern/photos';
const photo = (id: string, takenAt: string): PlantPhoto => ({
  id,
  plant_id: 'fern',
  taken_at: takenAt,
  media_type: 'image/webp',
  bytes: 6,
  url: `/api/plants/fern/photo?v=${id}`,
});
const june = photo('june', '2025-06-01T10:00:00.000Z');
const may = photo('may', '2025-05-01T10:00:00.000Z');
const file = (name = 'fern.jpg', lastModified = Date.parse(at('11:59'))): File =>
  new File(['new picture'], name, { type: 'image/jpeg', lastModified });

beforeEach(() => {
  // A browser that reads every picture, and writes it as WebP.
  vi.stubGlobal('createImageBitmap', async (from: File) => {
    if (from.name.endsWith('.txt')) throw new DOMException('No picture', 'InvalidStateError');
    return { width: 10, height: 10, close: () => undefined };
  });
  const context = { fillRect: () => undefined, drawImage: () => undefined };
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never);
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((tell) =>
    tell(new Blob(['scaled'], { type: 'image/webp' })),
  );
  return () => vi.restoreAllMocks();
});

/** The photos of a fern that has these already. */
async function shown(...stored: PlantPhoto[]) {
  server.answer('GET', PHOTOS, stored);
  server.answer('POST', PHOTOS, ({ query }: { query: { taken_at?: string } }) =>
    photo(query.taken_at ? 'album' : 'now', query.taken_at ?? at('12:00')),
  );
  server.answer('DELETE', `${PHOTOS}/:photo`, null);
  server.answer('PATCH', `${PHOTOS}/:photo`, ({ params, body }: { params: { photo: string }; body: object }) => ({
    ...photo(params.photo, ''),
    ...body,
  }));
  server.answer('GET', '/api/plants/:id/photo', new Blob(['old picture'], { type: 'image/webp' }));
  const screen = openScreen();
  screen.garden.state.plants = { fern: fern({ photo_url: stored[0]?.url ?? null }), basil: basil() };
  const photos = screen.show(() => usePhotos('fern')).it;
  await photos.load();
  return { ...screen, photos, ids: () => photos.list.value?.map(({ id }) => id) };
}
const changes = (): string[] =>
  server.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

describe('the photos of a plant', () => {
  it('get a new one, scaled, with its type, which becomes the picture of the plant; undo takes it away', async () => {
    const { photos, ids, garden, told, act } = await shown(june);
    await photos.add([file()]);
    const [sent] = server.asked('POST', PHOTOS);
    expect([await (sent!.body as Blob).text(), sent?.headers.get('Content-Type')]).toEqual(['scaled', 'image/webp']);
    expect([ids(), garden.state.plants.fern?.photo_url]).toEqual([['now', 'june'], '/api/plants/fern/photo?v=now']);
    expect([garden.state.plants.basil?.photo_url, told()]).toEqual([null, ['The photo was saved.']]);
    await act();
    expect([changes(), ids(), garden.state.plants.fern?.photo_url]).toEqual([
      [`POST ${PHOTOS}`, `DELETE ${PHOTOS}/now`],
      ['june'],
      june.url,
    ]);
  });

  it('get one of an album with the day of its file, in its place', async () => {
    const { photos, ids, garden } = await shown(june);
    await photos.add([file('old.jpg', Date.parse(may.taken_at))]);
    expect(server.asked('POST', PHOTOS)[0]?.query).toEqual({ taken_at: may.taken_at });
    expect([ids(), garden.state.plants.fern?.photo_url]).toEqual([['june', 'album'], june.url]);
  });

  it('lose one, and get it back with its day by undo', async () => {
    const { photos, ids, garden, act } = await shown(june, may);
    await photos.remove(june);
    expect([ids(), garden.state.plants.fern?.photo_url]).toEqual([['may'], may.url]);
    await act();
    const [sent] = server.asked('POST', PHOTOS);
    expect([await (sent!.body as Blob).text(), sent?.query]).toEqual(['old picture', { taken_at: june.taken_at }]);
  });

  it('that are gone already are removed without undo', async () => {
    const { photos, toasts } = await shown(june);
    server.answer('GET', '/api/plants/:id/photo', problem(404));
    await photos.remove(june);
    expect(toasts.queue.map(({ kind, action }) => [kind, action])).toEqual([['done', undefined]]);
  });

  it('are moved to another day, and back by undo', async () => {
    const { photos, ids, act } = await shown(june, may);
    await photos.setTime(june, '2025-04-01T10:00:00.000Z');
    expect(ids()).toEqual(['may', 'june']);
    await act();
    expect([ids(), server.asked('PATCH', `${PHOTOS}/june`).map(({ body }) => body)]).toEqual([
      ['june', 'may'],
      [{ taken_at: '2025-04-01T10:00:00.000Z' }, { taken_at: june.taken_at }],
    ]);
  });

  it('do not get what the browser cannot read, whose file is named; the others are added', async () => {
    const { photos, toasts, told } = await shown();
    await photos.add([file('notes.txt'), file()]);
    expect(changes()).toEqual([`POST ${PHOTOS}`]);
    expect([told()[0], toasts.queue[0]?.kind]).toEqual([expect.stringMatching(/notes\.txt/), 'failed']);
  });

  it('stay as they are where the server refuses, which is told', async () => {
    const { photos, ids, told } = await shown(june);
    server.answer('POST', PHOTOS, problem(413, { detail: 'Too large.' }));
    await photos.add([file()]);
    expect([told(), ids(), photos.isBusy.value]).toEqual([['Too large.'], ['june'], false]);
  });

  it('are changed one at a time', async () => {
    const { photos } = await shown(june);
    const held = server.hold('POST', PHOTOS);
    const adding = photos.add([file()]);
    await settled();
    await photos.add([file()]);
    await photos.remove(june);
    expect([photos.isBusy.value, changes()]).toEqual([true, [`POST ${PHOTOS}`]]);
    await held.answer(photo('now', at('12:00')));
    await adding;
    expect(photos.isBusy.value).toBe(false);
  });

  it('say why they cannot be shown', async () => {
    server.answer('GET', PHOTOS, problem(503, { detail: 'The database is away.' }));
    const photos = openScreen().show(() => usePhotos('fern')).it;
    await photos.load();
    expect([photos.list.value, photos.error.value]).toEqual([undefined, 'The database is away.']);
  });
});
