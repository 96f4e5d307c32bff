import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { z } from 'zod';

/**
 * A last will that a board has set where its readings go. `mayWait`: the broker was stopped since, and publishes wills then, so
 * that it may be the last message of this size that has waited.
 */
export const readingWillSchema = z.object({ topic: z.string(), bytes: z.int().min(0), mayWait: z.boolean() });
export type ReadingWill = z.infer<typeof readingWillSchema>;

/** What the broker's log says of such wills. Of messages, only those that are as long as the will are told of. */
export const willEventSchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('set'), topic: z.string(), bytes: z.int().min(0) }),
  z.object({ what: z.literal('unset'), topic: z.string() }),
  /** A board has published a message, or the broker its will. */
  z.object({ what: z.enum(['published', 'sent']), topic: z.string() }),
]);
export type WillEvent = z.infer<typeof willEventSchema>;

/** The log says within this time what a message was (ms). */
const PATIENCE_MS = 3000;
/** What the log said of a message that never came is forgotten (ms). */
const KEPT_MS = 10_000;

type Answer = (isWill: boolean) => void;

interface Watched {
  bytes: number;
  mayWait: boolean;
  /** What the log said of messages that have not come yet. */
  said: { isWill: boolean; atMs: number }[];
  /** Messages of which the log has not said anything yet. */
  asked: Answer[];
  timer: Timer | undefined;
}

/**
 * Tells last wills from readings on topics where a board has set one. The broker logs messages in the order in which it passes
 * them on; so messages that are as long as the will wait a moment for what its log says. What it does not say is a reading.
 */
export class LastWills {
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the wills that are known at the start. */
  load(wills: readonly ReadingWill[]): void {
    for (const { topic, bytes, mayWait } of wills) this.#watch(topic, bytes, mayWait);
  }

  heed(event: WillEvent): void {
    const { topic } = event;
    const watched = this.#watched.get(topic);
    if (event.what === 'set') {
      if (watched?.bytes !== event.bytes) {
        if (watched) this.#settle(watched);
        this.#watch(topic, event.bytes, false);
      }
    } else if (event.what === 'unset') {
      if (watched) this.#settle(watched);
      this.#watched.delete(topic);
    } else if (watched) this.#said(watched, event.what === 'sent');
  }

  /**
   * Asks what a message is.
   * @param answer called once that is known, maybe at once
   * @returns whether it is called; if not, the message is a reading
   */
  ask(topic: string, bytes: number, answer: Answer): boolean {
    const watched = this.#watched.get(topic);
    if (watched?.bytes !== bytes) return false;
    const nowMs = this.#clock.elapsedMs();
    watched.said = watched.said.filter(({ atMs }) => nowMs - atMs < KEPT_MS);
    const [said] = watched.said;
    if (said && watched.asked.length === 0 && !watched.mayWait) {
      watched.said.shift();
      answer(said.isWill);
      return true;
    }
    watched.asked.push(answer);
    watched.timer ??= this.#clock.after(PATIENCE_MS, () => this.#settle(watched));
    return true;
  }

  #watch(topic: string, bytes: number, mayWait: boolean): void {
    this.#watched.set(topic, { bytes, mayWait, said: [], asked: [], timer: undefined });
  }

  #said(watched: Watched, isWill: boolean): void {
    const first = watched.mayWait ? undefined : watched.asked.shift();
    if (!first) watched.said.push({ isWill, atMs: this.#clock.elapsedMs() });
    else if (watched.asked.length === 0) this.#rest(watched);
    first?.(isWill);
  }

  /** Answers all that wait: by what was said since, and of those before, the last one is the will that has waited, if one has. */
  #settle(watched: Watched): void {
    const { asked, said, mayWait } = watched;
    const before = Math.max(asked.length - said.length, 0);
    const answers = asked.map((_, nth) =>
      nth < before ? mayWait && nth === before - 1 : (said[nth - before]?.isWill ?? false),
    );
    Object.assign(watched, { asked: [], said: said.slice(asked.length - before), mayWait: false });
    this.#rest(watched);
    for (const [nth, answer] of asked.entries()) answer(answers[nth] ?? false);
  }

  #rest(watched: Watched): void {
    watched.timer?.cancel();
    watched.timer = undefined;
  }
}
