import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import type { Plant } from '../../api/generated';
import { problem, settled } from '../../testing/fake-server';
import { basil, fern } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { usePhoto } from './use-photo';

const PHOTO = '/api/plants/:id/photo';
const file = (name = 'fern.jpg'): File => new File(['new picture'], name, { type: 'image/jpeg' });
const stored = new Blob(['old picture'], { type: 'image/webp' });

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

function photo(first: Plant = fern()) {
  server.answer('PUT', PHOTO, ({ params }: { params: { id: string } }) =>
    (params.id === 'fern' ? fern : basil)({ photo_url: `/api/plants/${params.id}/photo?v=2` }),
  );
  server.answer('DELETE', PHOTO, ({ params }: { params: { id: string } }) =>
    (params.id === 'fern' ? fern : basil)({ photo_url: null }),
  );
  server.answer('GET', PHOTO, stored);
  const screen = openScreen();
  const plant = ref(first);
  screen.garden.state.plants = { fern: first, basil: basil() };
  return { ...screen, plant, ...screen.show(() => usePhoto(() => plant.value)).it };
}
const asked = (): string[] => server.calls.map(({ method, path }) => `${method} ${path}`);
const sent = (): Promise<string[]> =>
  Promise.all(server.asked('PUT', PHOTO).map(async ({ body }) => (body as Blob).text()));
const withPhoto = fern({ photo_url: '/api/plants/fern/photo?v=1' });

describe('a photo', () => {
  it('is scaled, sent with its type, shown and told', async () => {
    const { use, garden, told, isBusy } = photo();
    await use(file());
    expect([asked(), await sent()]).toEqual([['PUT /api/plants/fern/photo'], ['scaled']]);
    expect(server.calls[0]?.headers.get('Content-Type')).toBe('image/webp');
    expect(garden.state.plants.fern?.photo_url).toBe('/api/plants/fern/photo?v=2');
    expect([garden.state.plants.basil?.photo_url, told().length, isBusy.value]).toEqual([null, 1, false]);
  });

  it('where there was none is undone by removing it', async () => {
    const { use, act, garden } = photo();
    await use(file());
    await act();
    expect(asked()).toEqual(['PUT /api/plants/fern/photo', 'DELETE /api/plants/fern/photo']);
    expect(garden.state.plants.fern?.photo_url).toBeNull();
  });

  it('in place of another is undone by sending that, to the plant that it was of', async () => {
    const { use, act, plant } = photo(withPhoto);
    await use(file());
    plant.value = basil();
    await act();
    expect(asked()).toEqual(['GET /api/plants/fern/photo', 'PUT /api/plants/fern/photo', 'PUT /api/plants/fern/photo']);
    expect(await sent()).toEqual(['scaled', 'old picture']);
    expect(server.calls[2]?.headers.get('Content-Type')).toBe('image/webp');
  });

  it('is removed, told, and brought back by undo', async () => {
    const { remove, act, garden, told } = photo(withPhoto);
    await remove();
    expect([garden.state.plants.fern?.photo_url, told().length]).toEqual([null, 1]);
    await act();
    expect(await sent()).toEqual(['old picture']);
  });

  it('that is gone already is removed without undo', async () => {
    const { remove, toasts } = photo(withPhoto);
    server.answer('GET', PHOTO, problem(404));
    await remove();
    expect(toasts.queue.map(({ kind, action }) => [kind, action])).toEqual([['done', undefined]]);
  });

  it('that the browser cannot read is not sent, and its file is named', async () => {
    const { use, told, toasts, isBusy } = photo();
    await use(file('notes.txt'));
    expect([asked(), told()[0], toasts.queue[0]?.kind, isBusy.value]).toEqual([
      [],
      expect.stringMatching(/notes\.txt/),
      'failed',
      false,
    ]);
  });

  it('that the server refuses is told', async () => {
    const { use, told, garden, isBusy } = photo();
    server.answer('PUT', PHOTO, problem(413, { detail: 'Too large.' }));
    await use(file());
    expect([told(), garden.state.plants.fern?.photo_url, isBusy.value]).toEqual([['Too large.'], null, false]);
  });

  it('is sent once, however often it is chosen meanwhile', async () => {
    const { use, remove, isBusy } = photo();
    const held = server.hold('PUT', PHOTO);
    const using = use(file());
    await settled();
    await use(file());
    await remove();
    expect([isBusy.value, asked()]).toEqual([true, ['PUT /api/plants/fern/photo']]);
    await held.answer(fern());
    await using;
    expect(isBusy.value).toBe(false);
  });
});
