import { findingText } from '@plantops/shared/findings/kinds.ts';
import { METRIC_NAMES, type MetricValues } from '@plantops/shared/metrics.ts';
import type { Timer } from '@plantops/shared/clock.ts';
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, watch } from 'vue';
import { type Device, listDeviceWays, type Way } from '../../api/generated';
import { clock } from '../../clock';
import { inOrder } from '../../composables/in-order';
import { preferences } from '../../messages/preferences';
import { useGardenStore } from '../../stores/garden';
import { type FieldRow, fieldRows, refusalOf, rowsOfStored } from './first-message';

/** After this time (ms) the owner is told what may be wrong. */
export const PATIENCE_MS = 60_000;

/** One device that was heard: the one that was added, or a sensor behind it. */
export interface Heard {
  device: Device;
  rows: FieldRow[];
  /** Why the newest message could not be used; undefined if it could. */
  refusal: string | undefined;
}

export interface FirstMessage {
  /** Those that have sent something, the one that was added first. */
  heard: ComputedRef<Heard[]>;
  /** Nothing has come for a minute. */
  isQuiet: Ref<boolean>;
}

/**
 * Follows a device until its first message, and shows what became of it.
 * @param heardBefore when it was last heard before its password was made anew: what came before that does not count
 */
export function useFirstMessage(device: () => Device, heardBefore: () => string | null | undefined): FirstMessage {
  const garden = useGardenStore();
  const isQuiet = ref(false);
  /** The newest message of the device with values in it. */
  const newest = ref<Way>();
  const order = inOrder();

  const behind = computed(() =>
    garden.devices.filter(({ via, latest }) => via === device().id && latest !== null).sort(byName),
  );
  const storedOf = ({ latest }: Device): MetricValues =>
    Object.fromEntries(METRIC_NAMES.flatMap((metric) => (latest?.[metric] == null ? [] : [[metric, latest[metric]]])));

  const own = computed((): Heard[] => {
    const { latest, findings, status } = device();
    const way = newest.value;
    const isRefused = way?.outcome === 'rejected' || way?.outcome === 'set_aside';
    if (latest === null && !isRefused && status !== 'error') return [];
    if (heardBefore() != null && device().last_seen_at === heardBefore()) return [];
    const rows = fieldRows(way, {
      stored: storedOf(device()),
      noticed: (metric) => {
        const finding = findings.find((one) => one.metric === metric);
        return finding && findingText(finding.code, finding, preferences.language).title;
      },
    });
    return [{ device: device(), rows, refusal: isRefused ? refusalOf(way) : undefined }];
  });
  const heard = computed(() => [
    ...own.value,
    ...behind.value.map((one) => ({ device: one, rows: rowsOfStored(storedOf(one)), refusal: undefined })),
  ]);

  async function look(): Promise<void> {
    const isNews = order.ask();
    const { id } = device();
    try {
      const { data } = await listDeviceWays({ path: { id }, throwOnError: true });
      if (isNews()) newest.value = data.ways.find(({ kind }) => kind === 'telemetry');
    } catch {
      // What was stored is shown without the message.
    }
  }

  // Each message of the device changes one of these.
  watch(
    () => [device().id, device().latest?.time, device().rejected_count, device().status, device().findings.length],
    () => {
      const { latest, rejected_count, status } = device();
      if (latest !== null || rejected_count > 0 || status === 'error') void look();
    },
    { immediate: true },
  );

  let waiting: Timer | undefined;
  watch(
    () => [device().id, heard.value.length > 0] as const,
    ([, hasCome]) => {
      waiting?.cancel();
      isQuiet.value = false;
      if (!hasCome) waiting = clock.after(PATIENCE_MS, () => (isQuiet.value = true));
    },
    { immediate: true },
  );
  onScopeDispose(() => waiting?.cancel());

  return { heard, isQuiet };
}

const byName = (one: Device, other: Device): number => (one.name ?? one.id).localeCompare(other.name ?? other.id);
