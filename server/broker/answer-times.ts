import { Latency, type LatencyCounts } from '@plantops/shared/latency.ts';

/** How long messages took from their receipt until they were answered for. */
export class AnswerTimes {
  readonly #all = new Latency();
  readonly #ofBroker = { count: 0, afterMs: 0 };

  /** @param waited whether it waited in the table of waiting messages, so that the broker could forget it before */
  add(afterMs: number, waited: boolean): void {
    this.#all.lasted(afterMs);
    if (waited) return;
    this.#ofBroker.count += 1;
    this.#ofBroker.afterMs += afterMs;
  }

  /** How many messages were answered for that did not wait in the table, and how long that took in all (ms). */
  ofBroker = (): { count: number; afterMs: number } => this.#ofBroker;

  /** All of them. */
  counts = (): LatencyCounts => this.#all.counts();
}
