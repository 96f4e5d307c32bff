import { defineStore } from 'pinia';
import { computed, reactive, ref } from 'vue';
import { type Alert, type Device, listAlerts, listDevices, listPlants, type Plant, type ReadingEvent } from '../api/generated';
import { isOffline, messageOf } from '../api/client';
import { followLiveEvents } from '../api/live';
import { dropOfflineCopy, type OfflineCopy, readOfflineCopy, saveOfflineCopy } from '../api/offline-copy';
import { useSessionStore } from './session';
import { applyAlert, applyDevice, applyPlant, applyReading, byId, deviceName, emptyGarden, plantsByUrgency } from './garden-state';

const PAGE = 1000;

/** How often the state is copied for a start without a connection. */
const COPY_EVERY_MS = 30_000;

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
  /** When what is shown was true, in milliseconds: set while it is the copy of an earlier visit. */
  const copiedAt = ref<number>();
  const readingListeners = new Set<(event: ReadingEvent) => void>();
  let stopFollowing: (() => void) | undefined;
  let copyTimer: number | undefined;

  const plants = computed(() => plantsByUrgency(Object.values(state.plants)));
  const devices = computed(() => Object.values(state.devices).sort((a, b) => deviceName(a).localeCompare(deviceName(b))));
  const unassigned = computed(() => devices.value.filter((device) => device.plant_id === null));
  const alerts = computed(() => Object.values(state.alerts).sort((a, b) => b.id - a.id));
  const openAlerts = computed(() => alerts.value.filter((alert) => alert.closed_at === null));

  /** Events that come while a snapshot is fetched may be newer than it: they are applied after it. */
  const arrivedMeanwhile: (() => void)[] = [];
  let loads = 0;

  function apply(change: () => void): void {
    if (loads > 0) arrivedMeanwhile.push(change);
    else change();
  }

  async function load(): Promise<void> {
    loads += 1;
    try {
      const [plantList, deviceList, alertList] = await Promise.all([
        everyPage<Plant>(async (query) => (await listPlants({ query, throwOnError: true })).data),
        everyPage<Device>(async (query) => (await listDevices({ query, throwOnError: true })).data),
        Promise.all([listAlerts({ query: { limit: 200 }, throwOnError: true }), listAlerts({ query: { limit: PAGE, open: 'true' }, throwOnError: true })])
          .then((lists) => lists.flatMap(({ data }) => data)),
      ]);
      state.plants = byId(plantList);
      state.devices = byId(deviceList);
      state.alerts = byId<Alert>(alertList);
      isLoaded.value = true;
      loadError.value = undefined;
      copiedAt.value = undefined;
      saveCopy();
    } catch (failure) {
      if (isLoaded.value) return;
      if (isOffline(failure) && (await showCopy())) return;
      loadError.value = messageOf(failure);
    } finally {
      loads -= 1;
      if (loads === 0) for (const change of arrivedMeanwhile.splice(0)) change();
    }
  }

  function saveCopy(): void {
    if (!isLoaded.value || !isLive.value || copiedAt.value !== undefined) return;
    // A plain copy: the browser's store takes no reactive objects.
    const plain = JSON.parse(JSON.stringify({ plants: Object.values(state.plants), devices: Object.values(state.devices), alerts: Object.values(state.alerts) })) as Pick<OfflineCopy, 'plants' | 'devices' | 'alerts'>;
    void saveOfflineCopy({ savedAt: Date.now(), ...plain });
  }

  /** What was known at the last visit, marked as such. @returns whether there is anything */
  async function showCopy(): Promise<boolean> {
    const copy = await readOfflineCopy();
    if (!copy) return false;
    state.plants = byId(copy.plants);
    state.devices = byId(copy.devices);
    state.alerts = byId<Alert>(copy.alerts);
    copiedAt.value = copy.savedAt;
    isLive.value = false;
    isLoaded.value = true;
    return true;
  }

  const hasCopy = async (): Promise<boolean> => (await readOfflineCopy()) !== undefined;

  /** Loads everything and follows the changes; calling it again is harmless. */
  function start(): void {
    if (stopFollowing) return;
    copyTimer = window.setInterval(saveCopy, COPY_EVERY_MS);
    // Without a connection the stream never opens, which is what loads the state otherwise.
    if (!navigator.onLine) void load();
    stopFollowing = followLiveEvents({
      reading(event) {
        apply(() => applyReading(state, event));
        for (const listener of readingListeners) listener(event);
      },
      device: (event) => apply(() => applyDevice(state, event)),
      plant: (event) => apply(() => applyPlant(state, event)),
      alert: (event) => apply(() => applyAlert(state, event)),
      refresh: () => void load(),
      // Whether it is the session is found out by asking; a server that is away fails silently here.
      refused: () => void useSessionStore().check().catch(() => undefined),
      connection: (live) => {
        isLive.value = live;
        if (!live && !isLoaded.value) void load();
      },
    });
  }

  /** Ends following, and forgets everything, also in the browser's store. */
  function stop(): void {
    window.clearInterval(copyTimer);
    stopFollowing?.();
    stopFollowing = undefined;
    void dropOfflineCopy();
    isLoaded.value = false;
    Object.assign(state, emptyGarden());
  }

  /** Told of every stored reading, until the returned function is called. */
  function onReading(listener: (event: ReadingEvent) => void): () => void {
    readingListeners.add(listener);
    return () => readingListeners.delete(listener);
  }

  return { state, isLoaded, isLive, loadError, copiedAt, hasCopy, plants, devices, unassigned, alerts, openAlerts, load, start, stop, onReading };
});
