/** History from files: readings of telemetry that no device sent, and the list of such files. */
import type { ImportForm, PlantImport } from '@plantops/shared/api/imports.ts';
import { METRIC_NAMES, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import { float8Array, timestamptzArray } from '../binary-arrays.ts';
import type { Queryable } from '../pool.ts';
import { type Bind, statement } from '../statement.ts';

/** The device that an import's readings are stored under. No board can have this id. */
export const deviceOfImport = (importId: number | '%'): string => `import-${importId}`;

export interface HistoryReading {
  time: Date;
  values: MetricValues;
}

interface Given {
  plantId: string;
  importId: number;
  /** Of different times. */
  readings: readonly HistoryReading[];
}

const columns = (template: (metric: Metric) => string, between = ', '): string =>
  METRIC_NAMES.map(template).join(between);

/**
 * What is new of the readings: values of a metric that the plant has none of at that time, whichever device measured it. So
 * the same file can be imported again, and another export of the same time adds what the first did not have.
 */
function freshRows(bind: Bind<Given>): string {
  const times = bind('timestamptz[]', ({ readings }) => timestamptzArray(readings.map(({ time }) => time)));
  const values = METRIC_NAMES.map((metric) =>
    bind('float8[]', ({ readings }) => float8Array(readings.map((reading) => reading.values[metric]))),
  ).join(', ');
  const plant = bind('text', ({ plantId }) => plantId);
  // The outermost times also stand by themselves: planning leaves out partitions and chunks by them.
  const least = bind('timestamptz', ({ readings }) => timeOf(readings, Math.min));
  const greatest = bind('timestamptz', ({ readings }) => timeOf(readings, Math.max));
  return `
  given AS (SELECT * FROM unnest(${times}, ${values}) AS g (time, ${METRIC_NAMES.join(', ')})),
  known AS (
    SELECT t.time, ${columns((metric) => `bool_or(t.${metric} IS NOT NULL) AS ${metric}`)}
    FROM telemetry t JOIN given g ON g.time = t.time
    WHERE t.plant_id = ${plant} AND t.time >= ${least} AND t.time <= ${greatest} GROUP BY t.time
  ), fresh AS (
    SELECT g.time, ${columns((metric) => `CASE WHEN k.${metric} THEN NULL ELSE g.${metric} END AS ${metric}`)}
    FROM given g LEFT JOIN known k ON k.time = g.time
    WHERE EXISTS (SELECT FROM plants p WHERE p.id = ${plant})
  ), new_rows AS (SELECT * FROM fresh WHERE ${columns((metric) => `${metric} IS NOT NULL`, ' OR ')})`;
}

const timeOf = (readings: readonly HistoryReading[], which: (...times: number[]) => number): string =>
  new Date(which(...readings.map(({ time }) => time.getTime()))).toISOString();

const COUNT_FRESH = statement<Given>((bind) => `WITH ${freshRows(bind)} SELECT count(*) AS count FROM new_rows`);

const STORE = statement<Given>((bind) => {
  const rows = freshRows(bind);
  const plant = bind('text', ({ plantId }) => plantId);
  const device = bind('text', ({ importId }) => deviceOfImport(importId));
  return `
  WITH ${rows}, stored AS (
    INSERT INTO telemetry (time, device_id, plant_id, ${METRIC_NAMES.join(', ')})
    SELECT time, ${device}, ${plant}, ${METRIC_NAMES.join(', ')} FROM new_rows ORDER BY time
    ON CONFLICT (device_id, time) DO UPDATE SET ${columns((metric) => `${metric} = COALESCE(telemetry.${metric}, EXCLUDED.${metric})`)}
    RETURNING time
  ), noted AS (
    UPDATE reading_imports SET readings = readings + (SELECT count(*) FROM stored),
      from_time = LEAST(from_time, (SELECT min(time) FROM stored)), to_time = GREATEST(to_time, (SELECT max(time) FROM stored))
    WHERE id = ${bind('int', ({ importId }) => importId)}
  )
  SELECT count(*) AS count FROM stored`;
});

/** Of how many of the readings the plant has not everything. Nothing is stored. */
export async function countFresh(
  database: Queryable,
  plantId: string,
  readings: readonly HistoryReading[],
): Promise<number> {
  const { rows } = await database.query<{ count: number }>(COUNT_FRESH({ plantId, importId: 0, readings }));
  return rows[0]?.count ?? 0;
}

/**
 * Stores what is new of the readings. No alert follows: the flows do not see them, and neither do newest values.
 * @returns of how many readings something was stored
 */
export async function storeHistory(database: Queryable, given: Given): Promise<number> {
  const { rows } = await database.query<{ count: number }>(STORE(given));
  return rows[0]?.count ?? 0;
}

export async function beginImport(
  database: Queryable,
  { plantId, fileName, form, at }: { plantId: string; fileName: string | null; form: ImportForm; at: Date },
): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO reading_imports (plant_id, file_name, form, state, started_at) VALUES ($1, $2, $3, 'running', $4) RETURNING id`,
    [plantId, fileName, form, at],
  );
  return (rows[0] as { id: number }).id;
}

/** @param failure why it ended early; null: it did not */
export async function endImport(
  database: Queryable,
  id: number,
  { lines, bytes, failure, at }: { lines: number; bytes: number; failure: string | null; at: Date },
): Promise<void> {
  await database.query(
    `UPDATE reading_imports SET state = $2, failure = $3, lines = $4, bytes = $5, ended_at = $6 WHERE id = $1`,
    [id, failure === null ? 'done' : 'failed', failure, lines, bytes, at],
  );
}

/** Imports that a server was at when it ended. */
export async function endInterruptedImports(database: Queryable, failure: string, at: Date): Promise<void> {
  await database.query(
    `UPDATE reading_imports SET state = 'failed', failure = $1, ended_at = $2 WHERE state = 'running'`,
    [failure, at],
  );
}

const COLUMNS = `id, plant_id, file_name, form, state, failure, lines, bytes, readings, from_time, to_time, started_at, ended_at`;

type Row = Omit<PlantImport, 'from' | 'to' | 'started_at' | 'ended_at'> & {
  from_time: Date | null;
  to_time: Date | null;
  started_at: Date;
  ended_at: Date | null;
};

/** Those of a plant, newest first. @param id only this one */
export async function listImports(
  database: Queryable,
  plantId: string,
  id: number | null = null,
): Promise<PlantImport[]> {
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS} FROM reading_imports WHERE plant_id = $1 AND ($2::int IS NULL OR id = $2) ORDER BY id DESC LIMIT 200`,
    [plantId, id],
  );
  return rows.map(({ from_time, to_time, started_at, ended_at, ...row }) => ({
    ...row,
    from: from_time?.toISOString() ?? null,
    to: to_time?.toISOString() ?? null,
    started_at: started_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
  }));
}

/** Takes away the readings of an import between two times. @param to exclusive */
export async function deleteHistory(database: Queryable, importId: number, from: Date, to: Date): Promise<void> {
  await database.query('DELETE FROM telemetry WHERE device_id = $1 AND time >= $2 AND time < $3', [
    deviceOfImport(importId),
    from,
    to,
  ]);
}

export async function deleteImport(database: Queryable, id: number): Promise<void> {
  await database.query('DELETE FROM reading_imports WHERE id = $1', [id]);
}
