import type { Timer } from '@plantops/shared/clock.ts';
import { defineStore } from 'pinia';
import { onScopeDispose, ref, watch } from 'vue';
import { basePath } from '../api/base-path';
import { ApiError, isOffline, messageOf } from '../api/client';
import { addJournalEntry, type CreateJournalEntry, type JournalEntry } from '../api/generated';
import { newRequestId } from '../api/request-id';
import { clock } from '../clock';
import { serverNow } from '../composables/use-now';
import { formatClockTime } from '../messages/format';
import { allTexts, text } from '../messages/text';
import { useFreshnessStore } from './freshness';
import { useGardenStore } from './garden';
import { useSessionStore } from './session';
import { useToastStore } from './toasts';

/** A journal entry that the server does not have yet. */
export interface WaitingEntry {
  plantId: string;
  /** The plant's name when the entry was made. */
  name: string;
  /** With the time at which it was done, and the id by which the server knows it if it comes twice. */
  entry: CreateJournalEntry & { at: string; request_id: string };
}

/** In the browser's storage, which all tabs share. */
const KEY = `plantops-waiting-entries${basePath}`;
/** Whoever has just watered does not wait for longer to be told that it will be entered later (ms). */
const PATIENCE_MS = 10_000;
/** When the server was reached and had trouble of its own (ms). */
const AGAIN_MS = 30_000;

function stored(): WaitingEntry[] {
  try {
    const entries: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(entries) ? (entries as WaitingEntry[]) : [];
  } catch {
    return [];
  }
}

/**
 * Journal entries, which are not lost when the server is away: they wait in this browser, also over a reload, and are entered
 * when it is back, with the time at which they were made. The server makes one entry of each, however often it is sent.
 */
export const useWaitingEntriesStore = defineStore('waitingEntries', () => {
  const freshness = useFreshnessStore();
  const garden = useGardenStore();
  const session = useSessionStore();
  const toasts = useToastStore();
  const entries = ref(stored());
  let sending = false;
  let again: Timer | undefined;

  function store(next: WaitingEntry[]): void {
    entries.value = next;
    try {
      if (next.length > 0) localStorage.setItem(KEY, JSON.stringify(next));
      else localStorage.removeItem(KEY);
    } catch {
      // In a browser without storage they wait until the page is left.
    }
  }

  const post = async (plantId: string, body: CreateJournalEntry, signal?: AbortSignal): Promise<JournalEntry> =>
    (await addJournalEntry({ path: { id: plantId }, body, throwOnError: true, ...(signal && { signal }) })).data;

  /**
   * Enters something into a journal, or has it wait.
   * @returns the entry, or undefined if it waits for the server
   * @throws ApiError if the server refuses
   */
  async function enter(plantId: string, entry: CreateJournalEntry): Promise<JournalEntry | undefined> {
    const request_id = newRequestId();
    const at = entry.at ?? new Date(serverNow()).toISOString();
    const patience = new AbortController();
    const timer = clock.after(PATIENCE_MS, () => patience.abort());
    try {
      return await post(plantId, { ...entry, request_id }, patience.signal);
    } catch (failure) {
      if (!isOffline(failure)) throw failure;
      const name = garden.state.plants[plantId]?.name ?? '';
      store([...stored(), { plantId, name, entry: { ...entry, at, request_id } }]);
      toasts.done(text('waiting.told'), async () => cancel(request_id));
      return undefined;
    } finally {
      timer.cancel();
    }
  }

  function cancel(requestId: string): void {
    store(stored().filter(({ entry }) => entry.request_id !== requestId));
  }

  const wordsOf = ({ name, entry }: WaitingEntry): string =>
    `${name}: ${text(`journal.kind.${entry.kind}`)}, ${formatClockTime(new Date(entry.at), serverNow())}`;

  /** Sends one. @throws the failure after which it goes on waiting */
  async function send(waiting: WaitingEntry): Promise<string> {
    const { plantId, entry } = waiting;
    // A clock that was ahead must not cost the entry.
    const at = new Date(Math.min(Date.parse(entry.at), serverNow())).toISOString();
    const words = wordsOf(waiting);
    try {
      await post(plantId, { ...entry, at, ...(entry.kind === 'watering' && { again: false }) });
      return text('waiting.entered', { entry: words });
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.status === 0 || failure.status === 401 || failure.status >= 500)
        throw failure;
      if (failure.code === 'watered_lately') return text('waiting.merged', { entry: words });
      return text('waiting.refused', { entry: words, reason: messageOf(failure) });
    }
  }

  /** Enters what waits, oldest first. What is cancelled meanwhile, here or in another tab, is left out. */
  async function sendAll(): Promise<void> {
    again?.cancel();
    if (sending || session.isOpen !== true || !freshness.isLive) return;
    sending = true;
    try {
      await allTexts();
      for (let next = stored()[0]; next; next = stored()[0]) {
        const words = await send(next);
        cancel(next.entry.request_id);
        toasts.show({ text: words, kind: 'news' });
      }
    } catch {
      again = clock.after(AGAIN_MS, () => void sendAll());
    } finally {
      sending = false;
    }
  }

  watch(
    () => [freshness.isLive, session.isOpen, garden.isLoaded],
    () => {
      if (garden.isLoaded && entries.value.length > 0) void sendAll();
    },
    { immediate: true },
  );
  // Whoever logs out leaves nothing behind. A session that ends by itself costs nothing that was done.
  watch(
    () => session.wasLeft,
    (wasLeft) => {
      if (wasLeft) store([]);
    },
  );

  const follow = ({ key }: StorageEvent): void => {
    if (key === KEY || key === null) entries.value = stored();
  };
  window.addEventListener('storage', follow);
  onScopeDispose(() => {
    again?.cancel();
    window.removeEventListener('storage', follow);
  });

  return { entries, enter, cancel, wordsOf };
});
