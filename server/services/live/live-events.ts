import type { LiveEvent } from '@plantops/shared/events.ts';
import type { ReadingDemand } from './reading-demand.ts';

/** An event with its position in the stream. Its text is made only once, for all listeners. */
export interface PublishedEvent {
  id: string;
  /** `reset`: everything sent before is invalid; fetch everything again. */
  name: LiveEvent['name'] | 'reset';
  json: string;
}

export type LiveListener = (event: PublishedEvent) => void;

const ALWAYS_TOLD: Pick<ReadingDemand, 'need' | 'join' | 'onEnd'> = {
  need: async () => undefined,
  join: () => () => undefined,
  onEnd: () => undefined,
};

/** How many events are kept for readers that reconnect. */
const KEPT = 2000;

/** The stream behind `/api/events`. */
export class LiveEvents {
  readonly #demand: Pick<ReadingDemand, 'need' | 'join' | 'onEnd'>;
  readonly #listeners = new Set<LiveListener>();
  /** Event ids are `<epoch>-<number>`: numbers from an earlier process are invalid now. */
  readonly #epoch: string;
  #number = 0;
  #kept: PublishedEvent[] = [];

  /** @param demand is told who reads; by default nobody needs to know */
  constructor(startedAt: Date, demand: Pick<ReadingDemand, 'need' | 'join' | 'onEnd'> = ALWAYS_TOLD) {
    this.#epoch = startedAt.getTime().toString(36);
    this.#demand = demand;
    demand.onEnd(() => this.#forget());
  }

  /** Resolves once nothing that happens from then on is missed by a reader that begins at `lastId`. */
  ready(): Promise<void> {
    return this.#demand.need();
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** The newest event's id; a reader that knows the current state continues after it. */
  get lastId(): string {
    return `${this.#epoch}-${this.#number}`;
  }

  publish({ name, data }: LiveEvent): void {
    this.#number += 1;
    const event = { id: `${this.#epoch}-${this.#number}`, name, json: JSON.stringify(data) };
    this.#kept.push(event);
    // Trimmed only now and then, because shifting an array on every event is slow.
    if (this.#kept.length >= 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    for (const listener of this.#listeners) listener(event);
  }

  /**
   * Everything may have changed, so all readers fetch everything again, including those that reconnect later: the
   * reset takes a number, and none before it can be continued.
   */
  reset(): void {
    this.#number += 1;
    this.#kept = [];
    for (const listener of this.#listeners) listener({ id: this.lastId, name: 'reset', json: '{}' });
  }

  /** Readings are no more told of, so no reader can go on from here. */
  #forget(): void {
    this.#number += 1;
    this.#kept = [];
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: LiveListener): () => void {
    const leave = this.#demand.join();
    this.#listeners.add(listener);
    return () => {
      leave();
      this.#listeners.delete(listener);
    };
  }

  /** The events after `lastId`; undefined if it is no longer known, so that the reader must fetch everything. */
  since(lastId: string): PublishedEvent[] | undefined {
    const [, epoch, digits] = /^(\w+)-(\d{1,15})$/.exec(lastId) ?? [];
    const number = Number(digits);
    if (epoch !== this.#epoch || number > this.#number) return undefined;
    const missed = this.#number - number;
    if (missed > this.#kept.length) return undefined;
    return missed === 0 ? [] : this.#kept.slice(-missed);
  }
}
