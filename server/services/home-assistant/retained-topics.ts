import type { Clock, Timer } from '@plantops/shared/clock.ts';

export interface RetainedTopicsOptions {
  /** Publishes a retained message; an empty one removes what the broker holds. Resolves once the broker has it. */
  publish: (topic: string, payload: string) => Promise<void>;
  /** Whether a topic is one that this server alone publishes. */
  isOurs: (topic: string) => boolean;
  /** What must be published before `next` where the broker holds `held`; undefined: nothing. */
  between: (topic: string, held: string | undefined, next: string) => string | undefined;
  clock: Clock;
}

/** A topic is published at most once within this time; what it was meanwhile is left out (ms). */
const LEAST_MS = 5000;
/** How often topics are looked at that had to wait (ms). */
const TICK_MS = 500;
/** How many messages wait for the broker at once: more would only fill its queue. */
const MOST_AT_ONCE = 20;
/** A broker tells every subscriber of what it takes; one that has not after this time does not take it (ms). */
const ECHO_MS = 10_000;

/**
 * Keeps retained messages at a broker as they should be: publishes what is other than the broker has it, and removes what
 * is not wanted, also what this server published in a former life.
 */
export class RetainedTopics {
  readonly #options: RetainedTopicsOptions;
  readonly #wanted = new Map<string, string>();
  /** What the broker holds, as far as it is known. */
  readonly #held = new Map<string, string>();
  /** To be published as soon as there is room. */
  readonly #ready = new Set<string>();
  /** To be published once enough time has gone by since the last time. */
  readonly #waiting = new Set<string>();
  readonly #publishing = new Set<string>();
  readonly #publishedAtMs = new Map<string, number>();
  /** Published, and not heard of yet: since when (ms). */
  readonly #unheard = new Map<string, number>();
  #isOpen = false;
  #isComplete = false;
  #tick: Timer | undefined;
  #onIdle: (() => void)[] = [];

  constructor(options: RetainedTopicsOptions) {
    this.#options = options;
  }

  /** The topics that should be there. */
  get topics(): string[] {
    return [...this.#wanted.keys()];
  }

  want(topic: string, payload: string): void {
    this.#wanted.set(topic, payload);
    this.#look(topic);
  }

  drop(topic: string): void {
    if (this.#wanted.delete(topic)) this.#look(topic);
  }

  /**
   * From now on everything that should be there is wanted, so that the rest is removed. Not earlier: Home Assistant forgets
   * what its owner has set about a device that is removed, even if it comes back.
   */
  complete(): void {
    this.#isComplete = true;
    for (const topic of this.#held.keys()) this.#look(topic);
  }

  /** Publishes everything again, whether or not the broker has it. */
  repeat(): void {
    for (const topic of this.#wanted.keys()) {
      this.#held.delete(topic);
      this.#publishedAtMs.delete(topic);
      this.#look(topic);
    }
  }

  /** Takes note of a message that the broker handed out. @param isHeld it was there before the subscription */
  heard(topic: string, payload: string, isHeld: boolean): void {
    if (!this.#options.isOurs(topic)) return;
    this.#unheard.delete(topic);
    if (!isHeld || this.#publishing.has(topic)) return;
    if (payload === '') this.#held.delete(topic);
    else this.#held.set(topic, payload);
    this.#look(topic);
  }

  /** The broker is there, and has told what it holds. */
  open(): void {
    this.#isOpen = true;
    for (const topic of this.#wanted.keys()) this.#look(topic);
    for (const topic of this.#held.keys()) this.#look(topic);
    this.#pump();
  }

  /** The broker is gone. What it holds is told anew when it is back. */
  close(): void {
    this.#isOpen = false;
    this.#held.clear();
    this.#unheard.clear();
    this.#tick?.cancel();
    this.#tick = undefined;
  }

  /** Whether the broker takes messages and does not hand them out: it lets the account in, and keeps it from its topics. */
  get isUnheard(): boolean {
    const now = this.#options.clock.elapsedMs();
    return [...this.#unheard.values()].some((sinceMs) => now - sinceMs > ECHO_MS);
  }

  /** Resolves when everything is as it should be; never while the broker is gone. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
      this.#pump();
    });
  }

  #look(topic: string): void {
    if (this.#publishing.has(topic) || (!this.#isComplete && !this.#wanted.has(topic))) return;
    if (this.#held.get(topic) === this.#wanted.get(topic)) {
      this.#ready.delete(topic);
      this.#waiting.delete(topic);
    } else if (this.#mayPublish(topic)) this.#ready.add(topic);
    else this.#waiting.add(topic);
    this.#pump();
  }

  /** What is removed is removed at once: it may be the last thing that can be said. */
  #mayPublish(topic: string): boolean {
    const atMs = this.#publishedAtMs.get(topic);
    return atMs === undefined || !this.#wanted.has(topic) || this.#options.clock.elapsedMs() - atMs >= LEAST_MS;
  }

  #pump(): void {
    if (!this.#isOpen) return;
    for (const topic of this.#ready) {
      if (this.#publishing.size >= MOST_AT_ONCE) return;
      this.#ready.delete(topic);
      void this.#publish(topic);
    }
    if (this.#waiting.size > 0) this.#tick ??= this.#options.clock.every(TICK_MS, () => this.#release());
    else {
      this.#tick?.cancel();
      this.#tick = undefined;
    }
    if (this.#publishing.size === 0 && this.#waiting.size === 0)
      for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #release(): void {
    for (const topic of this.#waiting) {
      if (!this.#mayPublish(topic)) continue;
      this.#waiting.delete(topic);
      this.#ready.add(topic);
    }
    this.#pump();
  }

  async #publish(topic: string): Promise<void> {
    const { publish, between, clock } = this.#options;
    const next = this.#wanted.get(topic);
    this.#publishing.add(topic);
    this.#unheard.set(topic, clock.elapsedMs());
    try {
      const first = next === undefined ? undefined : between(topic, this.#held.get(topic), next);
      if (first !== undefined) await publish(topic, first);
      await publish(topic, next ?? '');
      if (next === undefined) this.#held.delete(topic);
      else this.#held.set(topic, next);
      this.#publishedAtMs.set(topic, clock.elapsedMs());
      if (next === undefined) this.#publishedAtMs.delete(topic);
    } catch {
      // The connection is lost: whoever opens it again begins with what the broker holds.
      this.#held.delete(topic);
    } finally {
      this.#publishing.delete(topic);
    }
    if (this.#isOpen) this.#look(topic);
  }
}
