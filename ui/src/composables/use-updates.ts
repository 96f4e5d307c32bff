import type { Timer } from '@plantops/shared/clock.ts';
import { basePath } from '../api/base-path';
import { registerSW } from 'virtual:pwa-register';
import { onScopeDispose, watch } from 'vue';
import { clock } from '../clock';
import { text } from '../messages/text';
import { useFreshnessStore } from '../stores/freshness';
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

/** Which build of the dashboard this page is of; undefined where it was not built. */
const ownBuild = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="plantops-build"]')?.content;

/**
 * Makes the dashboard installable and lets it start without a connection. Offers a reload when the server hands out another
 * build of the dashboard than this page is of: once, however it is learned.
 */
export function useUpdates(): void {
  const toasts = useToastStore();
  const freshness = useFreshnessStore();
  let isOffered = false;
  let checking: Timer | undefined;
  let look: (() => Promise<void>) | undefined;
  // App begins it once the browser is idle, when no component is being set up: then it lasts as long as the page.
  onScopeDispose(() => checking?.cancel(), true);

  function offer(reload: () => void): void {
    if (isOffered) return;
    isOffered = true;
    toasts.show({
      text: text('update.ready'),
      kind: 'news',
      action: { label: text('action.reload'), run: reload },
    });
  }

  watch(
    () => freshness.build,
    (build) => {
      const own = ownBuild();
      if (build === undefined || own === undefined || build === own) return;
      // The service worker answers a reload with the files that it has: it fetches the new ones first, and then offers.
      if (look) void look();
      else offer(() => window.location.reload());
    },
    { immediate: true },
  );

  // Browsers provide service workers only over HTTPS or from this machine.
  // Below a path there is none: its copy would be of the pages at the root.
  if (!('serviceWorker' in navigator) || basePath !== '') return;
  const update = registerSW({
    onNeedRefresh: () => offer(() => void update(true)),
    onRegisteredSW: (_url, registration) => {
      if (!registration) return;
      look = () =>
        registration.update().then(
          () => undefined,
          () => undefined,
        );
      checking = clock.every(CHECK_EVERY_MS, () => void look?.());
    },
  });
}
