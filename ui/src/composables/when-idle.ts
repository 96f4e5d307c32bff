import { clock } from '../clock';

/**
 * Resolves once the browser is idle, after `atMostMs` at the latest. Safari does not report idle time, so there it
 * always takes `atMostMs`.
 */
export const whenIdle = (atMostMs = 2000): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: atMostMs });
    else clock.after(atMostMs, resolve);
  });
