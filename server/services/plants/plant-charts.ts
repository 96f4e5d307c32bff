import {
  HISTORY_RANGES,
  type History,
  type HistoryPoint,
  type HistoryRange,
  type Sparkline,
} from '@plantops/shared/api/readings.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { Admission } from '../../db/admission.ts';
import type { Queryable } from '../../db/pool.ts';
import type { Reads } from '../../db/reads.ts';
import { readSparklines } from '../../db/repositories/sparklines.ts';
import { type PlantSpan, readFiguresMark, readKeptUntil } from '../../db/repositories/figures.ts';
import { readDeviceLines, readHistoryParts } from '../../db/repositories/history.ts';
import { type Buckets, bucketsOf, daysOf } from '../figures/buckets.ts';
import { keptParts } from '../figures/kept-parts.ts';
import { combinedPoints, meansOfDevices } from './device-lines.ts';
import type { Plants } from './plants.ts';

export interface PlantChartsOptions {
  /** Where charts are read. */
  reads: Pick<Reads, 'charts' | 'chartsAtOnce'>;
  plants: Pick<Plants, 'get'>;
  /** The time zone of charts for which none is asked for. */
  timeZone: () => Promise<string>;
  clock: Clock;
}

export interface HistoryQuery {
  range?: HistoryRange | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** The most buckets; without it 300, and days for a year. */
  points?: number | undefined;
  /** Whose hours and days the buckets are (IANA name); the owner's if not given. */
  timeZone?: string | undefined;
  /** Whether the line of each device is wanted, too. */
  devices?: boolean | undefined;
}

const DAY_S = 86_400;
const FIVE_MINUTES_MS = 300_000;
const USUAL_POINTS = 300;
/** A year that does not begin at midnight touches one more. */
const DAYS_OF_A_YEAR = 366;

/** For callers that cannot leave. */
const STAYS = new AbortController().signal;

/** What is drawn of plants: their history, and the small lines of their last day. */
export class PlantCharts {
  readonly #options: PlantChartsOptions;
  readonly #admission: Admission;

  constructor(options: PlantChartsOptions) {
    this.#options = options;
    this.#admission = new Admission({
      places: options.reads.chartsAtOnce,
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
  async history(
    id: string,
    { range, from, to, points, timeZone, devices }: HistoryQuery,
    left = STAYS,
  ): Promise<History> {
    const plant = await this.#options.plants.get(id);
    const end = to ?? this.#options.clock.now();
    const start = from ?? new Date(end.getTime() - HISTORY_RANGES[range ?? '24h'] * 1000);
    if (start >= end)
      throw new ProblemError('invalid_request', 'from must be before to', [
        { pointer: '/from', detail: 'must be before to' },
      ]);
    const zone = timeZone ?? (await this.#options.timeZone());
    const buckets = bucketsOf(start, end, points ?? (range === '1y' ? DAYS_OF_A_YEAR : USUAL_POINTS), zone);
    const span = { plantId: id, from: start, to: end };
    const { found, readingsFrom, lines } = await this.#read(left, async (charts) => {
      const { points: means, readingsFrom } = await readBuckets(charts, span, buckets, zone);
      return {
        found: means,
        readingsFrom,
        lines: devices ? await readDeviceLines(charts, span, buckets.starts) : undefined,
      };
    });
    const means = lines && lines.length > 1 ? meansOfDevices(found, lines) : found;
    return {
      plant_id: id,
      from: start.toISOString(),
      to: end.toISOString(),
      bucket_s: buckets.bucketS,
      bucket: buckets.bucket,
      time_zone: zone,
      readings_from: readingsFrom && readingsFrom > start ? readingsFrom.toISOString() : null,
      points: plant.device_count > 1 ? combinedPoints(means, plant.combine) : means,
      ...(lines && { devices: lines }),
    };
  }

  /**
   * The figures of each local day of a time in which something was measured.
   * @param left aborts when the caller no longer waits, which ends the query
   * @throws ProblemError `plant_not_found`, `too_busy`
   */
  async days(id: string, from: Date, to: Date, zone: string, left = STAYS): Promise<HistoryPoint[]> {
    const { combine, device_count: devices } = await this.#options.plants.get(id);
    const starts = daysOf(from.getTime(), to.getTime(), zone);
    const buckets = { starts, bucketS: DAY_S, bucket: 'P1D' };
    const { points } = await this.#read(left, (charts) =>
      readBuckets(charts, { plantId: id, from, to }, buckets, zone),
    );
    return devices > 1 ? combinedPoints(points, combine) : points;
  }

  /**
   * The last 24 hours of several plants, in the order of `ids`; unknown plants are left out.
   * @param left aborts when the caller no longer waits, which ends the query
   * @throws ProblemError `too_busy`
   */
  async sparklines(ids: string[], points: number, left = STAYS): Promise<Sparkline[]> {
    const spanS = HISTORY_RANGES['24h'];
    const bucketS = Math.ceil(spanS / points);
    const to = this.#options.clock.now();
    // Whole five minutes, so that their figures can be used.
    const from = new Date(Math.ceil(to.getTime() / FIVE_MINUTES_MS) * FIVE_MINUTES_MS - spanS * 1000);
    const lines = await this.#read(left, async (charts) => {
      const fitsFigures = (bucketS * 1000) % FIVE_MINUTES_MS === 0;
      const kept = fitsFigures ? await readKeptUntil(charts, ids, from, to) : undefined;
      return readSparklines(charts, ids, from, to, bucketS, kept);
    });
    return [...new Set(ids)].flatMap((plant_id) => {
      const line = lines.get(plant_id);
      return line ? { plant_id, from: from.toISOString(), to: to.toISOString(), bucket_s: bucketS, points: line } : [];
    });
  }

  #read<T>(left: AbortSignal, read: (charts: Queryable) => Promise<T>): Promise<T> {
    return this.#admission.run(() => read(this.#options.reads.charts(left)), left);
  }
}

interface Drawn {
  points: HistoryPoint[];
  /** Before this there are no single readings any more. */
  readingsFrom: Date | undefined;
}

/** Reads the buckets of a chart, from figures as far as there are any. */
async function readBuckets(charts: Queryable, span: PlantSpan, buckets: Buckets, zone: string): Promise<Drawn> {
  for (;;) {
    const { partsFor, dayZone, readingsFrom } = await keptParts(charts, span);
    const parts = partsFor(buckets, zone);
    const points = await readHistoryParts(charts, span.plantId, parts, buckets.starts);
    const drawn = { points, readingsFrom };
    if (!parts.some(({ source }) => source === 'readings_daily')) return drawn;
    // The owner may just have chosen another time zone, which takes all figures of days away.
    if (((await readFiguresMark(charts))?.dayZone ?? null) === dayZone) return drawn;
  }
}
