import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Push } from '../../api/generated';
import { settled } from '../../testing/fake-server';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import PushBrowsers from './PushBrowsers.vue';

const PHONE = { id: 'push_0000000000000000', label: 'Chrome on Android', created_at: '2026-01-01T12:00:00Z' };
const push = (more: Partial<Push> = {}): Push => ({ public_key: 'BAEC', browsers: [], ...more });
const changed = vi.fn();

async function shown(first: Push = push()) {
  server.answer('GET', '/api/push', first);
  const page = await mountPage(PushBrowsers, { onChanged: changed });
  await settled();
  return page;
}

describe('where a browser cannot show notifications', () => {
  it('it says what is missing, and still lists and removes the others', async () => {
    const page = await shown(push({ browsers: [{ ...PHONE, last_error: 'It answered 500' }] }));
    expect(page.testId('push-unsupported').textContent).toContain('needs https');
    expect(page.words()).toContain('It answered 500');
    server.answer('DELETE', `/api/push/browsers/${PHONE.id}`, null);
    server.answer('GET', '/api/push', push());
    await page.click(page.role('button', 'Remove Chrome on Android'));
    await settled();
    expect(server.calls.some(({ method }) => method === 'DELETE')).toBe(true);
    expect(page.words()).not.toContain('Chrome on Android');
    expect(changed).toHaveBeenCalledOnce();
  });
});

describe('a browser that can show notifications', () => {
  const endpoint = 'https://push.example/send/1';
  let current: { endpoint: string; toJSON: () => object; unsubscribe: () => Promise<boolean> } | null;
  let permission: NotificationPermission;
  const unsubscribe = vi.fn(() => {
    current = null;
    return Promise.resolve(true);
  });
  const subscribe = vi.fn(() => {
    current = { endpoint, toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }), unsubscribe };
    return Promise.resolve(current);
  });

  beforeEach(() => {
    changed.mockReset();
    subscribe.mockClear();
    unsubscribe.mockClear();
    current = null;
    permission = 'granted';
    const pushManager = { subscribe, getSubscription: () => Promise.resolve(current) };
    Object.defineProperty(navigator, 'serviceWorker', {
      configurable: true,
      value: { getRegistration: () => Promise.resolve({ pushManager }) },
    });
    vi.stubGlobal('PushManager', vi.fn());
    vi.stubGlobal('Notification', { requestPermission: () => Promise.resolve(permission) });
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'serviceWorker');
    vi.unstubAllGlobals();
  });

  it('is subscribed with the key of the server, and listed as this one', async () => {
    const page = await shown();
    server.answer('POST', '/api/push/browsers', { ...PHONE, last_error: null });
    await page.click(page.testId('push-on'));
    await settled();
    expect(subscribe).toHaveBeenCalledWith({
      userVisibleOnly: true,
      applicationServerKey: Uint8Array.of(4, 1, 2),
    });
    expect(server.calls.find(({ method }) => method === 'POST')?.body).toEqual({
      endpoint,
      keys: { p256dh: 'p', auth: 'a' },
    });
    expect(changed).toHaveBeenCalledOnce();
  });

  it('that was told to show none says where to allow them, and subscribes nothing', async () => {
    permission = 'denied';
    const page = await shown();
    await page.click(page.testId('push-on'));
    await settled();
    expect(page.words()).toContain('Allow them in its settings');
    expect(subscribe).not.toHaveBeenCalled();
  });

  it('whose service does not answer says so', async () => {
    subscribe.mockRejectedValueOnce(new Error('push service error'));
    const page = await shown();
    await page.click(page.testId('push-on'));
    await settled();
    expect(page.words()).toContain('The browser could not subscribe: push service error');
  });

  it('ends its subscription when it is removed', async () => {
    await subscribe();
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
    const id = `push_${Buffer.from(hash).toString('hex').slice(0, 16)}`;
    const page = await shown(push({ browsers: [{ ...PHONE, id, last_error: null }] }));
    await expect.poll(() => page.words()).toContain('(this browser)');
    server.answer('DELETE', `/api/push/browsers/${id}`, null);
    server.answer('GET', '/api/push', push());
    await page.click(page.testId('push-off'));
    await settled();
    await expect.poll(() => unsubscribe.mock.calls.length).toBe(1);
  });
});
