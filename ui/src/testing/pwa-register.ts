/** The service worker, as far as the dashboard deals with it. Tests have it in place of `virtual:pwa-register`. */
import type { RegisterSWOptions } from 'vite-plugin-pwa/types';

export const serviceWorker = {
  /** What the dashboard asked to be told; undefined until it registers. */
  options: undefined as RegisterSWOptions | undefined,
  /** How often the page was reloaded with a newer version. */
  reloads: 0,
};

export function registerSW(options: RegisterSWOptions = {}): (reload?: boolean) => Promise<void> {
  serviceWorker.options = options;
  return (reload) => {
    if (reload) serviceWorker.reloads += 1;
    return Promise.resolve();
  };
}
