import type { Notice, Outbox as OutboxPort } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { patiently } from '../../db/patience.ts';
import type { Database } from '../../db/pool.ts';
import {
  claimDueNotices,
  type DueNotice,
  holdBackUntil,
  letOutHeldBack,
  listUnreleased,
  markFailed,
  markSent,
  outboxState,
  postpone,
  releaseNotice,
  requeueUndelivered,
  shelveQueued,
} from '../../db/repositories/notices.ts';
import { sendToDiscord } from './discord.ts';

export interface OutboxOptions {
  database: Database;
  /** Where to send to now; the owner may change it at any time. */
  webhook: () => URL | undefined;
  /** When the quiet hours that `now` is in end; undefined outside of them. */
  quietUntil: (now: Date) => Date | undefined;
  onAlerts: (alertIds: number[]) => void;
  log: Logger;
}

/** Claimed one by one, so that a stop leaves at most one in the air. */
const CLAIM = 1;
/** With nothing due, the database is looked at this often: another process may have added something. */
const IDLE_S = 60;
const FIRST_RETRY_S = 2;
const LONGEST_RETRY_S = 600;

/** Pause before attempt n + 1, doubling, with a quarter of chance so that many do not come at once. */
export const backoffS = (attempts: number, chance: number): number =>
  Math.min(FIRST_RETRY_S * 2 ** Math.max(0, attempts - 1), LONGEST_RETRY_S) * (1 + chance / 4);

/**
 * Sends released notices, oldest first, from the database: what is not sent yet survives everything. In quiet hours
 * nothing is sent; of what they held back, what still matters when they end.
 */
export class Outbox implements OutboxPort {
  readonly #options: OutboxOptions;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #again = false;
  /** What could not be sent to another webhook, or to none, is looked at again. */
  #webhookChanged = false;
  /** Notices may be held back, also by the process before this one. */
  #heldBack = true;
  #stopped = true;
  #pausedUntilMs = 0;
  #waiting = 0;
  #lastError: string | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    // Without one, what waits is left: it may be a webhook that cannot be decrypted today.
    this.#webhookChanged = this.#options.webhook() !== undefined;
    this.#wake();
  }

  /** The owner changed where, or when not, to send. */
  settingsChanged({ webhook }: { webhook: boolean }): void {
    if (webhook) {
      this.#webhookChanged = true;
      // What the last one asked for, or was wrong with it, does not hold for this one.
      this.#pausedUntilMs = 0;
      this.#lastError = undefined;
    }
    this.#wake();
  }

  /** Waits for the message that is in the air. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#sending;
  }

  async release(noticeId: string): Promise<void> {
    const { database, webhook, onAlerts } = this.#options;
    let state = 'queued' as 'queued' | 'not_configured';
    const alertId = await patiently(
      () => releaseNotice(database, noticeId, (state = webhook() ? 'queued' : 'not_configured')),
      () => this.#stopped,
    );
    if (alertId === undefined) return;
    if (state === 'not_configured') onAlerts([alertId]);
    // It was set or removed in between: this notice was not there yet when the others were looked at.
    if ((state === 'queued') !== (webhook() !== undefined)) this.#webhookChanged = true;
    this.#wake();
  }

  unreleased(): Promise<Notice[]> {
    return patiently(
      () => listUnreleased(this.#options.database),
      () => this.#stopped,
    );
  }

  status(): { waiting: number; lastError: string | undefined } {
    if (!this.#options.webhook()) return { waiting: 0, lastError: 'no webhook is set' };
    return { waiting: this.#waiting, lastError: this.#lastError };
  }

  #wake(afterS = 0): void {
    if (this.#stopped || !(this.#options.webhook() || this.#webhookChanged)) return;
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
        this.#wake(Math.max(pauseS, again ? 0 : nextInS, 0));
      });
    }, afterS * 1000);
  }

  /** @returns seconds until there is something to do again */
  async #run(): Promise<number> {
    const { database, log } = this.#options;
    try {
      await this.#followWebhook();
      const quietUntil = await this.#sendDue();
      const state = await outboxState(database);
      this.#waiting = state.waiting;
      // By this clock, not the database's: a little behind, it would find the quiet hours not over, again and again.
      const quietForS = quietUntil && (quietUntil.getTime() - Date.now()) / 1000;
      return Math.min(quietForS ?? state.nextInS ?? IDLE_S, IDLE_S);
    } catch (failure) {
      log.warn({ err: failure }, 'the outbox waits for the database');
      return FIRST_RETRY_S;
    }
  }

  /** What is still worth telling goes to a new webhook; without one nothing waits. */
  async #followWebhook(): Promise<void> {
    if (!this.#webhookChanged) return;
    const { database, webhook } = this.#options;
    this.#webhookChanged = false;
    try {
      if (webhook()) await requeueUndelivered(database);
      else this.#tell(await shelveQueued(database));
    } catch (failure) {
      this.#webhookChanged = true;
      throw failure;
    }
  }

  /** @returns the end of quiet hours, where these keep it from sending */
  async #sendDue(): Promise<Date | undefined> {
    const { database, webhook, quietUntil } = this.#options;
    while (!this.#stopped && webhook() && Date.now() >= this.#pausedUntilMs) {
      const until = quietUntil(new Date());
      if (until) {
        this.#heldBack = true;
        await holdBackUntil(database, until);
        return until;
      }
      if (this.#heldBack) {
        this.#tell(await letOutHeldBack(database));
        this.#heldBack = false;
      }
      const [notice] = await claimDueNotices(database, CLAIM);
      if (!notice) return undefined;
      await this.#send(notice);
    }
    return undefined;
  }

  #tell(alertIds: number[]): void {
    if (alertIds.length > 0) this.#options.onAlerts([...new Set(alertIds)]);
  }

  async #send(notice: DueNotice): Promise<void> {
    const { database, onAlerts, log } = this.#options;
    const webhook = this.#options.webhook();
    if (!webhook) return;
    const result = await sendToDiscord(webhook, notice);
    switch (result.outcome) {
      case 'sent':
        await markSent(database, notice);
        this.#lastError = undefined;
        onAlerts([notice.alertId]);
        return;
      case 'paused':
        this.#pausedUntilMs = Date.now() + result.retryAfterS * 1000;
        this.#lastError = `Discord asks to wait ${Math.ceil(result.retryAfterS)} s`;
        await postpone(database, notice.id, result.retryAfterS, this.#lastError);
        // Why it waits and until when is new, though it waits as before.
        onAlerts([notice.alertId]);
        return;
      case 'unreachable': {
        const delayS = backoffS(notice.attempts, Math.random());
        this.#lastError = result.reason;
        // Whatever keeps this one back keeps the others back, too.
        this.#pausedUntilMs = Date.now() + Math.min(delayS, 60) * 1000;
        log.warn(`${result.reason}; trying again in ${Math.round(delayS)} s`);
        await postpone(database, notice.id, delayS, result.reason);
        onAlerts([notice.alertId]);
        return;
      }
      case 'refused':
        this.#lastError = result.reason;
        log.error(result.reason);
        await markFailed(database, notice.id, result.reason);
        onAlerts([notice.alertId]);
    }
  }
}
