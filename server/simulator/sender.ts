/** The queue of readings for the broker: bounded, and kept through lost connections until they are acknowledged. */
import type { Link } from './link.ts';

/** About as many as fit in the memory of a small board; the oldest are dropped. */
const MOST_WAITING = 1_000;
const MOST_IN_FLIGHT = 50;

export class Sender {
  #waiting: string[] = [];
  #inFlight = new Set<{ payload: string }>();
  #route: { link: Link; topic: string } | undefined;
  acknowledged = 0;
  dropped = 0;

  /** Payloads not yet acknowledged. */
  get pending(): number {
    return this.#waiting.length + this.#inFlight.size;
  }

  send(payload: string): void {
    this.#waiting.push(payload);
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
      this.dropped += 1;
    }
    this.#pump();
  }

  /** Sends over `link` from now on. */
  attach(link: Link, topic: string): void {
    this.#route = { link, topic };
    this.#pump();
  }

  /** The connection is gone: whatever it did not acknowledge is sent again over the next one. */
  detach(): void {
    this.#route = undefined;
    this.#waiting.unshift(...[...this.#inFlight].map(({ payload }) => payload));
    this.#inFlight.clear();
  }

  #pump(): void {
    const route = this.#route;
    while (route && this.#inFlight.size < MOST_IN_FLIGHT) {
      const payload = this.#waiting.shift();
      if (payload === undefined) return;
      const message = { payload };
      this.#inFlight.add(message);
      route.link.publish(route.topic, payload).then(
        () => {
          // No longer in the set: `detach` took it back and it will be sent again; the server stores it once.
          if (!this.#inFlight.delete(message)) return;
          this.acknowledged += 1;
          this.#pump();
        },
        // The connection has ended or is about to: `detach` takes the message back.
        () => undefined,
      );
    }
  }
}
