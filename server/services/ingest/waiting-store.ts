import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { parseDeviceTopic } from '@plantops/shared/topics.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { MessageDesk } from '../../broker/message-desk.ts';
import type { Delivery } from '../../broker/delivery-ledger.ts';
import type { Database } from '../../db/pool.ts';
import { deleteWaiting, insertWaiting, listWaiting } from '../../db/repositories/waiting-messages.ts';

export interface WaitingStoreOptions {
  database: Database;
  inbox: Pick<MessageDesk, 'movedToTable' | 'takeRow' | 'onRowDone' | 'open'>;
  clock: Clock;
  log: Logger;
}

const PAGE = 1000;
/** How often rows of messages that were answered for are deleted (ms). */
const DELETE_EVERY_MS = 250;

/**
 * The table of messages that wait in the flows for long. They survive a crash, and the broker need not keep them: it keeps
 * only so many at a time.
 */
export class WaitingStore {
  readonly #options: WaitingStoreOptions;
  #done: number[] = [];
  #timer: Timer | undefined;
  #deleting: Promise<void> | undefined;
  /** The newest row that was taken or made here. */
  #newest = 0;
  #taking: Promise<void> = Promise.resolve();

  constructor(options: WaitingStoreOptions) {
    this.#options = options;
    options.inbox.onRowDone((row) => this.#finished(row));
  }

  /** Takes the messages that wait in the table and are not on their way yet, oldest first. */
  take(): Promise<void> {
    const taken = this.#taking.then(() => this.#takeAll());
    this.#taking = taken.catch(() => undefined);
    return taken;
  }

  /** Moves messages to the table. If the database does not take them, the broker keeps them. */
  keep(deliveries: readonly Delivery[]): Promise<void> {
    const { database, inbox, log } = this.#options;
    // Rows made here are on their way already, so they are not taken.
    const kept = this.#taking.then(async () => {
      const rows = await insertWaiting(
        database,
        deliveries.map(({ message }) => message),
      );
      this.#newest = Math.max(this.#newest, ...rows);
      inbox.movedToTable(deliveries.map((delivery, index) => ({ delivery, row: rows[index] ?? 0 })));
    });
    this.#taking = kept.catch((failure: unknown) =>
      log.debug({ err: failure }, 'messages that wait in the flows stay with the broker for now'),
    );
    return this.#taking;
  }

  /** The message of this row was answered for. */
  #finished(row: number): void {
    this.#done.push(row);
    this.#timer ??= this.#options.clock.after(DELETE_EVERY_MS, () => {
      this.#timer = undefined;
      this.#deleting = this.#delete();
    });
  }

  /** Keeps what nobody else does, such as messages of QoS 0 that are still on their way through the flows. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    const onlyHere = [...this.#options.inbox.open()].filter(
      ({ packet, whole, row }) => !packet && !whole && row === undefined,
    );
    if (onlyHere.length > 0) await this.keep(onlyHere);
    await this.#taking;
    await this.#deleting;
    await this.#delete();
  }

  async #takeAll(): Promise<void> {
    const { database, inbox } = this.#options;
    for (;;) {
      const page = await listWaiting(database, { after: this.#newest, limit: PAGE });
      for (const { id, deviceId, topic, payload, receivedAt } of page) {
        this.#newest = id;
        const kind = parseDeviceTopic(topic)?.kind;
        if (!kind) continue;
        const message: Omit<IncomingMessage, 'delivery'> = { kind, deviceId, topic, payload, receivedAt };
        inbox.takeRow(message, id);
      }
      if (page.length < PAGE) return;
    }
  }

  async #delete(): Promise<void> {
    const rows = this.#done.splice(0);
    if (rows.length === 0) return;
    try {
      await deleteWaiting(this.#options.database, rows);
    } catch (failure) {
      this.#options.log.debug({ err: failure }, 'messages that were answered for are not removed yet');
      this.#done.unshift(...rows);
    }
  }
}
