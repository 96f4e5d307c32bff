/** Compares charts with what follows from the readings alone, while readings come, come late, change and go. */
import type { HistoryPoint } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { expect } from 'vitest';
import type { Database } from '../db/pool.ts';
import { readsFrom } from '../db/reads.ts';
import { readFiguresMark } from '../db/repositories/figures.ts';
import { readSparklines } from '../db/repositories/sparklines.ts';
import { insertReadings } from '../db/repositories/telemetry.ts';
import { bucketsOf } from '../services/figures/buckets.ts';
import { FigureKeeper } from '../services/figures/figure-keeper.ts';
import { PlantCharts } from '../services/plants/plant-charts.ts';
import { silentLog } from './database.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A few days after clocks were put forward in Berlin. */
const BEGIN = Date.parse('2026-04-01T10:20:00Z');
const PLANTS = ['plant_1', 'plant_2'];

/** Numbers from 0 to 1, the same in each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Row = { time: Date; plant_id: string | null } & Record<Metric, number | null>;

function meansOf(rows: readonly Row[], starts: readonly number[]): HistoryPoint[] {
  return starts.flatMap((start, index) => {
    const own = rows.filter(({ time }) => time.getTime() >= start && time.getTime() < (starts[index + 1] ?? Infinity));
    if (own.length === 0) return [];
    const point = { time: new Date(start).toISOString() } as Record<string, unknown>;
    for (const metric of METRIC_NAMES) {
      const values = own.map((row) => row[metric]).filter((value) => value !== null);
      const isMeasured = values.length > 0;
      point[metric] = isMeasured
        ? expect.closeTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6)
        : null;
      point[`${metric}_min`] = isMeasured ? Math.min(...values) : null;
      point[`${metric}_max`] = isMeasured ? Math.max(...values) : null;
    }
    return [point as unknown as HistoryPoint];
  });
}

/** The trial on one database, whose plants and readings it makes. */
export class FiguresTrial {
  readonly #database: Database;
  readonly #random = randomFrom(7);
  readonly #clock = new FakeClock(new Date(BEGIN));
  readonly #charts: PlantCharts;
  readonly keeper: FigureKeeper;
  zone = 'Europe/Berlin';

  constructor(database: Database) {
    this.#database = database;
    const timeZone = (): Promise<string> => Promise.resolve(this.zone);
    const plants = { measuring: () => Promise.resolve({} as never) };
    this.#charts = new PlantCharts({
      reads: readsFrom({ charts: database, bulk: database }),
      plants,
      timeZone,
      clock: this.#clock,
    });
    this.keeper = new FigureKeeper({ database, timeZone, clock: this.#clock, log: silentLog });
  }

  async begin(): Promise<void> {
    await this.#database.query(`INSERT INTO plants (id, name) SELECT id, id FROM unnest($1::text[]) id`, [PLANTS]);
  }

  /** Lets time pass. */
  pass(hours: number): Promise<void> {
    return this.#clock.advance(hours * HOUR);
  }

  /** Readings at random times of the last days, each of some metrics. */
  async read(count: number, days: number): Promise<void> {
    const now = this.#clock.now().getTime();
    await insertReadings(
      this.#database,
      Array.from({ length: count }, () => {
        const plantId = this.#random() < 0.6 ? 'plant_1' : 'plant_2';
        const time = new Date(now - Math.floor(this.#random() * days * DAY));
        const values = Object.fromEntries(
          METRIC_NAMES.slice(0, 5).flatMap((metric) => (this.#random() < 0.5 ? [[metric, this.#random() * 50]] : [])),
        );
        return { deviceId: `dev_${plantId}`, plantId, time, receivedAt: time, clockWrong: false, values };
      }),
    );
  }

  query(sql: string): Promise<unknown> {
    return this.#database.query(sql);
  }

  /** Up to where there are figures, and of which days. */
  async mark(): Promise<[string | undefined, string | null | undefined]> {
    const kept = await readFiguresMark(this.#database);
    return [kept?.mark.toISOString(), kept?.dayZone];
  }

  async stale(): Promise<number> {
    return (await this.#database.query('SELECT FROM stale_figures')).rows.length;
  }

  /** How many points a year and the small lines of the first plant have. */
  async pointsShown(): Promise<[number, number]> {
    const [history, [line]] = await Promise.all([
      this.#charts.history('plant_1', { range: '1y' }),
      this.#charts.sparklines(['plant_1'], 48),
    ]);
    return [history.parse().points.length, line?.points.length ?? 0];
  }

  /** Charts of every length show what the readings say. */
  async compare(): Promise<void> {
    const to = this.#clock.now();
    await this.#compareLines();
    for (const plantId of PLANTS) {
      const { rows } = await this.#database.query<Row>('SELECT * FROM telemetry WHERE plant_id = $1', [plantId]);
      for (const [days, points, zone] of [
        [1, 300, this.zone],
        [7, 300, this.zone],
        [20, 300, 'Asia/Kolkata'],
        [20, 30, this.zone],
        [365, 400, this.zone],
        [365, 400, 'America/New_York'],
      ] as const) {
        const from = new Date(to.getTime() - days * DAY);
        const history = await this.#charts.history(plantId, { from, to, points, timeZone: zone });
        const { points: shown } = history.parse();
        const inTime = rows.filter(({ time }) => time >= from && time < to);
        expect(shown).toEqual(meansOf(inTime, bucketsOf(from, to, points, zone).starts));
      }
    }
  }

  /** The small lines, too. */
  async #compareLines(): Promise<void> {
    for (const { plant_id, from, to, bucket_s, points } of await this.#charts.sparklines(PLANTS, 48)) {
      const alone = await readSparklines(this.#database, [plant_id], new Date(from), new Date(to), bucket_s);
      expect(points).toEqual(alone.get(plant_id));
    }
  }
}
