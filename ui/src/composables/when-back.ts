import { watch } from 'vue';
import { useFreshnessStore } from '../stores/freshness';

/**
 * Loads what could not be loaded once the server is heard again.
 * @param isMissing whether the last attempt failed
 */
export function whenBack(isMissing: () => boolean, load: () => unknown): void {
  const freshness = useFreshnessStore();
  watch(
    () => freshness.isLive,
    (isLive) => {
      if (isLive && isMissing()) void load();
    },
  );
}
