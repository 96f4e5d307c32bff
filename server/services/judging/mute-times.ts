import type { Metric } from '@plantops/shared/metrics.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Queryable } from '../../db/pool.ts';
import { listMutes, type MuteRow, type MuteScope } from '../../db/repositories/mutes.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

/** The time of day may be set meanwhile, so it is looked at again at least this often. */
const LOOK_AGAIN_MS = 60_000;

export interface MuteTimesOptions {
  database: Queryable;
  clock: Clock;
  bus: ChangeBus;
}

/**
 * Keeps the muted plants and metrics in memory, so that the pipeline needs no query per reading. Publishes
 * `mutes_ended` when a mute expires.
 */
export class MuteTimes {
  readonly #options: MuteTimesOptions;
  readonly #plants = new Map<string, Map<MuteScope, Date>>();
  /** Reads run one after another, because an outdated answer would bring back an ended mute. */
  #reading: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;

  constructor(options: MuteTimesOptions) {
    this.#options = options;
    const { bus } = options;
    bus.on(['mutes_changed', 'plant_restored', 'database_changed'], async ({ plantIds }) => {
      if (plantIds.length > 0) await this.#read(plantIds);
    });
    bus.on(['changes_missed', 'data_replaced'], () => this.load());
  }

  /** Loads all mutes, which the last run or another process may have set. */
  load(): Promise<void> {
    return this.#read(undefined);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Until when no messages are sent about a metric of a plant; undefined when neither is muted. */
  until(plantId: string, metric: Metric): Date | undefined {
    const plant = this.#plants.get(plantId);
    // Asked for each value of each reading, and hardly ever is anything muted.
    if (!plant) return undefined;
    const [whole, one] = [plant.get(''), plant.get(metric)];
    return whole && one ? (whole > one ? whole : one) : (whole ?? one);
  }

  #read(plantIds: readonly string[] | undefined): Promise<void> {
    const read = this.#reading.then(async () =>
      this.#remember(plantIds, await listMutes(this.#options.database, plantIds)),
    );
    this.#reading = read.catch(() => undefined);
    return read;
  }

  #remember(plantIds: readonly string[] | undefined, rows: MuteRow[]): void {
    if (plantIds === undefined) this.#plants.clear();
    else for (const plantId of plantIds) this.#plants.delete(plantId);
    for (const { plantId: id, scope, until } of rows) {
      const plant = this.#plants.get(id) ?? new Map<MuteScope, Date>();
      this.#plants.set(id, plant.set(scope, until));
    }
    this.#awaitNextEnd();
  }

  #awaitNextEnd(): void {
    this.#timer?.cancel();
    const ends = [...this.#plants.values()].flatMap((plant) => [...plant.values()]).map((until) => until.getTime());
    if (ends.length === 0) return;
    const waitMs = Math.min(...ends) - this.#options.clock.now().getTime();
    this.#timer = this.#options.clock.after(Math.min(waitMs, LOOK_AGAIN_MS), () => this.#forgetEnded());
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
    if (changed.size > 0) void this.#options.bus.publish('mutes_ended', { plantIds: [...changed] });
  }
}
