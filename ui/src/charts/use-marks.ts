import { computed, shallowRef, watch } from 'vue';
import { type Alert, type JournalEntry, listAlerts, listJournal, type Plant } from '../api/generated';
import { inOrder } from '../composables/in-order';
import { useGardenStore } from '../stores/garden';

/** More marks than this would hide the lines. */
const MOST = 200;

/** A plant's alerts and journal, for the marks in its charts. If they cannot be loaded, the charts have no marks. */
export function useMarks(plant: () => Plant, shownJournal: () => readonly JournalEntry[] | undefined) {
  const garden = useGardenStore();
  const earlier = shallowRef<Alert[]>([]);
  const journal = shallowRef<JournalEntry[]>([]);
  const order = inOrder();

  async function loadAlerts(): Promise<void> {
    const id = plant().id;
    const { data } = await listAlerts({ query: { plant_id: id, limit: MOST }, throwOnError: true });
    if (id === plant().id) earlier.value = data;
  }

  async function loadJournal(): Promise<void> {
    const isNews = order.ask();
    const id = plant().id;
    const { data } = await listJournal({ path: { id }, query: { limit: MOST }, throwOnError: true });
    if (isNews() && id === plant().id) journal.value = data;
  }

  watch(
    () => plant().id,
    () => {
      earlier.value = [];
      journal.value = [];
    },
    { flush: 'sync' },
  );
  watch(
    () => plant().id,
    () => void loadAlerts().catch(() => undefined),
    { immediate: true },
  );
  watch(
    () => [plant().id, plant().last_watered_at],
    () => void loadJournal().catch(() => undefined),
    { immediate: true },
  );

  // What is changed in the journal of the page is changed here, too. Its first page brings no news.
  watch(shownJournal, (_entries, before) => {
    if (before) void loadJournal().catch(() => undefined);
  });

  /** Fetched and live alerts. A live one replaces the fetched one, because it is more recent. */
  const alerts = computed(() => {
    const all = new Map(earlier.value.map((alert) => [alert.id, alert]));
    for (const alert of Object.values(garden.state.alerts)) if (alert.plant_id === plant().id) all.set(alert.id, alert);
    return [...all.values()];
  });

  return { alerts, journal };
}
