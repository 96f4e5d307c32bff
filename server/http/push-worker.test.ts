import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const CODE = readFileSync(path.join(import.meta.dirname, '..', '..', 'ui', 'public', 'push-worker.js'), 'utf8');
const ORIGIN = 'https://plants.example';

/** The dashboard's worker is no module, and runs beside the pages: it is judged here, where files can be read. */
describe('the service worker', () => {
  const listeners = new Map<string, (event: object) => void>();
  const showNotification = vi.fn(() => Promise.resolve());
  const openWindow = vi.fn(() => Promise.resolve());
  let windows: { focus: () => Promise<void>; navigate: (url: string) => Promise<void> }[];

  /** Hands an event over, and waits for what the worker asks the browser to wait for. */
  async function happens(name: string, event: object): Promise<void> {
    let done: unknown;
    listeners.get(name)?.({ ...event, waitUntil: (promise: unknown) => (done = promise) });
    await done;
  }
  const pushed = (data: string | null) =>
    happens('push', { data: data === null ? null : { json: () => JSON.parse(data) as unknown } });
  const clicked = (data: object | undefined) =>
    happens('notificationclick', { notification: { close: vi.fn(), data } });

  beforeEach(() => {
    windows = [];
    for (const mock of [showNotification, openWindow]) mock.mockClear();
    runInNewContext(CODE, {
      URL,
      self: {
        addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
        registration: { showNotification },
        clients: { matchAll: () => Promise.resolve(windows), openWindow },
        location: { origin: ORIGIN },
      },
    });
  });

  it('shows what is pushed, with the page that it leads to', async () => {
    await pushed(JSON.stringify({ title: 'Fern', body: 'Too dry', tag: 'alert-1', page: '/plants/fern' }));
    expect(showNotification).toHaveBeenCalledWith(
      'Fern',
      expect.objectContaining({ body: 'Too dry', tag: 'alert-1', data: { page: '/plants/fern' } }),
    );
  });

  it.each([null, 'not JSON', '{}'])('shows something for %j too, as browsers demand', async (data) => {
    await pushed(data);
    expect(showNotification).toHaveBeenCalledWith('PlantOps', expect.objectContaining({ data: { page: '/' } }));
  });

  it('opens the plant, where no page is open', async () => {
    await clicked({ page: '/plants/fern' });
    expect(openWindow).toHaveBeenCalledWith(`${ORIGIN}/plants/fern`);
  });

  it('brings the open page to the plant, and opens another where that is refused', async () => {
    const page = { focus: vi.fn(() => Promise.resolve()), navigate: vi.fn(() => Promise.resolve()) };
    windows = [page];
    await clicked({ page: '/plants/fern' });
    expect([page.focus.mock.calls.length, page.navigate.mock.calls]).toEqual([1, [[`${ORIGIN}/plants/fern`]]]);
    expect(openWindow).not.toHaveBeenCalled();
    page.navigate.mockRejectedValueOnce(new TypeError('not controlled'));
    await clicked({ page: '/alerts' });
    expect(openWindow).toHaveBeenCalledWith(`${ORIGIN}/alerts`);
  });

  it.each([undefined, {}, { page: 'https://evil.example/' }, { page: '//evil.example' }, { page: 7 }])(
    'opens no other site, whatever a message says: %j',
    async (data) => {
      await clicked(data);
      expect(openWindow).toHaveBeenCalledWith(`${ORIGIN}/`);
    },
  );
});
