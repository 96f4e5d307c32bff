import { computed, ref, watch } from 'vue';
import { useTheme } from 'vuetify';
import type { History } from '../api/generated';
import { text } from '../messages/text';
import { deviceName } from '../stores/garden-state';
import { useGardenStore } from '../stores/garden';
import { probeStyle } from '../theme/line-colours';
import { type Probe, probeIds } from './probe-lines';

/** Readings that came from a file; see `deviceOfImport` in the server. */
const isImport = (deviceId: string): boolean => /^import-\d+$/.test(deviceId);

const keyOf = (plantId: string): string => `plantops-hidden-probes-${plantId}`;

function hiddenOf(plantId: string): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(keyOf(plantId)) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/**
 * The probes of a plant that measure together, with their names and lines. Which of them the owner has hidden is remembered in
 * this browser.
 */
export function useProbes(plantId: () => string, history: () => History | undefined) {
  const garden = useGardenStore();
  const theme = useTheme();
  const hidden = ref<string[]>([]);
  watch(plantId, (id) => (hidden.value = hiddenOf(id)), { immediate: true });

  const ids = computed(() => probeIds(history() ?? {}));
  const probes = computed<Probe[]>(() =>
    ids.value.map((id, nth) => {
      const device = garden.devices.find((known) => known.id === id);
      return {
        id,
        name: device ? deviceName(device) : text(isImport(id) ? 'history.probes.imported' : 'history.probes.gone'),
        isShown: !hidden.value.includes(id),
        ...probeStyle(nth, theme.current.value.dark),
      };
    }),
  );

  /** Shows or hides the line of a probe. */
  function toggle(id: string): void {
    hidden.value = hidden.value.includes(id) ? hidden.value.filter((other) => other !== id) : [...hidden.value, id];
    try {
      localStorage.setItem(keyOf(plantId()), JSON.stringify(hidden.value));
    } catch {
      // Without storage, it is hidden until the page is left.
    }
  }

  return { probes, toggle };
}
