import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settled } from '../testing/fake-server';
import { serviceWorker } from '../testing/pwa-register';
import { onScreen } from '../testing/screen';
import { clock, pass } from '../testing/stage';
import { tellLostParts, useUpdates } from './use-updates';

const HOUR = 3_600_000;
const withServiceWorkers = (): void =>
  void Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: {} });
afterEach(() => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

describe('a newer dashboard', () => {
  it('is offered, and the owner decides when the page is loaded again', async () => {
    withServiceWorkers();
    const { told, act } = onScreen(useUpdates);
    expect(told()).toEqual([]);
    serviceWorker.options?.onNeedRefresh?.();
    expect([told().length, serviceWorker.reloads]).toEqual([1, 0]);
    await act();
    expect(serviceWorker.reloads).toBe(1);
  });

  it('is looked for every hour, also after the server was away', async () => {
    withServiceWorkers();
    onScreen(useUpdates);
    const update = vi.fn().mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValue(undefined);
    serviceWorker.options?.onRegisteredSW?.('', undefined);
    expect(clock.timers).toBe(0);
    serviceWorker.options?.onRegisteredSW?.('', { update } as never);
    await pass(HOUR - 1);
    expect(update).not.toHaveBeenCalled();
    await pass(HOUR + 1);
    expect(update).toHaveBeenCalledTimes(2);
  });

  it('is not looked for where the browser has no service workers', () => {
    onScreen(useUpdates);
    expect(serviceWorker.options).toBeUndefined();
  });
});

describe('a server that hands out another build than the page is of', () => {
  const pulse = (dashboard: string | null) => ({ time: '2026-01-07T12:00:00Z', version: '0.1.0', dashboard });
  beforeEach(() => {
    document.head.innerHTML = '<meta name="plantops-build" content="one">';
  });
  afterEach(() => {
    document.head.innerHTML = '';
  });

  it('has a reload offered, once', async () => {
    const reload = vi.spyOn(window.location, 'reload').mockImplementation(() => undefined);
    const { told, act, freshness } = onScreen(useUpdates);
    for (const build of ['one', null]) freshness.pulse(pulse(build));
    await settled();
    expect(told()).toEqual([]);
    for (const build of ['two', 'two', 'three']) {
      freshness.pulse(pulse(build));
      await settled();
    }
    expect(told()).toEqual(['A new version of the dashboard is ready.']);
    await act();
    expect(reload).toHaveBeenCalledOnce();
    reload.mockRestore();
  });

  it('has the service worker fetch it first, which then offers the reload, once', async () => {
    withServiceWorkers();
    const { told, freshness } = onScreen(useUpdates);
    const update = vi.fn().mockResolvedValue(undefined);
    serviceWorker.options?.onRegisteredSW?.('', { update } as never);
    freshness.pulse(pulse('two'));
    await settled();
    expect([update.mock.calls.length, told()]).toEqual([1, []]);
    serviceWorker.options?.onNeedRefresh?.();
    serviceWorker.options?.onNeedRefresh?.();
    expect(told().length).toBe(1);
  });
});

describe('a part of the page that the server no longer has', () => {
  it('offers to load the page again', async () => {
    const reload = vi.spyOn(window.location, 'reload').mockImplementation(() => undefined);
    const { told, act, toasts } = onScreen(tellLostParts);
    window.dispatchEvent(new Event('vite:preloadError'));
    await settled();
    expect([told().length, toasts.queue[0]?.kind]).toEqual([1, 'news']);
    await act();
    expect(reload).toHaveBeenCalledOnce();
    reload.mockRestore();
  });

  it('is told by the screens that are there only', () => {
    const gone = onScreen(tellLostParts);
    gone.leave();
    window.dispatchEvent(new Event('vite:preloadError'));
    expect(gone.told()).toEqual([]);
  });
});
