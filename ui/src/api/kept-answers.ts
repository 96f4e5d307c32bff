/**
 * What the server answered last about single plants, kept in the browser for times without the server. Bounded: the oldest
 * answers go first. Nothing is kept before a session is open, and nothing stays after it.
 */
import { del, get, set } from 'idb-keyval';
import { serverNow } from '../composables/use-now';
import type { Alert, JournalEntry, Sparkline } from './generated';
import { isOffline } from './client';

export interface Kept<T> {
  /** When it was answered, in ms by the server's clock; undefined if that is now. */
  keptAt: number | undefined;
  answer: T;
}
type Stored<T> = Record<string, { keptAt: number; answer: T }>;

let isKeeping = false;
/** Answers are written one after another: each changes what the one before has written. */
let writing: Promise<unknown> = Promise.resolve();

/** In a browser that stores nothing, nothing is kept; all else works. */
function inTurn(work: () => Promise<unknown>): Promise<void> {
  writing = writing.then(work).catch(() => undefined);
  return writing.then(() => undefined);
}

class KeptAnswers<T> {
  readonly #key: string;
  readonly #most: number;

  /** @param most how many are kept */
  constructor(key: string, most: number) {
    this.#key = key;
    this.#most = most;
  }

  /** Keeps what was answered about plants, by their ids. */
  keep(answers: Record<string, T>): Promise<void> {
    const keptAt = serverNow();
    return inTurn(async () => {
      if (!isKeeping) return;
      const before = (await get<Stored<T>>(this.#key)) ?? {};
      const others = Object.entries(before).filter(([id]) => !(id in answers));
      const now = Object.entries(answers).map(([id, answer]) => [id, { keptAt, answer }] as const);
      // A plain copy, because the browser's storage does not accept reactive objects.
      const all = JSON.parse(JSON.stringify(Object.fromEntries([...others, ...now].slice(-this.#most)))) as Stored<T>;
      await set(this.#key, all);
    });
  }

  async of(plantId: string): Promise<{ keptAt: number; answer: T } | undefined> {
    try {
      return (await get<Stored<T>>(this.#key))?.[plantId];
    } catch {
      return undefined;
    }
  }

  /**
   * Asks the server, and keeps its answer. If it cannot be reached, what it answered last.
   * @throws what `ask` throws, if nothing is kept or the server refuses
   */
  async orKept(plantId: string, ask: () => Promise<T>): Promise<Kept<T>> {
    try {
      const answer = await ask();
      void this.keep({ [plantId]: answer });
      return { keptAt: undefined, answer };
    } catch (failure) {
      const kept = isOffline(failure) ? await this.of(plantId) : undefined;
      if (!kept) throw failure;
      return kept;
    }
  }

  drop(): Promise<void> {
    return inTurn(() => del(this.#key));
  }
}

/** The last day of each plant, about 15 kB each: of as many plants as a large house has. */
export const keptDays = new KeptAnswers<Sparkline>('plantops-kept-days', 500);
/** The first page of the journals, and the newest alerts, of the plants that were looked at last. */
export const keptJournals = new KeptAnswers<JournalEntry[]>('plantops-kept-journals', 100);
export const keptAlerts = new KeptAnswers<Alert[]>('plantops-kept-alerts', 100);

/** A session has begun. */
export const startKeeping = (): void => void (isKeeping = true);

/** The session is over: nothing stays in the browser. */
export async function dropKeptAnswers(): Promise<void> {
  isKeeping = false;
  await Promise.all([keptDays.drop(), keptJournals.drop(), keptAlerts.drop()]);
}
