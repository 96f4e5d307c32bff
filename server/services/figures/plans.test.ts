/**
 * How PostgreSQL carries out what pages, charts, exports and readings wait for, on a table with a year of readings: by looks
 * into indexes, and with few pages. `PLAN_ROWS=5000000` makes the table as large as one in use for years; it then takes
 * minutes.
 */
import { METRIC_NAMES, perMetric } from '@plantops/shared/metrics.ts';
import { systemClock } from '@plantops/shared/clock.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketsOf } from './buckets.ts';
import { partsOf } from './figure-sources.ts';
import { FigureKeeper } from './figure-keeper.ts';
import { gatherFacts } from '../diagnosis/gather-facts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { type Database, openPool, type Queryable } from '../../db/pool.ts';
import { listAlerts } from '../../db/repositories/alerts.ts';
import { readCareStatistics } from '../../db/repositories/care-statistics.ts';
import { readKeptFigures, readKeptUntil } from '../../db/repositories/figures.ts';
import { readHistoryText } from '../../db/repositories/history.ts';
import { findPlants, listPlants } from '../../db/repositories/plants.ts';
import { readSparklines } from '../../db/repositories/sparklines.ts';
import { insertReadings, readRawReadings } from '../../db/repositories/telemetry.ts';

const ROWS = Number(process.env.PLAN_ROWS ?? 100_000);
const PLANTS = 10;
const DAY = 86_400_000;
const YEAR_S = 365 * 86_400;
/** Tables that grow with time, and partitions of them: none may be read from end to end. */
const GROWING = /^(telemetry|readings_5min|readings_hourly|alerts)/;
/** Readings of a plant that one page of 8 kB holds, at least: so many pages a sound query of them may touch. */
const ROWS_OF_A_PAGE = 2;
const FEW_PAGES = 400;
/** Fewer rows, as in a partition that has just begun, are quicker read from end to end. */
const FEW_ROWS = 100;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}

const databases = useTestDatabases();
let database: Database;
let now: Date;
const ago = (days: number): Date => new Date(now.getTime() - days * DAY);

beforeAll(async () => {
  database = openPool(await databases.migrated(), silentLog, 'bulk');
  now = new Date(Math.floor(systemClock.now().getTime() / DAY) * DAY);
  await database.query(`INSERT INTO plants (id, name) SELECT 'plant_' || n, 'Fern' FROM generate_series(1, $1) n`, [
    PLANTS,
  ]);
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id)
     SELECT 'dev_' || n, n, n, '', '', 'plant_' || n FROM generate_series(1, $1) n`,
    [PLANTS],
  );
  await database.query(
    `SELECT add_telemetry_month($1::timestamptz - n * INTERVAL '1 month') FROM generate_series(0, 12) n`,
    [now],
  );
  await database.query(
    `INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
     SELECT $1::timestamptz - n * make_interval(secs => $2), 'dev_' || p, 'plant_' || p, n % 100, n % 30, n % 90, n % 1000
     FROM generate_series($3::int, 1, -1) n CROSS JOIN generate_series(1, $4) p`,
    [now, (YEAR_S * PLANTS) / ROWS, Math.floor(ROWS / PLANTS), PLANTS],
  );
  await database.query(
    `INSERT INTO alerts (plant_id, metric, message, opened_at, closed_at)
     SELECT 'plant_' || n % $1 + 1, 'humidity', 'dry', $2, $2 FROM generate_series(1, 20000) n`,
    [PLANTS, now],
  );
  const timeZone = () => Promise.resolve('UTC');
  await new FigureKeeper({ database, timeZone, clock: systemClock, log: silentLog }).keep();
  await database.query('ANALYZE');
}, 1_200_000);
afterAll(() => database.end());

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const EXPLAIN = 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)';

/** The ways to explain a statement: a prepared one of a chart may also be carried out by a plan that knows none of its values. */
function explanations({ name, text, values: bound = [] }: pg.QueryConfig): { text: string; values?: unknown[] }[][] {
  const byValues = [{ text: `${EXPLAIN} ${text}`, values: bound }];
  const texts = bound.filter((value) => typeof value === 'string');
  if (name === undefined || texts.length < bound.length) return [byValues];
  const literals = texts.map((each) => pg.escapeLiteral(each));
  const general = ['SET LOCAL plan_cache_mode = force_generic_plan', `PREPARE tried AS ${text}`];
  return [byValues, [...general, `${EXPLAIN} EXECUTE tried (${literals.join()})`].map((each) => ({ text: each }))];
}

/** Does the work, with each query explained first. @returns the tables read from end to end, and the most pages of a query */
async function explained(work: (queries: Queryable) => Promise<unknown>): Promise<{ read: string[]; pages: number }> {
  const connection = await database.connect();
  const read: string[] = [];
  let pages = 0;
  async function explain(statements: readonly { text: string; values?: unknown[] }[]): Promise<void> {
    await connection.query('SAVEPOINT before');
    let plan: PlanNode | undefined;
    for (const statement of statements) {
      const { rows } = await connection.query<Record<'QUERY PLAN', [{ Plan: PlanNode }]>>(statement);
      plan = rows[0]?.['QUERY PLAN'][0].Plan;
    }
    await connection.query('ROLLBACK TO before; DEALLOCATE ALL');
    if (!plan) throw new Error(`no plan of ${statements.at(-1)?.text}`);
    pages = Math.max(pages, (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0));
    for (const node of nodesOf(plan)) {
      const table = node['Relation Name'] ?? '';
      const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
      if (node['Node Type'] === 'Seq Scan' && GROWING.test(table) && rows > FEW_ROWS) read.push(table);
    }
  }
  const query = async (given: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> => {
    const config = typeof given === 'string' ? { text: given, ...(values && { values }) } : given;
    for (const statements of explanations(config)) await explain(statements);
    return connection.query({ ...config, name: undefined });
  };
  try {
    await connection.query('BEGIN');
    await work({ query: query as unknown as Database['query'] });
  } finally {
    await connection.query('ROLLBACK');
    connection.release();
  }
  return { read, pages };
}

async function chart(queries: Queryable, days: number, zone: string): Promise<void> {
  const span = { plantId: 'plant_3', from: ago(days), to: now };
  const { mark } = await readKeptFigures(queries, span);
  if (!mark) throw new Error('there are no figures');
  const times = { from: span.from.getTime(), to: span.to.getTime() };
  const buckets = bucketsOf(span.from, span.to, days > 300 ? 366 : 300, zone);
  const parts = partsOf(times, buckets, zone, { mark: mark.mark.getTime(), dayZone: mark.dayZone, stale: [] });
  const { points } = await readHistoryText(queries, span.plantId, parts, buckets.starts);
  expect(points.parse().length).toBeGreaterThan(days > 300 ? 300 : 20);
}

const ranges = perMetric(() => ({ min: 10, max: 50 }));
const reading = (index: number, time: Date) => ({
  deviceId: `dev_${(index % PLANTS) + 1}`,
  plantId: `plant_${(index % PLANTS) + 1}`,
  time: new Date(time.getTime() + index),
  receivedAt: time,
  clockWrong: false,
  values: { humidity: 50 },
});
/** Readings of a plant in so many days. */
const rowsIn = (days: number): number => (ROWS / PLANTS / 365) * days;
const pagesOf = (rows: number): number => FEW_PAGES + rows / ROWS_OF_A_PAGE;

describe('a table with a year of readings is not read from end to end, and few pages are touched', () => {
  it.each<[string, number, (queries: Queryable) => Promise<unknown>]>([
    ['a chart of a day', 0, (queries) => chart(queries, 1, 'UTC')],
    ['a chart of a week', 0, (queries) => chart(queries, 7, 'UTC')],
    ['a chart of 30 days', 0, (queries) => chart(queries, 30, 'UTC')],
    ['a chart of a year', 0, (queries) => chart(queries, 365, 'UTC')],
    ['a chart of a year in days of another zone', 365 * 24, (queries) => chart(queries, 365, 'Europe/Berlin')],
    [
      'the small lines of all plants',
      rowsIn(PLANTS),
      async (queries) => {
        const ids = Array.from({ length: PLANTS }, (_, index) => `plant_${index + 1}`);
        const kept = await readKeptUntil(queries, ids, ago(1), now);
        expect((await readSparklines(queries, ids, ago(1), now, 1800, kept)).size).toBe(PLANTS);
      },
    ],
    [
      'a page of an export in the middle of the year',
      2000,
      async (queries) => {
        const after = { time: ago(180), deviceId: 'dev_3' };
        const { readings } = await readRawReadings(queries, { plantId: 'plant_3', after, to: now, limit: 2000 });
        expect(readings).toHaveLength(2000);
      },
    ],
    ['the figures for care', rowsIn(7), (queries) => readCareStatistics(queries, 'plant_3', ago(7), ranges)],
    [
      'what a plant is judged by',
      rowsIn(15),
      async (queries) => {
        const facts = await gatherFacts(queries, { plantId: 'plant_3', now, timeZone: 'Europe/Berlin' });
        expect(facts?.metrics.soil_moisture.days).toHaveLength(14);
      },
    ],
    ['the list of plants', 0, (queries) => listPlants(queries, { limit: 100 })],
    ['a plant', 0, (queries) => findPlants(queries, ['plant_3'])],
    ['the newest alerts', 0, (queries) => listAlerts(queries, { limit: 50 })],
    ['the open alerts of a plant', 0, (queries) => listAlerts(queries, { plantId: 'plant_3', open: true, limit: 50 })],
    [
      'readings as they arrive',
      1000 * METRIC_NAMES.length,
      (queries) =>
        insertReadings(
          queries,
          Array.from({ length: 200 }, (_, index) => reading(index, now)),
        ),
    ],
    [
      'readings that come late',
      1000 * METRIC_NAMES.length,
      (queries) =>
        insertReadings(
          queries,
          Array.from({ length: 200 }, (_, index) => reading(index, ago(100))),
        ),
    ],
  ])('for %s', async (_what, rows, work) => {
    const { read, pages } = await explained(work);
    expect(read).toEqual([]);
    expect(pages).toBeLessThan(pagesOf(rows));
    expect(pages).toBeGreaterThan(0);
  });

  it('would be noticed', async () => {
    const { read, pages } = await explained((queries) => queries.query('SELECT avg(humidity) FROM telemetry'));
    expect(read.length).toBeGreaterThan(11);
    expect(pages).toBeGreaterThan(FEW_PAGES);
  });
});
