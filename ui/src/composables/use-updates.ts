import { registerSW } from 'virtual:pwa-register';
import { text } from '../messages/text';
import { useToastStore } from '../stores/toasts';

/** An open page asks this often whether the server has a newer dashboard. */
const CHECK_EVERY_MS = 60 * 60_000;

/** After an update of the server, parts of an open page may be gone that were not loaded yet. */
export function tellLostParts(): void {
  const toasts = useToastStore();
  window.addEventListener('vite:preloadError', () =>
    toasts.show({
      text: text('error.part'),
      kind: 'news',
      action: { label: text('action.reload'), run: () => window.location.reload() },
    }),
  );
}

/** Makes the dashboard installable and startable without a connection; offers a newer one when there is one. */
export function useUpdates(): void {
  // Browsers have no service workers where the page came neither over HTTPS nor from this machine.
  if (!('serviceWorker' in navigator)) return;
  const toasts = useToastStore();
  const update = registerSW({
    onNeedRefresh: () =>
      toasts.show({
        text: text('update.ready'),
        kind: 'news',
        action: { label: text('action.reload'), run: () => void update(true) },
      }),
    onRegisteredSW: (_url, registration) => {
      if (registration) setInterval(() => void registration.update().catch(() => undefined), CHECK_EVERY_MS);
    },
  });
}
