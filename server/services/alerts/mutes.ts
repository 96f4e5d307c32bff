import type { SetMute } from '@plantops/shared/api/plants.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Clock } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Queryable } from '../../db/pool.ts';
import { deleteMute, listMutes, type MuteRow, type MuteScope, saveMute } from '../../db/repositories/mutes.ts';

export interface MutesOptions {
  database: Queryable;
  clock: Clock;
  /** Told of plants of which a mute was set, was ended or ran out. */
  onChanged: (plantIds: string[]) => void;
}

/** A leap year, so that "a year from now" is always allowed. */
const LONGEST_MS = 366 * 86_400_000;
/** setTimeout takes no more than some 25 days; a later end is looked at again. */
const LONGEST_TIMER_MS = 86_400_000;

/**
 * Which plants and metrics no messages are sent about, in memory, so that the pipeline asks the database nothing per
 * reading. Other processes hear of a change through the database (see `directory-listener`).
 */
export class Mutes {
  readonly #options: MutesOptions;
  readonly #plants = new Map<string, Map<MuteScope, Date>>();
  /** Reads follow one another: an answer that was overtaken would bring an ended mute back. */
  #reading: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MutesOptions) {
    this.#options = options;
  }

  /** Reads all that was set by the last run, or by another process. */
  load(): Promise<void> {
    return this.#read(undefined);
  }

  /** Reads a plant's mutes, which have changed or are gone with it. */
  refreshPlant(plantId: string): Promise<void> {
    return this.#read(plantId);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Until when no messages are sent about a metric of a plant; undefined when none of both is muted. */
  until(plantId: string, metric: Metric): Date | undefined {
    const plant = this.#plants.get(plantId);
    const [whole, one] = [plant?.get(''), plant?.get(metric)];
    return whole && one ? (whole > one ? whole : one) : (whole ?? one);
  }

  /**
   * Mutes a plant or one of its metrics; without a time, or with one that is over, ends that. The pipeline obeys once
   * this has resolved.
   * @throws ProblemError `plant_not_found`, `invalid_request`
   */
  async set(plantId: string, { metric, until }: SetMute): Promise<void> {
    const { database, clock, onChanged } = this.#options;
    const nowMs = clock.now().getTime();
    const end = until === null ? undefined : new Date(until);
    if (end && end.getTime() - nowMs > LONGEST_MS) {
      throw new ProblemError(
        'invalid_request',
        'A mute lasts a year at most: give an earlier time, and mute again when it is over',
        [{ pointer: '/until', detail: 'is more than a year ahead' }],
      );
    }
    const scope = metric ?? '';
    if (end && end.getTime() > nowMs) {
      if (!(await saveMute(database, { plantId, scope, until: end })))
        throw new ProblemError('plant_not_found', `There is no plant ${plantId}`);
    } else {
      await deleteMute(database, plantId, scope);
    }
    await this.refreshPlant(plantId);
    onChanged([plantId]);
  }

  #read(plantId: string | undefined): Promise<void> {
    const read = this.#reading.then(async () =>
      this.#remember(plantId, await listMutes(this.#options.database, plantId)),
    );
    this.#reading = read.catch(() => undefined);
    return read;
  }

  #remember(plantId: string | undefined, rows: MuteRow[]): void {
    if (plantId === undefined) this.#plants.clear();
    else this.#plants.delete(plantId);
    for (const { plantId: id, scope, until } of rows) {
      const plant = this.#plants.get(id) ?? new Map<MuteScope, Date>();
      this.#plants.set(id, plant.set(scope, until));
    }
    this.#awaitNextEnd();
  }

  #awaitNextEnd(): void {
    clearTimeout(this.#timer);
    const ends = [...this.#plants.values()].flatMap((plant) => [...plant.values()]).map((until) => until.getTime());
    if (ends.length === 0) return;
    const waitMs = Math.min(...ends) - this.#options.clock.now().getTime();
    this.#timer = setTimeout(() => this.#forgetEnded(), Math.max(0, Math.min(waitMs, LONGEST_TIMER_MS)));
    this.#timer.unref();
  }

  #forgetEnded(): void {
    const now = this.#options.clock.now();
    const changed = new Set<string>();
    for (const [plantId, plant] of this.#plants) {
      for (const [scope, until] of plant) {
        if (until > now) continue;
        plant.delete(scope);
        changed.add(plantId);
      }
      if (plant.size === 0) this.#plants.delete(plantId);
    }
    this.#awaitNextEnd();
    if (changed.size > 0) this.#options.onChanged([...changed]);
  }
}
