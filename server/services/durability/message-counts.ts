import type { MessageCounts as Counts } from '@plantops/shared/api/durability.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { CheckResult } from '@plantops/shared/durability/checks.ts';
import type { Logger } from 'pino';
import type { BrokerFigures } from '../../broker/broker-figures.ts';
import type { Fact, FactName } from '../../db/repositories/durability.ts';

/** How long the owner is told of messages that are lost (ms). */
const TOLD_MS = 86_400_000;
/** What was counted is kept so often; what was dropped at once, because no other life of the broker tells it again (ms). */
const KEPT_EVERY_MS = 60_000;
/** A broker that was started so little before it was last seen is the same one: its report is that old (ms). */
const REPORT_MS = 5000;

export interface MessageCountsOptions {
  read: <Name extends FactName>(name: Name) => Promise<Fact<Name> | undefined>;
  note: <Name extends FactName>(name: Name, fact: Fact<Name>) => Promise<void>;
  clock: Clock;
  log: Logger;
}

/** By how much a count has grown that begins anew with each life of what counts it. */
const growth = (now: number, before: number | undefined): number =>
  before === undefined || now < before ? now : now - before;

/**
 * How many messages the broker took, how many were answered for, and how many it dropped, over all lives of server, flow
 * engine and broker. A broker that dropped messages while the server was away has told it to nobody else.
 */
export class MessageCounts {
  readonly #options: MessageCountsOptions;
  #counts: Fact<'counts'> = { taken: 0, answered: 0, dropped: 0, broker: null };
  #dropped: Fact<'dropped'> | undefined;
  #lostAtStop: Fact<'lost_at_stop'> | undefined;
  #answeredOfLife: number | undefined;
  #waiting: number | undefined;
  #isLoaded = false;
  #noted = '';
  #notedDropped = 0;
  #notedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: MessageCountsOptions) {
    this.#options = options;
  }

  /** Reads what was counted before. Until then nothing is counted. */
  async load(): Promise<void> {
    const { read } = this.#options;
    this.#counts = (await read('counts')) ?? this.#counts;
    this.#dropped = await read('dropped');
    this.#lostAtStop = await read('lost_at_stop');
    this.#noted = JSON.stringify(this.#counts);
    this.#notedDropped = this.#counts.dropped;
    this.#isLoaded = true;
  }

  /** Takes what a broker tells of itself: the present one, or the one that a killed server left behind. */
  seeBroker({ startedAt, received, dropped, waiting }: BrokerFigures): void {
    if (!this.#isLoaded) return;
    const now = this.#options.clock.now();
    const { broker } = this.#counts;
    const isAnother = broker && startedAt.getTime() > Date.parse(broker.seenAt) + REPORT_MS;
    const isFewer = broker && (received < broker.received || dropped < broker.dropped);
    const before = isAnother || isFewer ? undefined : broker;
    this.#waiting = waiting;
    const lost = growth(dropped, before?.dropped);
    this.#counts = {
      ...this.#counts,
      taken: this.#counts.taken + growth(received, before?.received),
      dropped: this.#counts.dropped + lost,
      broker: { seenAt: now.toISOString(), received, dropped },
    };
    if (lost > 0) this.#tellLost(lost, now);
  }

  /** @param count how many messages of devices this life of the engine has answered for */
  seeAnswered(count: number): void {
    if (!this.#isLoaded) return;
    // A pulse of an engine that is away says 0.
    this.#counts.answered += growth(count, this.#answeredOfLife);
    this.#answeredOfLife = count;
  }

  #tellLost(count: number, now: Date): void {
    this.#options.log.error(
      `the broker has dropped ${count} messages that it had acknowledged: its queue was full (max_queued_messages)`,
    );
    const before = this.#dropped && isLate(this.#dropped.at, now) ? undefined : this.#dropped;
    this.#dropped = { count: (before?.count ?? 0) + count, at: now.toISOString() };
  }

  /**
   * Keeps what was counted, if it has changed. The server's own messages are counted, too: at rest each would be a write to
   * the disk.
   * @throws if the database does not take it
   */
  async save(): Promise<void> {
    const { note, clock } = this.#options;
    const { dropped } = this.#counts;
    const counts = JSON.stringify(this.#counts);
    if (!this.#isLoaded || counts === this.#noted) return;
    await note('counts', this.#counts);
    if (this.#dropped && dropped !== this.#notedDropped) await note('dropped', this.#dropped);
    [this.#noted, this.#notedDropped, this.#notedAtMs] = [counts, dropped, clock.elapsedMs()];
  }

  /** Keeps it if that cannot wait. @throws if the database does not take it */
  async saveWhenDue(): Promise<void> {
    const waitsMs = this.#options.clock.elapsedMs() - this.#notedAtMs;
    if (this.#counts.dropped !== this.#notedDropped || waitsMs >= KEPT_EVERY_MS) await this.save();
  }

  get counts(): Counts {
    const { taken, answered, dropped } = this.#counts;
    return { taken, answered, dropped, waiting: this.#waiting ?? null };
  }

  check(): CheckResult {
    const now = this.#options.clock.now();
    if (!this.#isLoaded) return { state: 'unknown', code: 'not_known_yet', figures: {} };
    if (this.#dropped && !isLate(this.#dropped.at, now))
      return { state: 'warning', code: 'queue_dropped', figures: { count: this.#dropped.count } };
    if (this.#lostAtStop && !isLate(this.#lostAtStop.at, now))
      return { state: 'warning', code: 'queue_lost_at_stop', figures: { count: this.#lostAtStop.count } };
    return { state: 'ok', code: 'queue_whole', figures: { dropped: this.#counts.dropped } };
  }
}

const isLate = (at: string, now: Date): boolean => now.getTime() - Date.parse(at) > TOLD_MS;
