import type { LiveEvent } from '@plantops/shared/events.ts';

/** An event with its place in the stream. The text is made once, however many listen. */
export interface PublishedEvent {
  id: string;
  /** `reset`: nothing that was told before holds any more; fetch everything again. */
  name: LiveEvent['name'] | 'reset';
  json: string;
}

export type LiveListener = (event: PublishedEvent) => void;

/** Events kept for a reader that reconnects. */
const KEPT = 2000;

/** The stream behind `/api/events`. */
export class LiveEvents {
  readonly #listeners = new Set<LiveListener>();
  /** Event ids are `<epoch>-<number>`: numbers of an earlier process mean nothing now. */
  #epoch: string;
  #number = 0;
  #kept: PublishedEvent[] = [];

  constructor(startedAt: Date) {
    this.#epoch = startedAt.getTime().toString(36);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** The newest event's id: a reader that knows the state of now goes on after it. */
  get lastId(): string {
    return `${this.#epoch}-${this.#number}`;
  }

  publish({ name, data }: LiveEvent): void {
    this.#number += 1;
    const event = { id: `${this.#epoch}-${this.#number}`, name, json: JSON.stringify(data) };
    this.#kept.push(event);
    // In one go now and then: shifting an array at every event is slow.
    if (this.#kept.length >= 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    for (const listener of this.#listeners) listener(event);
  }

  /** Everything may have changed: readers fetch all again, also those that come back later. */
  reset(at: Date): void {
    this.#epoch = at.getTime().toString(36);
    this.#number = 0;
    this.#kept = [];
    for (const listener of this.#listeners) listener({ id: this.lastId, name: 'reset', json: '{}' });
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What came after `lastId`; undefined when that is not known any more, so that the reader must ask for all. */
  since(lastId: string): PublishedEvent[] | undefined {
    const [, epoch, digits] = /^(\w+)-(\d{1,15})$/.exec(lastId) ?? [];
    const number = Number(digits);
    if (epoch !== this.#epoch || number > this.#number) return undefined;
    const missed = this.#number - number;
    if (missed > this.#kept.length) return undefined;
    return missed === 0 ? [] : this.#kept.slice(-missed);
  }
}
