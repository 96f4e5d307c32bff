import type { Notice, Outbox as OutboxPort } from '@plantops/nodes/shared/ports.ts';
import type { Logger } from 'pino';
import { patiently } from '../db/patience.ts';
import type { Database } from '../db/pool.ts';
import {
  claimDueNotices, type DueNotice, listUnreleased, markFailed, markSent, outboxState, postpone, releaseNotice, requeueUndelivered,
} from '../db/repositories/notices.ts';
import { sendToDiscord } from './discord.ts';

export interface OutboxOptions {
  database: Database;
  webhook: URL | undefined;
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

/** Sends released notices, oldest first, from the database: what is not sent yet survives everything. */
export class Outbox implements OutboxPort {
  readonly #options: OutboxOptions;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #again = false;
  #stopped = true;
  #pausedUntilMs = 0;
  #waiting = 0;
  #lastError: string | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#stopped = false;
    if (this.#options.webhook) await requeueUndelivered(this.#options.database);
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
    const alertId = await patiently(() => releaseNotice(database, noticeId, webhook ? 'queued' : 'not_configured'), () => this.#stopped);
    if (alertId === undefined) return;
    if (webhook) this.#wake();
    else onAlerts([alertId]);
  }

  unreleased(): Promise<Notice[]> {
    return patiently(() => listUnreleased(this.#options.database), () => this.#stopped);
  }

  status(): { waiting: number; lastError: string | undefined } {
    if (!this.#options.webhook) return { waiting: 0, lastError: 'no DISCORD_WEBHOOK_URL' };
    return { waiting: this.#waiting, lastError: this.#lastError };
  }

  #wake(afterS = 0): void {
    if (this.#stopped || !this.#options.webhook) return;
    if (this.#sending) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#sending = this.#run().finally(() => {
        this.#sending = undefined;
      });
    }, afterS * 1000);
  }

  async #run(): Promise<void> {
    const { database, log } = this.#options;
    let nextInS = IDLE_S;
    try {
      await this.#sendDue();
      const state = await outboxState(database);
      this.#waiting = state.waiting;
      nextInS = Math.min(state.nextInS ?? IDLE_S, IDLE_S);
    } catch (failure) {
      log.warn({ err: failure }, 'the outbox waits for the database');
      nextInS = FIRST_RETRY_S;
    }
    const pauseS = (this.#pausedUntilMs - Date.now()) / 1000;
    const again = this.#again;
    this.#again = false;
    setImmediate(() => this.#wake(Math.max(pauseS, again ? 0 : nextInS, 0)));
  }

  async #sendDue(): Promise<void> {
    while (!this.#stopped && Date.now() >= this.#pausedUntilMs) {
      const [notice] = await claimDueNotices(this.#options.database, CLAIM);
      if (!notice) return;
      await this.#send(notice);
    }
  }

  async #send(notice: DueNotice): Promise<void> {
    const { database, webhook, onAlerts, log } = this.#options;
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
        return;
      case 'unreachable': {
        const delayS = backoffS(notice.attempts, Math.random());
        this.#lastError = result.reason;
        // Whatever keeps this one back keeps the others back, too.
        this.#pausedUntilMs = Date.now() + Math.min(delayS, 60) * 1000;
        log.warn(`${result.reason}; trying again in ${Math.round(delayS)} s`);
        await postpone(database, notice.id, delayS, result.reason);
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
