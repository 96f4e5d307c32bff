import type {
  CareIntervals as Answer,
  SetCareIntervals,
  StoredCareIntervals,
} from '@plantops/shared/api/care-intervals.ts';
import { type Chore, CHORE_KINDS, dueChores, nextChore, type PlannedChore } from '@plantops/shared/care/chores.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import {
  type IntervalsOfPlant,
  lockCareIntervals,
  readCareIntervals,
  saveCareIntervals,
} from '../../db/repositories/care-intervals.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { dateIn, seasonOf } from '../care/season.ts';

export interface CareIntervalsOptions {
  database: Database;
  /** The zone whose days count, and by which the season is known (IANA name). */
  timeZone: () => Promise<string>;
  bus: ChangeBus;
  clock: Clock;
}

const notFound = (plantId: string): ProblemError => new ProblemError('plant_not_found', `There is no plant ${plantId}`);

/** What is wanted, with the day from which it counts. */
const plannedOf = ({ intervals, last }: IntervalsOfPlant, zone: string): PlannedChore[] =>
  CHORE_KINDS.flatMap((kind) => {
    const interval = intervals[kind];
    if (!interval) return [];
    return [{ kind, ...interval, from: dateIn(zone, last[kind] ?? new Date(interval.since)) }];
  });

/** How often an owner means to feed, repot, prune, move and treat a plant, and when that is due. */
export class CareIntervals {
  readonly #options: CareIntervalsOptions;

  constructor(options: CareIntervalsOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `plant_not_found` */
  async get(plantId: string): Promise<Answer> {
    const { database, timeZone, clock } = this.#options;
    const [[plant], zone] = await Promise.all([readCareIntervals(database, [plantId]), timeZone()]);
    if (!plant) throw notFound(plantId);
    const today = dateIn(zone, clock.now());
    return plannedOf(plant, zone).flatMap((planned) => {
      const { kind, summer_days, winter_days } = planned;
      const next = nextChore(planned, today, (day) => seasonOf(day, zone));
      const since = plant.intervals[kind]?.since;
      if (!next || since === undefined) return [];
      return [
        {
          kind,
          summer_days,
          winter_days,
          since: new Date(since).toISOString(),
          last_at: plant.last[kind]?.toISOString() ?? null,
          next_on: next.due_on,
        },
      ];
    });
  }

  /** Replaces all intervals of a plant. One that was there already goes on from where it is. @throws ProblemError `plant_not_found` */
  async set(plantId: string, wanted: SetCareIntervals): Promise<Answer> {
    const { database, bus, clock } = this.#options;
    await inTransaction(database, async (connection) => {
      const before = await lockCareIntervals(connection, plantId);
      if (!before) throw notFound(plantId);
      const intervals: StoredCareIntervals = {};
      for (const kind of CHORE_KINDS) {
        const interval = wanted[kind];
        if (!interval || (interval.summer_days === null && interval.winter_days === null)) continue;
        intervals[kind] = { ...interval, since: before[kind]?.since ?? clock.now().toISOString() };
      }
      await saveCareIntervals(connection, plantId, intervals);
    });
    await bus.publish('plants_changed', { plantIds: [plantId] });
    return this.get(plantId);
  }

  /** What is due today or before of all plants with an interval, by the id of the plant; the longest overdue first. */
  async due(): Promise<Map<string, Chore[]>> {
    const { database, timeZone, clock } = this.#options;
    const [plants, zone] = await Promise.all([readCareIntervals(database), timeZone()]);
    const today = dateIn(zone, clock.now());
    return new Map(
      plants.map((plant) => [plant.plantId, dueChores(plannedOf(plant, zone), today, (day) => seasonOf(day, zone))]),
    );
  }
}
