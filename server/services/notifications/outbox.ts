import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Notice, Outbox as OutboxPort } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { patiently } from '../../db/patience.ts';
import type { Database } from '../../db/pool.ts';
import { requeueUndelivered, shelveQueued } from '../../db/repositories/deliveries.ts';
import { type DeliveryRule, skipUnwanted } from '../../db/repositories/delivery-rules.ts';
import { listUnreleased, releaseNotice } from '../../db/repositories/notices.ts';
import type { ActiveChannel } from './channel.ts';
import { deliveryRule } from './channel-rules.ts';
import { type ChannelCondition, ChannelConditions } from './channel-conditions.ts';
import { Courier, RETRY } from './courier.ts';

export interface OutboxOptions {
  database: Database;
  /** Returns the channels that are set up. The owner may change them at any time. */
  channels: () => readonly ActiveChannel[];
  /** Returns the end of the quiet hours that `now` is in; undefined outside quiet hours. */
  quietUntil: (now: Date) => Date | undefined;
  /** Called with the ids of alerts whose delivery state changed. */
  onAlerts: (alertIds: number[]) => void;
  /** The outbox registers the condition of each channel here. */
  conditions?: ChannelConditions;
  clock: Clock;
  log: Logger;
}

/** A change of the notification settings. */
export interface OutboxChange {
  /** The names of channels that were set up, changed or removed. */
  channels: readonly string[];
}

/** Queues each released notice on every channel that is set up. One courier per channel sends them. */
export class Outbox implements OutboxPort {
  readonly #options: OutboxOptions;
  readonly #conditions: ChannelConditions;
  readonly #couriers = new Map<string, Courier>();
  /** Names of channels whose queues do not reflect their latest change yet; see `#followChanges`. */
  readonly #changed = new Set<string>();
  #following: Promise<void> | undefined;
  #timer: Timer | undefined;
  #stopped = true;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#conditions = options.conditions ?? new ChannelConditions();
  }

  start(): void {
    this.#stopped = false;
    this.#changed.clear();
    // Deliveries on other channels stay queued: their settings may only be undecryptable for the moment.
    for (const name of this.#names()) this.#changed.add(name);
    this.#follow();
  }

  /** Applies a change of the channels or the quiet hours. */
  settingsChanged({ channels }: OutboxChange): void {
    for (const name of channels) {
      this.#changed.add(name);
      this.#couriers.get(name)?.startAfresh();
    }
    this.#follow();
  }

  /** Waits for the messages that are being sent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#following;
    await Promise.all([...this.#couriers.values()].map((courier) => courier.stop()));
    this.#couriers.clear();
  }

  async release(noticeId: string, only?: string): Promise<void> {
    const { database, onAlerts, clock } = this.#options;
    const names = (): string[] => this.#names().filter((name) => only === undefined || name === only);
    if (only !== undefined && names().length === 0)
      throw new Error(`There is no channel "${only}" that is set up: see Notifications in Settings`);
    let given: string[] = [];
    const alertId = await patiently(
      () =>
        releaseNotice(database, noticeId, (given = names()), clock.now(), {
          alsoReleased: only !== undefined,
          rules: this.#rules(),
        }),
      { clock, isOver: () => this.#stopped },
    );
    if (alertId === undefined) return;
    if (given.length === 0) onAlerts([alertId]);
    // A channel was set up or removed during the release. Its change may have been followed before this notice was
    // queued, so it is followed again.
    const present = names();
    for (const name of [...given, ...present])
      if (given.includes(name) !== present.includes(name)) this.#changed.add(name);
    this.#follow();
  }

  unreleased(): Promise<Notice[]> {
    return patiently(() => listUnreleased(this.#options.database), {
      clock: this.#options.clock,
      isOver: () => this.#stopped,
    });
  }

  /** The condition over all channels that are set up. */
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

  /** The rules of the channels that have some. */
  #rules(): DeliveryRule[] {
    return this.#options.channels().flatMap(({ name, rules }) => (rules ? [deliveryRule(name, rules)] : []));
  }

  #names(): string[] {
    return this.#options.channels().map(({ name }) => name);
  }

  #courier(name: string): Courier {
    let courier = this.#couriers.get(name);
    if (!courier) {
      const { channels, database, quietUntil, onAlerts, clock, log } = this.#options;
      const made = new Courier({
        database,
        quietUntil,
        onAlerts,
        clock,
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

  /** Follows the changes of channels, then wakes all couriers. Tries again later if the database fails. */
  #follow(): void {
    if (this.#stopped || this.#following) return;
    const { clock } = this.#options;
    this.#timer?.cancel();
    this.#following = this.#followChanges().then((isDone) => {
      this.#following = undefined;
      if (this.#stopped) return;
      for (const name of this.#names()) this.#courier(name).wake();
      if (!isDone) this.#timer = clock.after(RETRY.first * 1000, () => this.#follow());
      else if (this.#changed.size > 0) this.#follow();
    });
  }

  /**
   * Updates the queues of changed channels. On channels that are set up, queues the messages that could not be sent and
   * still matter. On removed channels, takes back what is queued.
   * @returns false if the database failed; the channels then still count as changed
   */
  async #followChanges(): Promise<boolean> {
    const { database, onAlerts, clock, log } = this.#options;
    while (this.#changed.size > 0) {
      const present = this.#names();
      const changed = [...this.#changed];
      const removed = changed.filter((name) => !present.includes(name));
      const set = changed.filter((name) => present.includes(name));
      this.#changed.clear();
      try {
        const rules = this.#rules().filter(({ channel }) => set.includes(channel));
        if (set.length > 0) await requeueUndelivered(database, set, clock.now(), rules);
        const skipped = rules.length > 0 ? await skipUnwanted(database, rules) : [];
        const shelved = removed.length > 0 ? [...skipped, ...(await shelveQueued(database, removed))] : skipped;
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
