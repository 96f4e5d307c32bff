import type { Timer } from '@plantops/shared/clock.ts';
import { basePath } from '../api/base-path';
import { registerSW } from 'virtual:pwa-register';
import { onScopeDispose } from 'vue';
import { clock } from '../clock';
import { text } from '../messages/text';
import { useToastStore } from '../stores/toasts';

/** How often an open page checks whether the server has a newer dashboard. */
const CHECK_EVERY_MS = 60 * 60_000;

/** After a server update, parts that an open page has not loaded yet may no longer exist. Offers a reload then. */
export function tellLostParts(): void {
  const toasts = useToastStore();
  const tell = (): void =>
    toasts.show({
      text: text('error.part'),
      kind: 'news',
      action: { label: text('action.reload'), run: () => window.location.reload() },
    });
  window.addEventListener('vite:preloadError', tell);
  onScopeDispose(() => window.removeEventListener('vite:preloadError', tell));
}

/**
 * Makes the dashboard installable and lets it start without a connection. Offers a reload when there is a newer
 * version.
 */
export function useUpdates(): void {
  // Browsers provide service workers only over HTTPS or from this machine.
  // Below a path there is none: its copy would be of the pages at the root.
  if (!('serviceWorker' in navigator) || basePath !== '') return;
  const toasts = useToastStore();
  let checking: Timer | undefined;
  // App begins it once the browser is idle, when no component is being set up: then it lasts as long as the page.
  onScopeDispose(() => checking?.cancel(), true);
  const update = registerSW({
    onNeedRefresh: () =>
      toasts.show({
        text: text('update.ready'),
        kind: 'news',
        action: { label: text('action.reload'), run: () => void update(true) },
      }),
    onRegisteredSW: (_url, registration) => {
      if (registration) checking = clock.every(CHECK_EVERY_MS, () => void registration.update().catch(() => undefined));
    },
  });
}
