import { defineStore } from 'pinia';
import type { Timer } from '@plantops/shared/clock.ts';
import { computed, onScopeDispose, reactive, ref, toRaw } from 'vue';
import {
  type Alert,
  type CarePlan,
  type CareProgress,
  type FlowState,
  getFlows,
  getStart,
  type QuestionEvent,
  type ReadingEvent,
  type Room,
} from '../api/generated';
import { isOffline, messageOf } from '../api/client';
import { followLiveEvents } from '../api/live';
import { dropOfflineCopy, type OfflineCopy, readOfflineCopy, saveOfflineCopy } from '../api/offline-copy';
import { dropKeptAnswers, startKeeping } from '../api/kept-answers';
import { noteLine } from '../api/patient-fetch';
import { clock } from '../clock';
import { inOrder } from '../composables/in-order';
import { serverNow } from '../composables/use-now';
import { useFreshnessStore } from './freshness';
import { useSessionStore } from './session';
import { useSystemStore } from './system';
import { fetchWholeGarden } from './whole-garden';
import {
  applyAlert,
  applyDevice,
  applyPlant,
  applyReading,
  byId,
  deviceName,
  emptyGarden,
  plantsByUrgency,
} from './garden-state';

/** How often the state is saved for a start without a connection. */
const COPY_EVERY_MS = 30_000;

/** When the rest of a large house is asked for again after that failed. */
const REST_AGAIN_MS = 5000;

/** Receives the events about the care plans of all plants. */
export interface CareListener {
  plan: (plan: CarePlan) => void;
  progress: (progress: CareProgress) => void;
}

/** Plants, devices, alerts and the state of the flows, kept up to date by live events. */
export const useGardenStore = defineStore('garden', () => {
  const state = reactive(emptyGarden());
  /** Whether the first plants are known, which is enough for the first screen. */
  const isBegun = ref(false);
  /** Whether everything is known: plants, devices and open alerts. */
  const isLoaded = ref(false);
  const freshness = useFreshnessStore();
  const isLive = computed(() => freshness.isLive);
  const loadError = ref<string>();
  /** Whether what is shown is the copy of an earlier visit. */
  let isCopy = false;
  const readingListeners = new Set<(event: ReadingEvent) => void>();
  const careListeners = new Set<CareListener>();
  const todayListeners = new Set<() => void>();
  const questionListeners = new Set<(event: QuestionEvent) => void>();
  let stopFollowing: (() => void) | undefined;
  let copyTimer: Timer | undefined;
  let restTimer: Timer | undefined;

  const plants = computed(() => plantsByUrgency(Object.values(state.plants)));
  const devices = computed(() =>
    Object.values(state.devices).sort((a, b) => deviceName(a).localeCompare(deviceName(b))),
  );
  const unassigned = computed(() => devices.value.filter((device) => device.plant_id === null));
  const alerts = computed(() => Object.values(state.alerts).sort((a, b) => b.id - a.id));
  const rooms = computed(() => state.rooms);
  const openAlerts = computed(() => alerts.value.filter((alert) => alert.closed_at === null));

  /** Events that arrive while a snapshot is being fetched may be newer than it, so they are applied after it. */
  const arrivedMeanwhile: (() => void)[] = [];
  let loads = 0;
  /** Counts the visits from one login to the next logout. What an earlier visit asked for is no longer shown. */
  let visit = 0;

  /** The state of the flows comes from live events and from the answers to several requests. */
  const flowsOrder = inOrder();
  const system = useSystemStore();

  function apply(change: () => void): void {
    if (loads > 0) arrivedMeanwhile.push(change);
    else change();
  }

  /** A snapshot has arrived, or will not: what happened meanwhile is applied. */
  function landed(): void {
    loads -= 1;
    if (loads === 0) for (const change of arrivedMeanwhile.splice(0)) change();
  }

  function show({
    plants,
    devices,
    alerts,
    rooms,
  }: Pick<OfflineCopy, 'plants' | 'devices' | 'alerts' | 'rooms'>): void {
    state.plants = byId(plants);
    state.devices = byId(devices);
    state.alerts = byId<Alert>(alerts);
    // The lists of a large house come without them.
    if (rooms) state.rooms = rooms;
    isBegun.value = true;
  }

  function everythingIsThere(): void {
    isLoaded.value = true;
    loadError.value = undefined;
    isCopy = false;
    freshness.fetched();
  }

  /** Fetches what a first answer has left out, and shows everything. Tries again until that succeeds. */
  async function fetchRest(own: number, { alerts }: Pick<OfflineCopy, 'alerts'>): Promise<void> {
    try {
      const { openAlerts, ...whole } = await fetchWholeGarden();
      if (own !== visit) return;
      show({ ...whole, alerts: [...alerts, ...openAlerts] });
      everythingIsThere();
    } catch (failure) {
      if (own !== visit) return;
      if (!isLoaded.value) loadError.value = messageOf(failure);
      restTimer?.cancel();
      restTimer = clock.after(REST_AGAIN_MS, () => void load());
    } finally {
      landed();
    }
  }

  /** The id of the event after which the stream continues, from the last fetch. Unset once a stream has used it. */
  let streamFrom: string | undefined;

  /**
   * Fetches everything, including whether the session is open. In a house with many plants the first ones are shown, and
   * the others follow.
   * @returns the id of the event after which the stream continues; undefined without a session
   * @throws ApiError
   */
  async function fetchAll(): Promise<string | undefined> {
    loads += 1;
    const own = visit;
    const isFlowsNews = flowsOrder.ask();
    let restFollows = false;
    try {
      const { data } = await getStart({ throwOnError: true });
      if (own !== visit) return undefined;
      streamFrom = data.state?.event_id;
      useSessionStore().note(data.session);
      if (!data.state) return undefined;
      if (isFlowsNews()) state.flows = data.state.flows;
      restFollows = data.state.more;
      // What is shown already is replaced when everything is there.
      if (!restFollows || !isLoaded.value) show(data.state);
      if (restFollows) void fetchRest(own, data.state);
      else everythingIsThere();
      return data.state.event_id;
    } catch (failure) {
      if (own === visit && !isLoaded.value && !(isOffline(failure) && (await showCopy())))
        loadError.value = messageOf(failure);
      throw failure;
    } finally {
      if (!restFollows) landed();
    }
  }

  /** Fetches everything again. A failure is stored in `loadError` if there is nothing else to show. */
  const load = (): Promise<void> =>
    fetchAll().then(
      () => {
        streamFrom = undefined;
      },
      () => undefined,
    );

  /**
   * The first fetch, before it is known whether there is a session.
   * @throws ApiError if there is neither an answer nor a copy from an earlier visit
   */
  async function begin(): Promise<void> {
    try {
      await fetchAll();
    } catch (failure) {
      if (!isLoaded.value) throw failure;
      useSessionStore().openOffline();
    }
  }

  /**
   * Asks for something whose answer is the state of the flows.
   * @throws ApiError
   */
  async function askFlows(ask: () => Promise<{ data: FlowState }>): Promise<FlowState> {
    const own = visit;
    const isNews = flowsOrder.ask();
    const { data } = await ask();
    if (own === visit && isNews()) state.flows = data;
    return data;
  }

  /** Fetches the state of the flows. A failure changes nothing: what it would have told follows with the next event. */
  const loadFlows = (): Promise<void> =>
    askFlows(() => getFlows({ throwOnError: true })).then(
      () => undefined,
      () => undefined,
    );

  function saveCopy(): void {
    if (!isLoaded.value || !isLive.value || isCopy) return;
    // A plain copy, because the browser's storage does not accept reactive objects.
    const { plants, devices, alerts, rooms } = toRaw(state);
    const plain = structuredClone({
      plants: Object.values(plants),
      devices: Object.values(devices),
      alerts: Object.values(alerts),
      rooms,
    });
    void saveOfflineCopy({ savedAt: serverNow(), ...plain });
  }

  /** Shows the state saved on the last visit, marked as such. @returns whether there is one */
  async function showCopy(): Promise<boolean> {
    const copy = await readOfflineCopy();
    if (!copy) return false;
    show(copy);
    isCopy = true;
    freshness.copied(copy.savedAt);
    isLoaded.value = true;
    return true;
  }

  /** Loads everything and follows live events. Calling it again has no effect. */
  function start(): void {
    if (stopFollowing) return;
    startKeeping();
    copyTimer = clock.every(COPY_EVERY_MS, saveCopy);
    stopFollowing = followLiveEvents({
      reading(event) {
        apply(() => applyReading(state, event));
        for (const listener of readingListeners) listener(event);
      },
      device: (event) => apply(() => applyDevice(state, event)),
      plant: (event) => apply(() => applyPlant(state, event)),
      alert: (event) => apply(() => applyAlert(state, event)),
      rooms: (event) => apply(() => roomsAre(event)),
      flows: (event) =>
        apply(() => {
          flowsOrder.changed();
          state.flows = event;
        }),
      checks: (event) => system.changed(event),
      carePlan: (event) => careListeners.forEach(({ plan }) => plan(event)),
      careProgress: (event) => careListeners.forEach(({ progress }) => progress(event)),
      question: (event) => questionListeners.forEach((listener) => listener(event)),
      today: () => todayListeners.forEach((listener) => listener()),
      async begin() {
        const eventId = streamFrom ?? (await fetchAll());
        streamFrom = undefined;
        return eventId;
      },
      refresh() {
        void load();
        for (const listener of todayListeners) listener();
      },
      pulse: (event) => freshness.pulse(event),
      connection: (live) => {
        freshness.connection(live);
        noteLine(live);
        if (live) saveCopy();
      },
    });
  }

  /** All rooms, in their order. */
  function roomsAre(rooms: readonly Room[]): void {
    state.rooms = [...rooms];
  }

  /** A room is new or was renamed. */
  function roomChanged(room: Room): void {
    const isKnown = state.rooms.some(({ id }) => id === room.id);
    roomsAre(isKnown ? state.rooms.map((each) => (each.id === room.id ? room : each)) : [...state.rooms, room]);
  }

  function unfollow(): void {
    copyTimer?.cancel();
    restTimer?.cancel();
    stopFollowing?.();
    stopFollowing = undefined;
  }
  onScopeDispose(unfollow);

  /** Stops following and discards everything, including the copy in the browser's storage. */
  function stop(): void {
    unfollow();
    void dropOfflineCopy();
    void dropKeptAnswers();
    visit += 1;
    streamFrom = undefined;
    arrivedMeanwhile.length = 0;
    isBegun.value = isLoaded.value = false;
    isCopy = false;
    freshness.reset();
    loadError.value = undefined;
    Object.assign(state, emptyGarden());
  }

  /** The listener is called for every stored reading, until the returned function is called. */
  function onReading(listener: (event: ReadingEvent) => void): () => void {
    readingListeners.add(listener);
    return () => readingListeners.delete(listener);
  }

  /**
   * The listener is called for every care plan that is stored or in progress, until the returned function is called.
   */
  function onCare(listener: CareListener): () => void {
    careListeners.add(listener);
    return () => careListeners.delete(listener);
  }

  /** Calls the listener whenever a question about a plant changes. @returns a function that unregisters it */
  function onQuestion(listener: (event: QuestionEvent) => void): () => void {
    questionListeners.add(listener);
    return () => questionListeners.delete(listener);
  }

  /** Calls the listener whenever there is something else to do today, until the returned function is called. */
  function onToday(listener: () => void): () => void {
    todayListeners.add(listener);
    return () => todayListeners.delete(listener);
  }

  return {
    state,
    isBegun,
    isLoaded,
    isLive,
    loadError,
    plants,
    devices,
    unassigned,
    alerts,
    openAlerts,
    rooms,
    roomsAre,
    roomChanged,
    load,
    askFlows,
    loadFlows,
    begin,
    start,
    stop,
    onReading,
    onCare,
    onQuestion,
    onToday,
  };
});
