import { type Backoff, backoff } from '@plantops/shared/backoff.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { NoticeKind } from '@plantops/shared/ports.ts';
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
import {
  claimAlike,
  findSentMessage,
  markSentTogether,
  waitForOthers,
} from '../../db/repositories/joined-deliveries.ts';
import type { ActiveChannel, SendResult } from './channel.ts';
import type { ChannelCondition } from './channel-conditions.ts';
import { isJoined, JOINED_WITHIN_S, joinedMessage } from './joined-message.ts';

export interface CourierOptions {
  database: Database;
  /** The channel's name. */
  channel: string;
  /** Returns the channel with its present settings; undefined while it is not set up. */
  active: () => ActiveChannel | undefined;
  /** Returns the end of the quiet hours that `now` is in; undefined outside quiet hours. */
  quietUntil: (now: Date) => Date | undefined;
  /** Called with the ids of alerts whose delivery state changed. */
  onAlerts: (alertIds: number[]) => void;
  clock: Clock;
  log: Logger;
}

/** The number of deliveries claimed at a time. With one, stopping waits for at most one message. */
const CLAIM = 1;
/** How often the database is polled when nothing is due: another process may have queued deliveries. */
const IDLE_S = 60;
/** Delays before a failed delivery is tried again, in seconds. */
export const RETRY: Backoff = { first: 2, longest: 600, jitter: 0.25 };
/** A failing channel is tried at least this often, with any due delivery, so that it resumes soon once it works. */
const LONGEST_CHANNEL_PAUSE_S = 60;

/**
 * Sends the deliveries of one channel, oldest first. The queue is in the database, so it survives restarts. Nothing is
 * sent in quiet hours; when they end, only the held-back messages that still matter are sent.
 */
export class Courier {
  readonly #options: CourierOptions;
  #timer: Timer | undefined;
  #sending: Promise<void> | undefined;
  #again = false;
  /** Whether deliveries may be held back. True at start, because an earlier process may have held some back. */
  #heldBack = true;
  #stopped = false;
  /** By the clock's `elapsedMs`, so that setting the time of day neither ends nor lengthens a pause. */
  #pausedUntilMs = 0;
  /** Attempts that did not reach the receiver since a message was last sent. */
  #failures = 0;
  #waiting = 0;
  #lastError: string | undefined;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Looks for due deliveries after a delay. Call it whenever there may be some. */
  wake(afterS = 0): void {
    if (this.#stopped || !this.#options.active()) return;
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(afterS * 1000, () => {
      this.#sending = this.#run().then((nextInS) => {
        this.#sending = undefined;
        const pauseS = (this.#pausedUntilMs - this.#options.clock.elapsedMs()) / 1000;
        const again = this.#again;
        this.#again = false;
        // In the same turn of the event loop: otherwise this call could replace the timer of a `wake` in between.
        this.wake(Math.max(pauseS, again ? 0 : nextInS, 0));
      });
    });
  }

  /** Forgets pauses and failures, because the channel's settings changed. */
  startAfresh(): void {
    this.#pausedUntilMs = 0;
    this.#failures = 0;
    this.#lastError = undefined;
  }

  /** Waits for the message that is being sent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#sending;
  }

  condition(): ChannelCondition {
    return this.#options.active()
      ? { waiting: this.#waiting, lastError: this.#lastError }
      : { waiting: 0, lastError: undefined };
  }

  /** @returns seconds until the next run */
  async #run(): Promise<number> {
    const { database, channel, clock, log } = this.#options;
    try {
      const quietUntil = await this.#sendDue();
      const state = await queueState(database, channel);
      this.#waiting = state.waiting;
      const next = quietUntil ?? state.nextAt;
      return next ? Math.min((next.getTime() - clock.now().getTime()) / 1000, IDLE_S) : IDLE_S;
    } catch (failure) {
      log.warn({ err: failure, channel }, 'the outbox waits for the database');
      return RETRY.first;
    }
  }

  /** @returns the end of quiet hours if they prevent sending */
  async #sendDue(): Promise<Date | undefined> {
    const { database, channel, active, quietUntil, clock } = this.#options;
    while (!this.#stopped && active() && clock.elapsedMs() >= this.#pausedUntilMs) {
      const until = quietUntil(clock.now());
      if (until) {
        this.#heldBack = true;
        this.#tell(await holdBackUntil(database, channel, until));
        return until;
      }
      if (this.#heldBack) {
        this.#tell(await letOutHeldBack(database, channel, clock.now()));
        this.#heldBack = false;
      }
      const [delivery] = await claimDueDeliveries(database, channel, CLAIM, clock.now());
      if (!delivery) return undefined;
      await this.#send(delivery);
    }
    return undefined;
  }

  #tell(alertIds: number[]): void {
    if (alertIds.length > 0) this.#options.onAlerts([...new Set(alertIds)]);
  }

  async #send(delivery: DueDelivery): Promise<void> {
    const channel = this.#options.active();
    if (!channel) return;
    const { kind } = delivery.message;
    if (isJoined(kind)) return this.#sendJoined(channel, delivery, kind);
    const result = await channel.send(delivery.message);
    if (result.outcome === 'sent') await markSent(this.#options.database, delivery, this.#options.clock.now());
    await this.#settle(channel, [delivery], result);
  }

  /**
   * Sends all that is due of this kind as one message. The first is sent at once; what follows within a minute changes it
   * where the channel can, and otherwise waits for the end of that minute.
   */
  async #sendJoined(channel: ActiveChannel, first: DueDelivery, kind: NoticeKind): Promise<void> {
    const { database, clock } = this.#options;
    const now = clock.now();
    const deliveries = [first, ...(await claimAlike(database, channel.name, kind, now))];
    const messages = deliveries.map(({ message }) => message);
    const begun = new Date(now.getTime() - JOINED_WITHIN_S * 1000);
    const sent = await findSentMessage(database, channel.name, kind, begun);
    let leadId = first.noticeId;
    let result: SendResult | undefined;
    if (sent && channel.edit && sent.remoteId !== null) {
      result = await channel.edit(sent.remoteId, joinedMessage([...sent.messages, ...messages], sent.noticeId));
      leadId = sent.noticeId;
    } else if (sent) {
      await waitForOthers(database, deliveries, new Date(sent.sentAt.getTime() + JOINED_WITHIN_S * 1000));
      return;
    }
    // Somebody may have removed the message that was to be changed.
    if (result === undefined || result.outcome === 'refused') {
      leadId = first.noticeId;
      result = await channel.send(joinedMessage(messages, leadId));
    }
    if (result.outcome === 'sent') await markSentTogether(database, deliveries, leadId, result.remoteId, clock.now());
    await this.#settle(channel, deliveries, result);
  }

  /** Follows the result of an attempt to send these deliveries; those that were sent are marked already. */
  async #settle(channel: ActiveChannel, deliveries: readonly DueDelivery[], result: SendResult): Promise<void> {
    const { database, clock, log } = this.#options;
    switch (result.outcome) {
      case 'sent':
        this.#lastError = undefined;
        if (this.#failures > 0) await hasten(database, channel.name, clock.now());
        this.#failures = 0;
        break;
      case 'paused': {
        this.#lastError = `${channel.label.en} asks to wait ${Math.ceil(result.retryAfterS)} s`;
        const until = this.#pause(result.retryAfterS);
        for (const delivery of deliveries) await postpone(database, delivery, until, this.#lastError);
        break;
      }
      case 'unreachable': {
        this.#failures += 1;
        this.#lastError = result.reason;
        // The cause affects the channel's other deliveries, too.
        this.#pause(Math.min(backoff(this.#failures, RETRY), LONGEST_CHANNEL_PAUSE_S));
        const delayS = backoff(Math.max(...deliveries.map(({ attempts }) => attempts)), RETRY);
        log.warn(`${result.reason}; trying again in ${Math.round(delayS)} s`);
        for (const delivery of deliveries) await postpone(database, delivery, this.#inS(delayS), result.reason);
        break;
      }
      case 'refused':
        this.#lastError = result.reason;
        log.error(result.reason);
        for (const delivery of deliveries) await markFailed(database, delivery, result.reason);
    }
    // Also when a delivery is still queued: its error and the time of its next attempt changed.
    this.#tell(deliveries.map(({ alertId }) => alertId));
  }

  /** Sends nothing on this channel for a time. @returns its end */
  #pause(seconds: number): Date {
    this.#pausedUntilMs = this.#options.clock.elapsedMs() + seconds * 1000;
    return this.#inS(seconds);
  }

  #inS(seconds: number): Date {
    return new Date(this.#options.clock.now().getTime() + seconds * 1000);
  }
}
