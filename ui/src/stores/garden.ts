import { defineStore } from 'pinia';
import { computed, reactive, ref } from 'vue';
import { type Alert, type Device, listAlerts, listDevices, listPlants, type Plant, type ReadingEvent } from '../api/generated';
import { messageOf } from '../api/client';
import { followLiveEvents } from '../api/live';
import { applyAlert, applyDevice, applyPlant, applyReading, byId, emptyGarden, plantsByUrgency } from './garden-state';

const PAGE = 1000;

/** All of a list, page by page. */
async function everyPage<T extends { id: string }>(fetchPage: (query: { limit: number; cursor?: string }) => Promise<T[]>): Promise<T[]> {
  const items: T[] = [];
  for (let page: T[] = []; ; ) {
    const cursor = page.at(-1)?.id;
    page = await fetchPage({ limit: PAGE, ...(cursor && { cursor }) });
    items.push(...page);
    if (page.length < PAGE) return items;
  }
}

/** Plants, devices and alerts, kept live. */
export const useGardenStore = defineStore('garden', () => {
  const state = reactive(emptyGarden());
  const isLoaded = ref(false);
  const isLive = ref(true);
  const loadError = ref<string>();
  const readingListeners = new Set<(event: ReadingEvent) => void>();
  let stopFollowing: (() => void) | undefined;

  const plants = computed(() => plantsByUrgency(Object.values(state.plants)));
  const devices = computed(() => Object.values(state.devices).sort((a, b) => (a.name ?? a.mac_address).localeCompare(b.name ?? b.mac_address)));
  const unassigned = computed(() => devices.value.filter((device) => device.plant_id === null));
  const alerts = computed(() => Object.values(state.alerts).sort((a, b) => b.id - a.id));
  const openAlerts = computed(() => alerts.value.filter((alert) => alert.closed_at === null));

  async function load(): Promise<void> {
    try {
      const [plantList, deviceList, alertList] = await Promise.all([
        everyPage<Plant>(async (query) => (await listPlants({ query, throwOnError: true })).data),
        everyPage<Device>(async (query) => (await listDevices({ query, throwOnError: true })).data),
        listAlerts({ query: { limit: 200 }, throwOnError: true }).then(({ data }) => data),
      ]);
      state.plants = byId(plantList);
      state.devices = byId(deviceList);
      state.alerts = byId<Alert>(alertList);
      isLoaded.value = true;
      loadError.value = undefined;
    } catch (failure) {
      loadError.value = messageOf(failure);
    }
  }

  /** Loads everything and follows the changes; calling it again is harmless. */
  async function start(): Promise<void> {
    if (stopFollowing) return;
    stopFollowing = followLiveEvents({
      reading(event) {
        applyReading(state, event);
        for (const listener of readingListeners) listener(event);
      },
      device: (event) => applyDevice(state, event),
      plant: (event) => applyPlant(state, event),
      alert: (event) => applyAlert(state, event),
      refresh: () => void load(),
      connection: (live) => {
        isLive.value = live;
      },
    });
    await load();
  }

  function stop(): void {
    stopFollowing?.();
    stopFollowing = undefined;
    isLoaded.value = false;
    Object.assign(state, emptyGarden());
  }

  /** Told of every stored reading, until the returned function is called. */
  function onReading(listener: (event: ReadingEvent) => void): () => void {
    readingListeners.add(listener);
    return () => readingListeners.delete(listener);
  }

  return { state, isLoaded, isLive, loadError, plants, devices, unassigned, alerts, openAlerts, load, start, stop, onReading };
});
