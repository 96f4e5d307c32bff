/** Keeps the figures of five minutes, hours and days that charts are drawn from. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { KeptKind } from '@plantops/shared/settings/retention.ts';
import type { Database, Queryable } from '../pool.ts';
import { inTransaction } from '../pool.ts';

const columns = (template: (metric: Metric) => string): string => METRIC_NAMES.map(template).join(', ');
const FIGURES = columns((metric) => `${metric}_count, ${metric}_sum, ${metric}_min, ${metric}_max`);
const OF_READINGS = columns((m) => `NULLIF(count(${m}), 0), sum(${m}), min(${m}), max(${m})`);
const OF_FIGURES = columns((m) => `sum(${m}_count), sum(${m}_sum), min(${m}_min), max(${m}_max)`);

/** Any number that no other program uses for an advisory lock in this database. */
export const KEEPER_LOCK = 7_308_212_005;
/** Readings are stored by statements that wait for the mark while it is moved, so it gives up soon (ms). */
const MARK_LOCK_MS = 200;
/** Who holds all readings, such as a restore, needs them for a moment; a stop does not wait for one that holds them longer (ms). */
const READINGS_LOCK_MS = 2000;

/** Where a stale span begins that has no beginning. */
export const EARLIEST = new Date('0001-01-01T00:00:00Z');

/** Up to where there are figures. */
export interface FiguresMark {
  /** A whole hour. Earlier readings are in the figures, unless their span is noted as stale. */
  mark: Date;
  /** The time zone whose days there are figures of; null while they are being made. */
  dayZone: string | null;
}

/** What was let go, by kind: everything before. A kind that is missing is kept from its beginning. */
export type KeptFrom = Partial<Record<KeptKind, Date>>;

export interface PlantSpan {
  plantId: string;
  from: Date;
  /** Exclusive. */
  to: Date;
}

export type StaleSpan = PlantSpan & { id: number };

/** @returns undefined while there are no figures */
export async function readFiguresMark(database: Queryable): Promise<FiguresMark | undefined> {
  const { rows } = await database.query<{ mark: Date; day_zone: string | null }>(
    'SELECT mark, day_zone FROM figures_mark',
  );
  return rows[0] && { mark: rows[0].mark, dayZone: rows[0].day_zone };
}

/** What of a time is in the figures of a plant. */
export interface KeptFigures {
  /** undefined while there are no figures. */
  mark: FiguresMark | undefined;
  /** What of before the mark is not in the figures. */
  stale: PlantSpan[];
  keptFrom: KeptFrom;
}

export async function readKeptFigures(database: Queryable, { plantId, from, to }: PlantSpan): Promise<KeptFigures> {
  const { rows } = await database.query<{
    mark: Date | null;
    day_zone: string | null;
    kept_from: Partial<Record<KeptKind, number>> | null;
    from_time: Date | null;
    to_time: Date;
  }>(
    `SELECT m.mark, m.day_zone, CASE WHEN s.id IS NOT NULL THEN GREATEST(s.from_time, $2) END AS from_time, LEAST(s.to_time, $3) AS to_time,
            (SELECT json_object_agg(kind, extract(epoch FROM time) * 1000) FROM kept_from) AS kept_from
     FROM (SELECT) one LEFT JOIN figures_mark m ON TRUE
     LEFT JOIN stale_figures s ON m.mark IS NOT NULL AND s.plant_id = $1 AND s.from_time < $3 AND s.to_time > $2`,
    [plantId, from, to],
  );
  const [first] = rows;
  return {
    mark: first?.mark ? { mark: first.mark, dayZone: first.day_zone } : undefined,
    stale: rows.flatMap(({ from_time, to_time }) => (from_time ? { plantId, from: from_time, to: to_time } : [])),
    keptFrom: Object.fromEntries(Object.entries(first?.kept_from ?? {}).map(([kind, ms]) => [kind, new Date(ms)])),
  };
}

/** Up to when there are figures of plants of which nothing is stale in a time. The others are left out. */
export async function readKeptUntil(
  database: Queryable,
  plantIds: readonly string[],
  from: Date,
  to: Date,
): Promise<Map<string, Date>> {
  const { rows } = await database.query<{ id: string; mark: Date }>(
    `SELECT p.id, m.mark FROM unnest($1::text[]) AS p (id) CROSS JOIN figures_mark m
     WHERE NOT EXISTS (SELECT FROM stale_figures s WHERE s.plant_id = p.id AND s.from_time < $3 AND s.to_time > $2)`,
    [plantIds, from, to],
  );
  return new Map(rows.map(({ id, mark }) => [id, mark]));
}

/** Whether the database notes what becomes stale; an old TimescaleDB cannot. */
export async function canKeepFigures(database: Queryable): Promise<boolean> {
  const { rows } = await database.query(
    `SELECT FROM pg_trigger WHERE tgname = 'telemetry_emptied' AND tgrelid = to_regclass('telemetry')`,
  );
  return rows.length > 0;
}

/**
 * Moves the mark. Statements that store readings end before, or see the new mark: PostgreSQL takes their snapshot after
 * they have the lock. So each reading is either there when the figures of its hour are made, or noted as stale.
 * @param to a whole hour
 * @throws 55P03 if something else reads the mark for long, such as pg_dump
 */
export function moveFiguresMark(database: Database, to: Date): Promise<void> {
  return inTransaction(database, async (connection) => {
    await connection.query(`SET LOCAL lock_timeout = ${MARK_LOCK_MS}`);
    await connection.query('LOCK TABLE figures_mark IN ACCESS EXCLUSIVE MODE');
    await connection.query(
      `INSERT INTO stale_figures (plant_id, from_time, to_time)
       SELECT p.id, m.before, $1 FROM (SELECT coalesce(max(mark), '-infinity') AS before FROM figures_mark) m
       CROSS JOIN (SELECT id FROM plants UNION SELECT id FROM removed_plants) p
       WHERE m.before < $1`,
      [to],
    );
    await connection.query(
      `WITH former AS (DELETE FROM figures_mark RETURNING mark, day_zone)
       INSERT INTO figures_mark (mark, day_zone)
       SELECT GREATEST($1, (SELECT mark FROM former)), (SELECT day_zone FROM former)`,
      [to],
    );
  });
}

/** Says which time zone the figures of days are of; null: of none yet. */
export async function setDayZone(database: Queryable, zone: string | null): Promise<void> {
  await database.query('UPDATE figures_mark SET day_zone = $1', [zone]);
}

/**
 * Does the work in a transaction, unless another server is at it. Waits for a moment only where somebody
 * else holds the readings.
 * @returns undefined if another is at it
 * @throws Error of a lock that was waited for too long (`isLockTimeout`)
 */
export function asOnlyKeeper<T>(
  database: Database,
  work: (connection: Queryable) => Promise<T>,
): Promise<T | undefined> {
  return inTransaction(database, async (connection) => {
    const { rows } = await connection.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
      KEEPER_LOCK,
    ]);
    if (rows[0]?.mine !== true) return undefined;
    await connection.query(`SET LOCAL lock_timeout = ${READINGS_LOCK_MS}`);
    // In the order in which a restore takes its locks, so that the two cannot wait for each other.
    await connection.query('LOCK TABLE telemetry IN ACCESS SHARE MODE');
    // Each span is one look into an index. Told of a few hundred spans, the planner would rather read whole tables.
    await connection.query('SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off');
    return work(connection);
  });
}

/** Spans whose figures must be made again, the latest first: they are looked at most. */
export async function listStaleFigures(connection: Queryable, limit: number): Promise<StaleSpan[]> {
  const { rows } = await connection.query<{ id: number; plant_id: string; from_time: Date | number; to_time: Date }>(
    'SELECT id, plant_id, from_time, to_time FROM stale_figures ORDER BY to_time DESC, id LIMIT $1',
    [limit],
  );
  return rows.map(({ id, plant_id, from_time, to_time }) => ({
    id,
    plantId: plant_id,
    // pg reads -infinity as a number.
    from: typeof from_time === 'number' ? EARLIEST : from_time,
    to: to_time,
  }));
}

/** How many spans are stale. */
export async function countStaleFigures(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ count: number }>('SELECT count(*) AS count FROM stale_figures');
  return rows[0]?.count ?? 0;
}

/** The newest reading of a plant before a time; undefined if there is none. */
export async function newestReadingBefore(connection: Queryable, plantId: string, to: Date): Promise<Date | undefined> {
  const { rows } = await connection.query<{ time: Date }>(
    'SELECT time FROM telemetry WHERE plant_id = $1 AND time < $2 ORDER BY time DESC LIMIT 1',
    [plantId, to],
  );
  return rows[0]?.time;
}

export async function dropStaleFigures(connection: Queryable, ids: readonly number[]): Promise<void> {
  await connection.query('DELETE FROM stale_figures WHERE id = ANY($1)', [ids]);
}

/** The later part of a stale span is made; what is before `to` remains. */
export async function shortenStaleFigures(connection: Queryable, id: number, to: Date): Promise<void> {
  await connection.query('UPDATE stale_figures SET to_time = $2 WHERE id = $1', [id, to]);
}

const SPANS = 'unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS s (plant_id, lower, upper)';
/**
 * Whether a row is in one of the spans. The outermost times also stand by themselves: planning leaves out partitions and
 * chunks by them.
 */
const IN_SPAN =
  't.plant_id = s.plant_id AND t.time >= s.lower AND t.time < s.upper AND t.time >= $4::timestamptz AND t.time < $5::timestamptz';
const parametersOf = (spans: readonly PlantSpan[]): unknown[] => [
  spans.map(({ plantId }) => plantId),
  spans.map(({ from }) => from),
  spans.map(({ to }) => to),
  new Date(Math.min(...spans.map(({ from }) => from.getTime()))),
  new Date(Math.max(...spans.map(({ to }) => to.getTime()))),
];
const ORIGIN = `TIMESTAMPTZ '2000-01-01 00:00:00Z'`;

/** Takes all figures of the spans away. */
export async function removeFigures(connection: Queryable, spans: readonly PlantSpan[]): Promise<void> {
  for (const table of ['readings_5min', 'readings_hourly', 'readings_daily'])
    await removeFrom(connection, table, spans);
}

async function removeFrom(connection: Queryable, table: string, spans: readonly PlantSpan[]): Promise<void> {
  await connection.query(`DELETE FROM ${table} t USING ${SPANS} WHERE ${IN_SPAN}`, parametersOf(spans));
}

/** Puts figures in the place of others. */
async function replace(
  connection: Queryable,
  { table, source, time, figures }: { table: string; source: string; time: string; figures: string },
  spans: readonly PlantSpan[],
  ...more: unknown[]
): Promise<void> {
  await removeFrom(connection, table, spans);
  await connection.query(
    `INSERT INTO ${table} (plant_id, time, ${FIGURES})
     SELECT t.plant_id, ${time}, ${figures} FROM ${SPANS} JOIN ${source} t ON ${IN_SPAN} GROUP BY 1, 2`,
    [...parametersOf(spans), ...more],
  );
}

/** Makes the figures of five minutes and hours from the readings. @param spans of whole hours, none touching another */
export async function makeFigures(connection: Queryable, spans: readonly PlantSpan[]): Promise<void> {
  const fiveMinutes = `date_bin('5 minutes', t.time, ${ORIGIN})`;
  const hour = `date_bin('1 hour', t.time, ${ORIGIN})`;
  const [table, source] = ['readings_5min', 'telemetry'];
  await replace(connection, { table, source, time: fiveMinutes, figures: OF_READINGS }, spans);
  await replace(connection, { table: 'readings_hourly', source: table, time: hour, figures: OF_FIGURES }, spans);
}

/**
 * Makes the figures of days from those of five minutes.
 * @param spans of whole days, none touching another of the same plant
 * @param days the beginnings of all days in the spans, in order
 */
export async function makeDailyFigures(
  connection: Queryable,
  spans: readonly PlantSpan[],
  days: readonly Date[],
): Promise<void> {
  const day = '($6::timestamptz[])[width_bucket(t.time, $6::timestamptz[])]';
  const [table, source] = ['readings_daily', 'readings_5min'];
  await replace(connection, { table, source, time: day, figures: OF_FIGURES }, spans, days);
}

/** Plants that have figures, and between which times. */
export async function listFiguredPlants(connection: Queryable): Promise<PlantSpan[]> {
  const { rows } = await connection.query<{ plant_id: string; first: Date; last: Date }>(
    `SELECT p.id AS plant_id, f.first, f.last FROM (SELECT id FROM plants UNION SELECT id FROM removed_plants) p
     CROSS JOIN LATERAL (SELECT min(time) AS first, max(time) AS last FROM readings_hourly WHERE plant_id = p.id) f
     WHERE f.first IS NOT NULL ORDER BY p.id`,
  );
  return rows.map(({ plant_id, first, last }) => ({ plantId: plant_id, from: first, to: last }));
}

/** @param from those of earlier days stay, because what they were made from is gone */
export async function dropDailyFigures(connection: Queryable, from: Date): Promise<void> {
  await connection.query('DELETE FROM readings_daily WHERE time >= $1', [from]);
}
