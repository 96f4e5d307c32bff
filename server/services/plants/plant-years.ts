import type { PlantYear } from '@plantops/shared/api/plant-year.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { rangeFor } from '@plantops/shared/wanted-range.ts';
import type { Queryable } from '../../db/pool.ts';
import { countJournal } from '../../db/repositories/journal.ts';
import { listPhotos } from '../../db/repositories/photos.ts';
import { LocalTime } from '../figures/local-time.ts';
import { metricYears } from './metric-years.ts';
import type { PlantCharts } from './plant-charts.ts';
import type { Plants } from './plants.ts';

export interface PlantYearsOptions {
  database: Queryable;
  plants: Pick<Plants, 'get'>;
  charts: Pick<PlantCharts, 'days'>;
  /** The owner's time zone. */
  timeZone: () => Promise<string>;
  clock: Clock;
}

const DAY_MS = 86_400_000;
/** Before it no sensor of a plant was read; times are counted from it. */
const FIRST_YEAR = 1970;

const refusal = (words: string, detail: string): ProblemError =>
  new ProblemError('invalid_request', words, [{ pointer: '/year', detail }]);
const notBegun = (year: number): ProblemError => refusal(`The year ${year} has not begun`, 'must not be in the future');

/** What a year of a plant was like. */
export class PlantYears {
  readonly #options: PlantYearsOptions;

  constructor(options: PlantYearsOptions) {
    this.#options = options;
  }

  /**
   * @param left aborts when the caller no longer waits, which ends the query
   * @throws ProblemError `plant_not_found`, `invalid_request`, `too_busy`
   */
  async get(plantId: string, year: number, left: AbortSignal): Promise<PlantYear> {
    const { database, plants, charts, timeZone, clock } = this.#options;
    const plant = await plants.get(plantId);
    const zone = await timeZone();
    const now = clock.now();
    if (year < FIRST_YEAR) throw refusal(`There is nothing before ${FIRST_YEAR}`, `must be at least ${FIRST_YEAR}`);
    // Any zone is at most a day ahead: a year beyond the next has not begun anywhere, however large the number is.
    if (year > now.getUTCFullYear() + 1) throw notBegun(year);
    const [begin, end] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
    const local = new LocalTime(
      zone,
      Math.min(begin, now.getTime()) - 2 * DAY_MS,
      Math.max(end, now.getTime()) + 2 * DAY_MS,
    );
    const from = new Date(local.instantOf(begin));
    const to = new Date(Math.min(local.instantOf(end), now.getTime()));
    if (from >= to) throw notBegun(year);
    const dayOf = (time: string): string => new Date(local.localOf(Date.parse(time))).toISOString().slice(0, 10);
    const [points, care, photos] = await Promise.all([
      charts.days(plantId, from, to, zone, left),
      countJournal(database, plantId, from, to),
      listPhotos(database, plantId),
    ]);
    return {
      plant_id: plantId,
      year,
      time_zone: zone,
      days: Math.ceil((local.localOf(to.getTime()) - begin) / DAY_MS),
      metrics: metricYears(
        points.map(({ time, ...figures }) => ({ ...figures, day: dayOf(time) })),
        (metric) => rangeFor(plant, metric),
      ),
      care,
      photos: photos
        .filter(({ taken_at: at }) => Date.parse(at) >= from.getTime() && Date.parse(at) < to.getTime())
        .toReversed(),
    };
  }
}
