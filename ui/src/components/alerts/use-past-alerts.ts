import { computed, type ComputedRef, onScopeDispose, ref, type Ref, watch } from 'vue';
import { messageOf } from '../../api/client';
import { type Alert, listAlerts, type ListAlertsData } from '../../api/generated';
import { nextCursor } from '../../api/next-page';
import { useGardenStore } from '../../stores/garden';
import { byId } from '../../stores/garden-state';

type Filter = Pick<NonNullable<ListAlertsData['query']>, 'plant_id' | 'about'>;

export interface PastAlerts {
  /** Newest first; undefined until the first page is loaded. While `isStale`: those already loaded that match. */
  alerts: ComputedRef<Alert[] | undefined>;
  /** Whether the first page of the current filter is not loaded yet, so that `alerts` may be incomplete. */
  isStale: ComputedRef<boolean>;
  hasMore: ComputedRef<boolean>;
  isBusy: Ref<boolean>;
  error: Ref<string | undefined>;
  more: () => Promise<void>;
}

/** Whether an alert matches a filter. */
export const isOfFilter = ({ plant_id: plantId, metric, kind }: Alert, filter: Filter): boolean =>
  (filter.plant_id === undefined || plantId === filter.plant_id) &&
  (filter.about === undefined || (kind === 'threshold' ? metric : kind) === filter.about);

/** Closed alerts, fetched page by page. Alerts that close meanwhile are added live. */
export function usePastAlerts(filter: () => Filter, page: number): PastAlerts {
  const garden = useGardenStore();
  const fetched = ref<Record<number, Alert>>();
  /** The filter that `fetched` belongs to, as JSON. */
  const fetchedFor = ref<string>();
  const cursor = ref<string>();
  const isBusy = ref(false);
  const error = ref<string>();
  let loads = 0;
  const left = new AbortController();
  onScopeDispose(() => left.abort());

  async function fetchPage(after?: string): Promise<void> {
    loads += 1;
    const load = loads;
    const key = JSON.stringify(filter());
    isBusy.value = true;
    try {
      const { data, response } = await listAlerts({
        query: { ...filter(), open: 'false', limit: page, ...(after && { cursor: after }) },
        signal: left.signal,
        throwOnError: true,
      });
      // The filter may have changed meanwhile.
      if (load !== loads) return;
      fetched.value = { ...(after && fetched.value), ...byId<Alert>(data) };
      fetchedFor.value = key;
      cursor.value = data.length < page ? undefined : nextCursor(response);
      error.value = undefined;
    } catch (failure) {
      if (load === loads) error.value = messageOf(failure);
    } finally {
      if (load === loads) isBusy.value = false;
    }
  }

  const isStale = computed(() => fetchedFor.value !== JSON.stringify(filter()));

  watch(
    () => JSON.stringify(filter()),
    () => {
      cursor.value = error.value = undefined;
      void fetchPage();
    },
    { immediate: true },
  );

  return {
    alerts: computed(() => {
      if (!fetched.value) return undefined;
      if (isStale.value)
        return Object.values(fetched.value)
          .filter((alert) => isOfFilter(alert, filter()))
          .sort((a, b) => b.id - a.id);
      const oldest = cursor.value === undefined ? 0 : Math.min(...Object.keys(fetched.value).map(Number));
      // Live alerts older than the last fetched page are left out, because alerts in between may be missing.
      const live = garden.alerts.filter(
        (alert) => alert.closed_at !== null && alert.id >= oldest && isOfFilter(alert, filter()),
      );
      return Object.values({ ...fetched.value, ...byId<Alert>(live) }).sort((a, b) => b.id - a.id);
    }),
    isStale,
    hasMore: computed(() => cursor.value !== undefined),
    isBusy,
    error,
    more: () => fetchPage(cursor.value),
  };
}
