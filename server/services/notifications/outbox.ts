import type { Notice, Outbox as OutboxPort } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { patiently } from '../../db/patience.ts';
import type { Database } from '../../db/pool.ts';
import { requeueUndelivered, shelveQueued } from '../../db/repositories/deliveries.ts';
import { listUnreleased, releaseNotice } from '../../db/repositories/notices.ts';
import type { ActiveChannel } from './channel.ts';
import { type ChannelCondition, ChannelConditions } from './channel-conditions.ts';
import { Courier, RETRY } from './courier.ts';

export interface OutboxOptions {
  database: Database;
  /** The channels that are set up now; the owner may change them at any time. */
  channels: () => readonly ActiveChannel[];
  /** When the quiet hours that `now` is in end; undefined outside of them. */
  quietUntil: (now: Date) => Date | undefined;
  /** Told of alerts whose messages fare otherwise than before. */
  onAlerts: (alertIds: number[]) => void;
  /** Where it is told how each channel fares. */
  conditions?: ChannelConditions;
  log: Logger;
}

/** What the owner changed of where, or when not, to send. */
export interface OutboxChange {
  /** Names of channels that were set up, changed or removed. */
  channels: readonly string[];
}

/** Gives each released notice to every channel that is set up then. A courier for each channel delivers them. */
export class Outbox implements OutboxPort {
  readonly #options: OutboxOptions;
  readonly #conditions: ChannelConditions;
  readonly #couriers = new Map<string, Courier>();
  /** Channels to be followed: what could not be sent on them, or waits for them, is to be looked at again. */
  readonly #changed = new Set<string>();
  #following: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#conditions = options.conditions ?? new ChannelConditions();
  }

  start(): void {
    this.#stopped = false;
    this.#changed.clear();
    // What waits for others is left: theirs may be settings that cannot be decrypted today.
    for (const name of this.#names()) this.#changed.add(name);
    this.#follow();
  }

  /** The owner changed where, or when not, to send. */
  settingsChanged({ channels }: OutboxChange): void {
    for (const name of channels) {
      this.#changed.add(name);
      this.#couriers.get(name)?.startAfresh();
    }
    this.#follow();
  }

  /** Waits for the messages that are in the air. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#following;
    await Promise.all([...this.#couriers.values()].map((courier) => courier.stop()));
    this.#couriers.clear();
  }

  async release(noticeId: string): Promise<void> {
    const { database, onAlerts } = this.#options;
    let given: string[] = [];
    const alertId = await patiently(
      () => releaseNotice(database, noticeId, (given = this.#names())),
      () => this.#stopped,
    );
    if (alertId === undefined) return;
    if (given.length === 0) onAlerts([alertId]);
    // One was set up or removed in between: this notice was not there yet when the others were looked at.
    const present = this.#names();
    for (const name of [...given, ...present])
      if (given.includes(name) !== present.includes(name)) this.#changed.add(name);
    this.#follow();
  }

  unreleased(): Promise<Notice[]> {
    return patiently(
      () => listUnreleased(this.#options.database),
      () => this.#stopped,
    );
  }

  /** Over all channels that are set up. */
  status(): ChannelCondition {
    const names = this.#names();
    if (names.length === 0) return { waiting: 0, lastError: 'no channel is set up' };
    const conditions = names.map((name) => this.conditionOf(name));
    return {
      waiting: conditions.reduce((sum, { waiting }) => sum + waiting, 0),
      lastError: conditions.find(({ lastError }) => lastError !== undefined)?.lastError,
    };
  }

  conditionOf(channel: string): ChannelCondition {
    return this.#conditions.of(channel);
  }

  #names(): string[] {
    return this.#options.channels().map(({ name }) => name);
  }

  #courier(name: string): Courier {
    let courier = this.#couriers.get(name);
    if (!courier) {
      const { channels, database, quietUntil, onAlerts, log } = this.#options;
      const made = new Courier({
        database,
        quietUntil,
        onAlerts,
        log,
        channel: name,
        active: () => channels().find((channel) => channel.name === name),
      });
      this.#couriers.set(name, made);
      this.#conditions.set(name, () => made.condition());
      courier = made;
    }
    return courier;
  }

  /** Wakes the couriers, after what changed for their channels was followed. */
  #follow(): void {
    if (this.#stopped || this.#following) return;
    clearTimeout(this.#timer);
    this.#following = this.#followChanges().then((isDone) => {
      this.#following = undefined;
      if (this.#stopped) return;
      for (const name of this.#names()) this.#courier(name).wake();
      if (!isDone) this.#timer = setTimeout(() => this.#follow(), RETRY.first * 1000);
      else if (this.#changed.size > 0) this.#follow();
    });
  }

  /** What is still worth telling goes to the channels that are set up; for those that are removed nothing waits. */
  async #followChanges(): Promise<boolean> {
    const { database, onAlerts, log } = this.#options;
    while (this.#changed.size > 0) {
      const present = this.#names();
      const changed = [...this.#changed];
      const removed = changed.filter((name) => !present.includes(name));
      const set = changed.filter((name) => present.includes(name));
      this.#changed.clear();
      try {
        if (set.length > 0) await requeueUndelivered(database, set);
        const shelved = removed.length > 0 ? await shelveQueued(database, removed) : [];
        if (shelved.length > 0) onAlerts([...new Set(shelved)]);
      } catch (failure) {
        for (const name of changed) this.#changed.add(name);
        log.warn({ err: failure }, 'the outbox waits for the database');
        return false;
      }
    }
    return true;
  }
}
