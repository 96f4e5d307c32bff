import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { isLockTimeout } from '../../db/errors.ts';
import type { Database, Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/figures.ts';
import type { KeptFrom, PlantSpan, StaleSpan } from '../../db/repositories/figures.ts';
import { readKeptFrom } from '../../db/repositories/kept-from.ts';
import { daysOf } from './buckets.ts';
import { merged, type Span } from './spans.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How often it looks for something to do (ms). */
const EVERY_MS = MINUTE;
/** Readings of the last hour that are this much late are still on their way to their place in time (ms). */
const SETTLED_MS = 10 * MINUTE;
/**
 * How much is made in one transaction, so that a restore need not wait for long: stale spans; those of them that are longer
 * than a day; and what of such a one (ms).
 */
const AT_ONCE = { spans: 1000, long: 10, ms: 14 * DAY };
/** How often it says how much is left to do (ms). */
const TELL_EVERY_MS = 5 * MINUTE;

export interface FigureKeeperOptions {
  /** The pool for what takes long. */
  database: Database;
  /** The time zone whose days charts are drawn of. */
  timeZone: () => Promise<string>;
  /** Told how each run went. */
  report?: (failure?: unknown) => void;
  clock: Clock;
  log: Logger;
}

/**
 * Makes figures of five minutes, hours and days from readings, once an hour is over and again whenever its readings have
 * changed. Charts do not wait for it: they read what it has not done from the readings.
 */
export class FigureKeeper {
  readonly #options: FigureKeeperOptions;
  #timer: Timer | undefined;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(options: FigureKeeperOptions) {
    this.#options = options;
  }

  /** Catches up now, and looks again every minute. */
  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => this.look());
    this.look();
  }

  /** Catches up now, unless it is at it. */
  look(): void {
    if (this.#isRunning || this.#stopping) return;
    this.#isRunning = true;
    this.#running = this.keep()
      .then(() => this.#options.report?.())
      .catch((failure: unknown) => {
        // Somebody holds the readings at the moment, such as a restore. The next look comes in a minute.
        if (isLockTimeout(failure)) return;
        this.#options.report?.(failure);
        this.#options.log.warn({ err: failure }, 'figures for charts are not up to date; the next try is in a minute');
      })
      .finally(() => {
        this.#isRunning = false;
      });
  }

  /** Resolves once the transaction that runs has ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#timer?.cancel();
    await this.#running;
  }

  /** Brings all figures up to date. */
  async keep(): Promise<void> {
    const { database, clock, timeZone } = this.#options;
    if (!(await repository.canKeepFigures(database))) return;
    const hour = Math.floor((clock.now().getTime() - SETTLED_MS) / HOUR) * HOUR;
    const before = await repository.readFiguresMark(database);
    if (!before || before.mark.getTime() < hour) await this.#moveMark(new Date(hour));
    const zone = await timeZone();
    await this.#makeAllDays(zone);
    await this.#makeStale(zone);
  }

  async #moveMark(to: Date): Promise<void> {
    try {
      await repository.moveFiguresMark(this.#options.database, to);
    } catch (failure) {
      // Something reads everything at the moment, such as pg_dump. The next look comes in a minute.
      if (!isLockTimeout(failure)) throw failure;
    }
  }

  /** Makes what is stale, until nothing is. */
  async #makeStale(zone: string): Promise<void> {
    const { database, clock, log } = this.#options;
    let toldAt = clock.elapsedMs();
    let hasTold = false;
    while (!this.#stopping) {
      const left = await repository.asOnlyKeeper(database, (connection) => this.#makeSome(connection, zone));
      if (left === undefined || left === 0) break;
      if (clock.elapsedMs() - toldAt < TELL_EVERY_MS) continue;
      toldAt = clock.elapsedMs();
      hasTold = true;
      const spans = await repository.countStaleFigures(database);
      log.info(`figures for charts are being made from past readings; ${spans} spans are left`);
    }
    if (hasTold && !this.#stopping) log.info('figures for charts are up to date');
  }

  /** @returns how many stale spans it has found */
  async #makeSome(connection: Queryable, zone: string): Promise<number> {
    const found = await repository.listStaleFigures(connection, AT_ONCE.spans);
    const keptFrom = await readKeptFrom(connection);
    // Figures of readings that were let go hold more than could be made now.
    const stale = found
      .map((span) => ({ ...span, from: later(span.from, keptFrom.readings) }))
      .filter(({ from, to }) => from < to);
    const lengthOf = ({ from, to }: PlantSpan): number => to.getTime() - from.getTime();
    const [short, long] = [stale.filter((span) => lengthOf(span) <= DAY), stale.filter((span) => lengthOf(span) > DAY)];
    const parts: PlantSpan[] = [];
    const ends: PlantSpan[] = [];
    const done = found.map(({ id }) => id).filter((id) => !long.some((span) => span.id === id));
    for (const span of long.slice(0, AT_ONCE.long)) {
      const part = await this.#latestPartOf(connection, span);
      if (part) parts.push(part);
      else {
        // Its readings were deleted, or never came. The days at its ends have other hours, too.
        await repository.removeFigures(connection, [span]);
        const hours = [span.from, hourBefore(span.to)].filter((hour) => hour > repository.EARLIEST);
        ends.push(...hours.map((from) => ({ ...span, from, to: hourAfter(from) })));
      }
      if (!part || part.from <= span.from) done.push(span.id);
      else await repository.shortenStaleFigures(connection, span.id, part.from);
    }
    const spans = [...short, ...parts];
    if (spans.length > 0) await repository.makeFigures(connection, joined(spans));
    if (spans.length + ends.length > 0) await makeDays(connection, [...spans, ...ends], zone, keptFrom);
    await repository.dropStaleFigures(connection, done);
    return found.length;
  }

  /** The end of a long span, back from its last reading; undefined if there is no reading in it. */
  async #latestPartOf(connection: Queryable, { plantId, from, to }: StaleSpan): Promise<PlantSpan | undefined> {
    const newest = await repository.newestReadingBefore(connection, plantId, to);
    if (!newest || newest < from) return undefined;
    const begin = Math.floor(newest.getTime() / HOUR) * HOUR + HOUR - AT_ONCE.ms;
    return { plantId, from: new Date(Math.max(begin, from.getTime())), to };
  }

  /** Makes all figures of days anew when the owner has chosen another time zone. Meanwhile charts use those of hours. */
  async #makeAllDays(zone: string): Promise<void> {
    const { database } = this.#options;
    const kept = await repository.readFiguresMark(database);
    if (!kept || kept.dayZone === zone) return;
    const keptFrom = await readKeptFrom(database);
    const isOurs = await repository.asOnlyKeeper(database, async (connection) => {
      await repository.setDayZone(connection, null);
      await repository.dropDailyFigures(connection, firstDayOf(keptFrom, zone));
      return true;
    });
    if (!isOurs) return;
    const plants = await repository.listFiguredPlants(database);
    for (const { plantId, from, to } of plants) {
      if (this.#stopping) return;
      const span = { plantId, from, to: hourAfter(to) };
      await repository.asOnlyKeeper(database, (connection) => makeDays(connection, [span], zone, keptFrom));
    }
    await repository.asOnlyKeeper(database, (connection) => repository.setDayZone(connection, zone));
  }
}

const later = (time: Date, other: Date | undefined): Date => (other && other > time ? other : time);
const hourAfter = (time: Date): Date => new Date(time.getTime() + HOUR);
const hourBefore = (time: Date): Date => new Date(time.getTime() - HOUR);

/** Spans of plants, widened and joined, so that none touches another of the same plant. */
function joined(spans: readonly PlantSpan[], widened: (span: Span) => Span = (span) => span): PlantSpan[] {
  return [...Map.groupBy(spans, ({ plantId }) => plantId)].flatMap(([plantId, own]) =>
    merged(own.map(({ from, to }) => widened({ from: from.getTime(), to: to.getTime() }))).map(({ from, to }) => ({
      plantId,
      from: new Date(from),
      to: new Date(to),
    })),
  );
}

/** The first day that figures can be made of; earlier ones stay as they are. */
function firstDayOf({ five_minutes: kept }: KeptFrom, zone: string): Date {
  if (!kept) return repository.EARLIEST;
  const day = daysOf(kept.getTime(), kept.getTime() + 2 * DAY, zone).find((begin) => begin >= kept.getTime());
  return new Date(day ?? kept.getTime());
}

async function makeDays(
  connection: Queryable,
  spans: readonly PlantSpan[],
  zone: string,
  keptFrom: KeptFrom,
): Promise<void> {
  const days = daysOf(
    Math.min(...spans.map(({ from }) => from.getTime())),
    Math.max(...spans.map(({ to }) => to.getTime())) + 2 * DAY,
    zone,
  );
  const firstDay = firstDayOf(keptFrom, zone);
  const whole = joined(spans, ({ from, to }) => ({
    from: days.findLast((day) => day <= from) ?? from,
    to: days.find((day) => day >= to) ?? to,
  }))
    .map((span) => ({ ...span, from: later(span.from, firstDay) }))
    .filter(({ from, to }) => from < to);
  if (whole.length === 0) return;
  await repository.makeDailyFigures(
    connection,
    whole,
    days.map((day) => new Date(day)),
  );
}
