import { type Backoff, backoff } from '@plantops/shared/backoff.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import {
  claimDueDeliveries,
  type DueDelivery,
  hasten,
  holdBackUntil,
  letOutHeldBack,
  markFailed,
  markSent,
  postpone,
  queueState,
} from '../../db/repositories/deliveries.ts';
import type { ActiveChannel } from './channel.ts';
import type { ChannelCondition } from './channel-conditions.ts';

export interface CourierOptions {
  database: Database;
  /** By name. */
  channel: string;
  /** The channel as it is set up now; undefined while it is not. */
  active: () => ActiveChannel | undefined;
  /** When the quiet hours that `now` is in end; undefined outside of them. */
  quietUntil: (now: Date) => Date | undefined;
  /** Told of alerts whose messages fare otherwise than before. */
  onAlerts: (alertIds: number[]) => void;
  log: Logger;
}

/** Claimed one by one, so that a stop leaves at most one in the air. */
const CLAIM = 1;
/** With nothing due, the database is looked at this often: another process may have added something. */
const IDLE_S = 60;
/** Pauses of a delivery that cannot be made, in seconds. */
export const RETRY: Backoff = { first: 2, longest: 600, jitter: 0.25 };
/** A channel that fails is tried this often at least, with whatever is due, and goes on at once when it is back. */
const LONGEST_CHANNEL_PAUSE_S = 60;

/**
 * Makes the deliveries of one channel, oldest first, from the database: what is not sent yet survives everything. In
 * quiet hours nothing is sent; of what they held back, what still matters when they end. Other channels have their own.
 */
export class Courier {
  readonly #options: CourierOptions;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #again = false;
  /** Deliveries may be held back, also by the process before this one. */
  #heldBack = true;
  #stopped = false;
  #pausedUntilMs = 0;
  /** Since the channel was last reached. */
  #failures = 0;
  #waiting = 0;
  #lastError: string | undefined;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** There may be something to do. */
  wake(afterS = 0): void {
    if (this.#stopped || !this.#options.active()) return;
    if (this.#sending) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#sending = this.#run().then((nextInS) => {
        this.#sending = undefined;
        const pauseS = (this.#pausedUntilMs - Date.now()) / 1000;
        const again = this.#again;
        this.#again = false;
        // At once, not in a later turn: a release in between would have its timer replaced by this one.
        this.wake(Math.max(pauseS, again ? 0 : nextInS, 0));
      });
    }, afterS * 1000);
  }

  /** The channel is set up otherwise: what it asked for before, or was wrong with it, holds no more. */
  startAfresh(): void {
    this.#pausedUntilMs = 0;
    this.#failures = 0;
    this.#lastError = undefined;
  }

  /** Waits for the message that is in the air. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#sending;
  }

  condition(): ChannelCondition {
    return this.#options.active()
      ? { waiting: this.#waiting, lastError: this.#lastError }
      : { waiting: 0, lastError: undefined };
  }

  /** @returns seconds until there is something to do again */
  async #run(): Promise<number> {
    const { database, channel, log } = this.#options;
    try {
      const quietUntil = await this.#sendDue();
      const state = await queueState(database, channel);
      this.#waiting = state.waiting;
      // By this clock, not the database's: a little behind, it would find the quiet hours not over, again and again.
      const quietForS = quietUntil && (quietUntil.getTime() - Date.now()) / 1000;
      return Math.min(quietForS ?? state.nextInS ?? IDLE_S, IDLE_S);
    } catch (failure) {
      log.warn({ err: failure, channel }, 'the outbox waits for the database');
      return RETRY.first;
    }
  }

  /** @returns the end of quiet hours, where these keep it from sending */
  async #sendDue(): Promise<Date | undefined> {
    const { database, channel, active, quietUntil } = this.#options;
    while (!this.#stopped && active() && Date.now() >= this.#pausedUntilMs) {
      const until = quietUntil(new Date());
      if (until) {
        this.#heldBack = true;
        await holdBackUntil(database, channel, until);
        return until;
      }
      if (this.#heldBack) {
        this.#tell(await letOutHeldBack(database, channel));
        this.#heldBack = false;
      }
      const [delivery] = await claimDueDeliveries(database, channel, CLAIM);
      if (!delivery) return undefined;
      await this.#send(delivery);
    }
    return undefined;
  }

  #tell(alertIds: number[]): void {
    if (alertIds.length > 0) this.#options.onAlerts([...new Set(alertIds)]);
  }

  async #send(delivery: DueDelivery): Promise<void> {
    const { database, log } = this.#options;
    const channel = this.#options.active();
    if (!channel) return;
    const result = await channel.send(delivery.message);
    switch (result.outcome) {
      case 'sent':
        await markSent(database, delivery);
        this.#lastError = undefined;
        if (this.#failures > 0) await hasten(database, delivery.channel);
        this.#failures = 0;
        break;
      case 'paused':
        this.#pausedUntilMs = Date.now() + result.retryAfterS * 1000;
        this.#lastError = `${channel.label.en} asks to wait ${Math.ceil(result.retryAfterS)} s`;
        await postpone(database, delivery, result.retryAfterS, this.#lastError);
        break;
      case 'unreachable': {
        this.#failures += 1;
        this.#lastError = result.reason;
        // Whatever keeps this one back keeps the others back, too.
        const pauseS = Math.min(backoff(this.#failures, RETRY), LONGEST_CHANNEL_PAUSE_S);
        this.#pausedUntilMs = Date.now() + pauseS * 1000;
        const delayS = backoff(delivery.attempts, RETRY);
        log.warn(`${result.reason}; trying again in ${Math.round(delayS)} s`);
        await postpone(database, delivery, delayS, result.reason);
        break;
      }
      case 'refused':
        this.#lastError = result.reason;
        log.error(result.reason);
        await markFailed(database, delivery, result.reason);
    }
    // Also where it waits as before: why and until when is new.
    this.#options.onAlerts([delivery.alertId]);
  }
}
