import {
  HISTORY_RANGES,
  type History,
  type HistoryPoint,
  type HistoryRange,
  type Sparkline,
} from '@plantops/shared/api/readings.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { JsonText } from '@plantops/shared/json-text.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { Admission } from '../../db/admission.ts';
import type { Queryable } from '../../db/pool.ts';
import type { Reads } from '../../db/reads.ts';
import type { Measuring } from '../../db/repositories/plants.ts';
import { readSparklines } from '../../db/repositories/sparklines.ts';
import { type PlantSpan, readKeptUntil } from '../../db/repositories/figures.ts';
import { type DeviceLine, readDeviceLines, readHistoryText } from '../../db/repositories/history.ts';
import { type Buckets, bucketsOf, daysOf } from '../figures/buckets.ts';
import { keptParts } from '../figures/kept-parts.ts';
import { combinedPoints, isCombined, meansOfDevices } from './device-lines.ts';
import { JointReads } from './joint-reads.ts';
import type { Plants } from './plants.ts';

export interface PlantChartsOptions {
  /** Where charts are read. */
  reads: Pick<Reads, 'charts' | 'chartsAtOnce'>;
  plants: Pick<Plants, 'measuring'>;
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
  readonly #joint: JointReads;

  constructor(options: PlantChartsOptions) {
    this.#options = options;
    const { clock } = options;
    const admission = new Admission({
      places: options.reads.chartsAtOnce,
      waitMs: 800,
      retryAfterS: 2,
      detail: 'Too many charts are drawn at the moment: try again in two seconds',
      clock,
    });
    this.#joint = new JointReads({ admission, clock });
  }

  /**
   * @param left aborts when the caller no longer waits, which ends the query
   * @returns the same text for all who ask the same at the same moment
   * @throws ProblemError `plant_not_found`, `invalid_request`, `too_busy`
   */
  history(id: string, query: HistoryQuery, left = STAYS): Promise<JsonText<History>> {
    return this.#read(['history', id, query], left, (charts) => this.#history(charts, id, query));
  }

  async #history(
    charts: Queryable,
    id: string,
    { range, from, to, points, timeZone, devices }: HistoryQuery,
  ): Promise<JsonText<History>> {
    const [plant, zone] = await Promise.all([this.#options.plants.measuring(id), timeZone ?? this.#options.timeZone()]);
    const end = to ?? this.#options.clock.now();
    const start = from ?? new Date(end.getTime() - HISTORY_RANGES[range ?? '24h'] * 1000);
    if (start >= end)
      throw new ProblemError('invalid_request', 'from must be before to', [
        { pointer: '/from', detail: 'must be before to' },
      ]);
    const buckets = bucketsOf(start, end, points ?? (range === '1y' ? DAYS_OF_A_YEAR : USUAL_POINTS), zone);
    const span = { plantId: id, from: start, to: end };
    const found = await readBuckets(charts, span, buckets, zone);
    const { readingsFrom } = found;
    const lines = devices ? await readDeviceLines(charts, span, buckets.starts) : undefined;
    const head: Omit<History, 'points'> = {
      plant_id: id,
      from: start.toISOString(),
      to: end.toISOString(),
      bucket_s: buckets.bucketS,
      bucket: buckets.bucket,
      time_zone: zone,
      readings_from: readingsFrom && readingsFrom > start ? readingsFrom.toISOString() : null,
      ...(lines && { devices: lines }),
    };
    const { text } = drawn(found.points, plant, lines);
    return new JsonText(`${JSON.stringify(head).slice(0, -1)},"points":${text}}`);
  }

  /**
   * The figures of each local day of a time in which something was measured.
   * @param left aborts when the caller no longer waits, which ends the query
   * @throws ProblemError `plant_not_found`, `too_busy`
   */
  async days(id: string, from: Date, to: Date, zone: string, left = STAYS): Promise<HistoryPoint[]> {
    return this.#read(['days', id, from, to, zone], left, async (charts) => {
      const plant = await this.#options.plants.measuring(id);
      const starts = daysOf(from.getTime(), to.getTime(), zone);
      const buckets = { starts, bucketS: DAY_S, bucket: 'P1D' };
      const { points } = await readBuckets(charts, { plantId: id, from, to }, buckets, zone);
      return drawn(points, plant).parse();
    });
  }

  /**
   * The last 24 hours of several plants, in the order of `ids`; unknown plants are left out.
   * @param left aborts when the caller no longer waits, which ends the query
   * @throws ProblemError `too_busy`
   */
  async sparklines(ids: string[], points: number, left = STAYS): Promise<Sparkline[]> {
    const spanS = HISTORY_RANGES['24h'];
    const bucketS = Math.ceil(spanS / points);
    return this.#read(['sparklines', ids, points], left, async (charts) => {
      const to = this.#options.clock.now();
      // Whole five minutes, so that their figures can be used.
      const from = new Date(Math.ceil(to.getTime() / FIVE_MINUTES_MS) * FIVE_MINUTES_MS - spanS * 1000);
      const fitsFigures = (bucketS * 1000) % FIVE_MINUTES_MS === 0;
      const kept = fitsFigures ? await readKeptUntil(charts, ids, from, to) : undefined;
      const lines = await readSparklines(charts, ids, from, to, bucketS, kept);
      const span = { from: from.toISOString(), to: to.toISOString(), bucket_s: bucketS };
      return [...new Set(ids)].flatMap((plant_id) => {
        const line = lines.get(plant_id);
        return line ? { plant_id, ...span, points: line } : [];
      });
    });
  }

  /** @param what is read, by which those who ask the same are known */
  #read<T>(what: unknown, left: AbortSignal, read: (charts: Queryable) => Promise<T>): Promise<T> {
    return this.#joint.read(JSON.stringify(what), (allLeft) => read(this.#options.reads.charts(allLeft)), left);
  }
}

/** The points as they are shown. Most are as the database wrote them. */
function drawn(
  points: JsonText<HistoryPoint[]>,
  { device_count: devices, combine }: Measuring,
  lines: readonly DeviceLine[] = [],
): JsonText<HistoryPoint[]> {
  const isChosen = devices > 1 && isCombined(combine);
  if (lines.length < 2 && !isChosen) return points;
  const means = lines.length > 1 ? meansOfDevices(points.parse(), lines) : points.parse();
  return new JsonText(JSON.stringify(isChosen ? combinedPoints(means, combine) : means));
}

interface ReadBuckets {
  points: JsonText<HistoryPoint[]>;
  /** Before this there are no single readings any more. */
  readingsFrom: Date | undefined;
}

/** Reads the buckets of a chart, from figures as far as there are any. */
async function readBuckets(charts: Queryable, span: PlantSpan, buckets: Buckets, zone: string): Promise<ReadBuckets> {
  for (;;) {
    const { partsFor, dayZone, readingsFrom } = await keptParts(charts, span);
    const parts = partsFor(buckets, zone);
    const read = await readHistoryText(charts, span.plantId, parts, buckets.starts);
    // The owner may just have chosen another time zone, which takes all figures of days away.
    const isOfTheseDays = read.dayZone === dayZone || !parts.some(({ source }) => source === 'readings_daily');
    if (isOfTheseDays) return { points: read.points, readingsFrom };
  }
}
