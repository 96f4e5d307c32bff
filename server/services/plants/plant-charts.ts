import { HISTORY_RANGES, type History, type HistoryRange, type Sparkline } from '@plantops/shared/api/readings.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { Admission } from '../../db/admission.ts';
import { cancellable } from '../../db/cancellable.ts';
import type { Database, Queryable } from '../../db/pool.ts';
import { readSparklines } from '../../db/repositories/sparklines.ts';
import { readHistory } from '../../db/repositories/telemetry.ts';
import { bucketSeconds } from './history-buckets.ts';
import type { Plants } from './plants.ts';

export interface PlantChartsOptions {
  database: Database;
  /** The pool for charts. */
  charts: Database;
  plants: Pick<Plants, 'get'>;
  clock: Clock;
}

export interface HistoryQuery {
  range?: HistoryRange | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** The most buckets. */
  points: number;
}

/** For callers that cannot leave. */
const STAYS = new AbortController().signal;

/** What is drawn of plants: their history, and the small lines of their last day. */
export class PlantCharts {
  readonly #options: PlantChartsOptions;
  readonly #admission: Admission;

  constructor(options: PlantChartsOptions) {
    this.#options = options;
    this.#admission = new Admission({
      // As many as the pool has connections.
      places: options.charts.options.max,
      waitMs: 800,
      retryAfterS: 2,
      detail: 'Too many charts are drawn at the moment: try again in two seconds',
      clock: options.clock,
    });
  }

  /**
   * @param left aborts when the caller no longer waits, which ends the query
   * @throws ProblemError `plant_not_found`, `invalid_request`, `too_busy`
   */
  async history(id: string, { range, from, to, points }: HistoryQuery, left = STAYS): Promise<History> {
    await this.#options.plants.get(id);
    const end = to ?? this.#options.clock.now();
    const start = from ?? new Date(end.getTime() - HISTORY_RANGES[range ?? '24h'] * 1000);
    if (start >= end)
      throw new ProblemError('invalid_request', 'from must be before to', [
        { pointer: '/from', detail: 'must be before to' },
      ]);
    const bucketS = bucketSeconds((end.getTime() - start.getTime()) / 1000, points);
    const buckets = await this.#read(left, (charts) => readHistory(charts, id, start, end, bucketS));
    return { plant_id: id, from: start.toISOString(), to: end.toISOString(), bucket_s: bucketS, points: buckets };
  }

  /**
   * The last 24 hours of several plants, in the order of `ids`; unknown plants are left out.
   * @param left aborts when the caller no longer waits, which ends the query
   * @throws ProblemError `too_busy`
   */
  async sparklines(ids: string[], points: number, left = STAYS): Promise<Sparkline[]> {
    const spanS = HISTORY_RANGES['24h'];
    const to = this.#options.clock.now();
    const from = new Date(to.getTime() - spanS * 1000);
    const bucketS = bucketSeconds(spanS, points);
    const lines = await this.#read(left, (charts) => readSparklines(charts, ids, from, to, bucketS));
    return [...new Set(ids)].flatMap((plant_id) => {
      const line = lines.get(plant_id);
      return line ? { plant_id, from: from.toISOString(), to: to.toISOString(), bucket_s: bucketS, points: line } : [];
    });
  }

  #read<T>(left: AbortSignal, read: (charts: Queryable) => Promise<T>): Promise<T> {
    const { charts, database } = this.#options;
    return this.#admission.run(() => read(cancellable(charts, database, left)));
  }
}
