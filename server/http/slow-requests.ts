import type { IncomingMessage } from 'node:http';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';

const LOOK_MS = 1000;
/** A body of which nothing comes for this long does not come any more. */
const IDLE_MS = 10_000;
/** From this age on, a body must have come at this rate on the whole: so that one byte now and then keeps no socket. */
const SLOW_AFTER_MS = 30_000;
const LEAST_BYTES_A_SECOND = 512;
/** With more bodies outstanding than this, those of which nothing comes are given up sooner. */
const MANY = 300;
const IDLE_OF_MANY_MS = 2000;
/** More are never waited for: each holds memory, so the one of which nothing has come for longest makes room. */
const MOST = 500;
/** Of them, those from one address: a request costs most where it is dispatched, so more are not. */
const MOST_OF_ONE = 100;

interface Pending {
  request: IncomingMessage;
  guesser: string;
  sinceMs: number;
  bytesAtStart: number;
  bytes: number;
  progressMs: number;
}

/** Closes the connections of requests whose bodies stop coming, or come too slowly ever to end. */
export class SlowRequests {
  readonly #clock: Clock;
  readonly #pending = new Set<Pending>();
  readonly #ofOne = new Map<string, number>();
  #looking: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Follows a request until its body is complete.
   * @param guesser whose request it is, as `guesserOf` tells
   * @throws ProblemError `too_busy` if the bodies of too many of theirs have not come
   */
  follow(request: IncomingMessage, guesser: string): void {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (encoding === undefined && Number(length) === 0) return;
    if (this.#openOf(guesser) >= MOST_OF_ONE)
      throw new ProblemError('too_busy', 'Too many requests from this address have not sent their bodies', [], {
        retryAfterS: 10,
      });
    const nowMs = this.#clock.elapsedMs();
    const { bytesRead } = request.socket;
    const pending: Pending = {
      request,
      guesser,
      sinceMs: nowMs,
      bytesAtStart: bytesRead,
      bytes: bytesRead,
      progressMs: nowMs,
    };
    this.#pending.add(pending);
    this.#ofOne.set(guesser, (this.#ofOne.get(guesser) ?? 0) + 1);
    if (this.#pending.size > MOST) this.#makeRoom();
    request.once('close', () => this.#forget(pending));
    this.#looking ??= this.#clock.every(LOOK_MS, () => this.#look());
  }

  /** How many of theirs are not complete; a look at each, only where there may be too many. */
  #openOf(guesser: string): number {
    const open = this.#ofOne.get(guesser) ?? 0;
    if (open < MOST_OF_ONE) return open;
    const nowMs = this.#clock.elapsedMs();
    for (const pending of this.#pending) if (pending.guesser === guesser) this.#isOver(pending, nowMs);
    return this.#ofOne.get(guesser) ?? 0;
  }

  #forget(pending: Pending): void {
    if (!this.#pending.delete(pending)) return;
    const left = (this.#ofOne.get(pending.guesser) ?? 1) - 1;
    if (left > 0) this.#ofOne.set(pending.guesser, left);
    else this.#ofOne.delete(pending.guesser);
    if (this.#pending.size > 0) return;
    this.#looking?.cancel();
    this.#looking = undefined;
  }

  /** Gives up the one of which nothing has come for longest. */
  #makeRoom(): void {
    const nowMs = this.#clock.elapsedMs();
    let idlest: Pending | undefined;
    for (const pending of this.#pending) {
      if (this.#isOver(pending, nowMs)) continue;
      if (!idlest || pending.progressMs < idlest.progressMs) idlest = pending;
    }
    if (!idlest || this.#pending.size <= MOST) return;
    this.#forget(idlest);
    idlest.request.socket.destroy();
  }

  #look(): void {
    const nowMs = this.#clock.elapsedMs();
    const idleMs = this.#pending.size > MANY ? IDLE_OF_MANY_MS : IDLE_MS;
    for (const pending of this.#pending) {
      if (this.#isOver(pending, nowMs)) continue;
      const { request, sinceMs, bytesAtStart, bytes } = pending;
      const ageMs = nowMs - sinceMs;
      const isSlow = ageMs > SLOW_AFTER_MS && ((bytes - bytesAtStart) * 1000) / ageMs < LEAST_BYTES_A_SECOND;
      if (isSlow || nowMs - pending.progressMs >= idleMs) request.socket.destroy();
    }
  }

  /** Notes whether more has come. @returns whether the body is complete, and no longer followed */
  #isOver(pending: Pending, nowMs: number): boolean {
    const { request } = pending;
    if (request.complete) {
      this.#forget(pending);
      return true;
    }
    const { bytesRead } = request.socket;
    // Where a full buffer waits for us, it is we who are slow.
    if (bytesRead > pending.bytes || request.readableLength >= request.readableHighWaterMark) {
      pending.bytes = bytesRead;
      pending.progressMs = nowMs;
    }
    return false;
  }
}
