import { computed, type ComputedRef, ref, type Ref } from 'vue';
import { isOffline, messageOf } from '../../api/client';
import {
  type CreateJournalEntry,
  deleteJournalEntry,
  type JournalEntry,
  listJournal,
  updateJournalEntry,
  updatePlant,
  type UpdateJournalEntry,
} from '../../api/generated';
import { keptJournals } from '../../api/kept-answers';
import { nextCursor } from '../../api/next-page';
import { inOrder } from '../../composables/in-order';
import { whenBack } from '../../composables/when-back';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { byId } from '../../stores/garden-state';
import { useToastStore } from '../../stores/toasts';
import { useWaitingEntriesStore } from '../../stores/waiting-entries';
import { useWateringsStore } from '../../stores/waterings';

const PAGE = 20;

export interface Journal {
  /** Newest first; undefined until the first page is loaded. */
  entries: ComputedRef<JournalEntry[] | undefined>;
  hasMore: ComputedRef<boolean>;
  error: Ref<string | undefined>;
  /** When the entries were kept in the browser, in ms; undefined if they are of now. */
  keptAt: Ref<number | undefined>;
  isBusy: Ref<boolean>;
  load: () => Promise<void>;
  more: () => Promise<void>;
  /** @throws ApiError */
  add: (entry: CreateJournalEntry, words: string) => Promise<void>;
  /** @throws ApiError */
  change: (entry: JournalEntry, changes: UpdateJournalEntry) => Promise<void>;
  remove: (entry: JournalEntry) => Promise<void>;
  /**
   * Logs a watering of now; asks first where one was logged within minutes.
   * @param words what is said once it is logged
   */
  waterNow: (words?: string) => Promise<void>;
  /** Adds an entry for something that was done just now. */
  log: (kind: JournalEntry['kind'], words: string) => Promise<void>;
}

/** The journal of one plant. Every change to it can be undone. */
export function useJournal(plantId: string): Journal {
  const toasts = useToastStore();
  const garden = useGardenStore();
  const waiting = useWaitingEntriesStore();
  const waterings = useWateringsStore();
  const known = ref<Record<number, JournalEntry>>();
  const cursor = ref<string>();
  const error = ref<string>();
  const keptAt = ref<number>();
  const isBusy = ref(false);
  const order = inOrder();

  const entries = computed(
    () => known.value && Object.values(known.value).sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.id - a.id),
  );

  async function fetchPage(after?: string): Promise<void> {
    const isNews = order.ask();
    try {
      const { data, response } = await listJournal({
        path: { id: plantId },
        query: { limit: PAGE, ...(after && { cursor: after }) },
        throwOnError: true,
      });
      if (!after) void keptJournals.keep({ [plantId]: data });
      // The page may lack changes that were made here meanwhile.
      if (!isNews()) {
        await fetchPage(after);
        return;
      }
      known.value = { ...(after && known.value), ...byId<JournalEntry>(data) };
      cursor.value = data.length < PAGE ? undefined : nextCursor(response);
      error.value = keptAt.value = undefined;
    } catch (failure) {
      error.value = messageOf(failure);
      if (isOffline(failure) && !known.value) await showKept();
    }
  }

  /** Without the server, the first page as it is kept in the browser. */
  async function showKept(): Promise<void> {
    const kept = await keptJournals.of(plantId);
    if (!kept || known.value) return;
    known.value = byId<JournalEntry>(kept.answer);
    keptAt.value = kept.keptAt;
    error.value = undefined;
  }
  whenBack(
    () => error.value !== undefined || keptAt.value !== undefined,
    () => fetchPage(),
  );

  function keep(entry: JournalEntry): void {
    order.changed();
    known.value = { ...known.value, [entry.id]: entry };
  }

  /** @returns undefined if the entry waits for the server */
  async function create(entry: CreateJournalEntry): Promise<JournalEntry | undefined> {
    const made = await waiting.enter(plantId, entry);
    if (entry.kind === 'watering' && entry.at === undefined) waterings.noted(plantId, made?.id);
    if (made) keep(made);
    return made;
  }

  async function drop(id: number): Promise<void> {
    await deleteJournalEntry({ path: { id }, throwOnError: true });
    waterings.takenBack(plantId, id);
    order.changed();
    known.value = Object.fromEntries(Object.entries(known.value ?? {}).filter(([key]) => Number(key) !== id));
  }

  async function save(id: number, changes: UpdateJournalEntry): Promise<void> {
    const { data } = await updateJournalEntry({ path: { id }, body: changes, throwOnError: true });
    keep(data);
  }

  async function add(entry: CreateJournalEntry, words: string): Promise<void> {
    const before = garden.state.plants[plantId]?.room_id ?? null;
    const made = await create(entry);
    if (!made) return;
    toasts.done(words, async () => {
      await drop(made.id);
      // The entry has moved the plant, too.
      if (entry.room_id != null)
        await updatePlant({ path: { id: plantId }, body: { room_id: before }, throwOnError: true });
    });
  }

  const water = (words: string): Promise<unknown> =>
    waterings.onceOnly(plantId, (again) => add({ kind: 'watering', again }, words));

  async function busy(work: () => Promise<unknown>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    await work().catch(toasts.failed);
    isBusy.value = false;
  }

  return {
    entries,
    hasMore: computed(() => cursor.value !== undefined),
    error,
    keptAt,
    isBusy,
    load: () => fetchPage(),
    more: () => busy(() => fetchPage(cursor.value)),
    add,
    async change(entry, changes) {
      await save(entry.id, changes);
      const { note, amount_ml, at } = entry;
      toasts.done(text('journal.saved'), () => save(entry.id, { note, amount_ml, at }));
    },
    remove: (entry) =>
      busy(async () => {
        await drop(entry.id);
        const { kind, note, amount_ml, at, room } = entry;
        const where = garden.rooms.find(({ name }) => name === room)?.id;
        toasts.done(text('journal.deleted'), () =>
          create({ kind, note, amount_ml, at, ...(where !== undefined && { room_id: where }) }),
        );
      }),
    waterNow: (words = text('journal.watered')) => busy(() => water(words)),
    log: (kind, words) => busy(() => add({ kind }, words)),
  };
}
