/** Calibrations of probes, and the stored values that follow them. */
import type { Calibration, CalibrationPoints, CalibrationPreview, Calibrations } from '@plantops/shared/calibration.ts';
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { type Database, inTransaction, type Queryable } from '../pool.ts';
import { isKnownMetric } from '../stored-json.ts';

/** The calibrations of a device in JSON; `d` is its row. */
export const CALIBRATIONS_JSON = `(
  SELECT json_object_agg(c.metric, json_build_object('dry', c.dry, 'saturated', c.saturated, 'dryValue', c.dry_value, 'saturatedValue', c.saturated_value))
  FROM calibrations c WHERE c.device_id = d.id AND c.dry IS NOT NULL
)`;

/** What `CALIBRATIONS_JSON` makes; undefined if there are none that this version knows. */
export function storedCalibrations(json: Record<string, CalibrationPoints> | null): Calibrations | undefined {
  const known = Object.entries(json ?? {}).filter(([metric]) => isKnownMetric(metric));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** The raw value of a row of telemetry; where nothing was calibrated, that is its value. */
const rawOf = (metric: Metric): string => `COALESCE((raw->>'${metric}')::float8, ${metric})`;

/** The calibrated value, as `calibrated` in shared/calibration.ts works it out. @param points the names of four values */
const calibratedSql = (metric: Metric, points: readonly [string, string, string, string]): string => {
  const [dry, saturated, dryValue, saturatedValue] = points;
  const { min, max } = METRICS[metric];
  return `LEAST(GREATEST(${dryValue} + ((${rawOf(metric)} - ${dry}) / (${saturated} - ${dry})) * (${saturatedValue} - ${dryValue}), ${min}), ${max})`;
};

type Row = { metric: string; since: Date; done: number | null } & Record<
  'dry' | 'saturated' | 'dry_value' | 'saturated_value',
  number | null
>;

/** Each metric of a device that was measured or calibrated: its calibration, and its raw value now. */
export async function listCalibrations(database: Queryable, deviceId: string): Promise<Calibration[]> {
  const [calibrations, newest] = await Promise.all([
    database.query<Row>(
      `SELECT metric, dry, saturated, dry_value, saturated_value, since,
              CASE WHEN pending_to > pending_from
                THEN 1 - extract(epoch FROM pending_to - pending_from) / NULLIF(extract(epoch FROM since - pending_from), 0) END::float8 AS done
       FROM calibrations WHERE device_id = $1`,
      [deviceId],
    ),
    Promise.all(METRIC_NAMES.map((metric) => readNewestRaw(database, deviceId, metric))),
  ]);
  const known = new Map(calibrations.rows.map((row) => [row.metric, row]));
  return METRIC_NAMES.flatMap((metric, index) => {
    const row = known.get(metric);
    const raw = newest[index];
    if (!row && !raw) return [];
    return {
      metric,
      points:
        row && row.dry !== null && row.saturated !== null
          ? {
              dry: row.dry,
              saturated: row.saturated,
              dry_value: row.dry_value ?? 0,
              saturated_value: row.saturated_value ?? 100,
            }
          : null,
      since: row?.since.toISOString() ?? null,
      raw: raw?.raw ?? null,
      raw_at: raw?.time.toISOString() ?? null,
      done: row?.done == null ? null : Math.min(Math.max(row.done, 0), 1),
    };
  });
}

async function readNewestRaw(
  database: Queryable,
  deviceId: string,
  metric: Metric,
): Promise<{ raw: number; time: Date } | undefined> {
  const { rows } = await database.query<{ raw: number; time: Date }>(
    `SELECT ${rawOf(metric)} AS raw, time FROM telemetry
     WHERE device_id = $1 AND time > now() - INTERVAL '7 days' AND ${rawOf(metric)} IS NOT NULL ORDER BY time DESC LIMIT 1`,
    [deviceId],
  );
  return rows[0];
}

/**
 * Sets a calibration, or takes it away.
 * @param points undefined: no calibration any more
 * @param backwards whether stored values are to be made anew. Some of them may be ahead of the time, and some arrive before
 *   the engine knows the calibration: so an hour more is looked at
 * @returns whether there is such a device
 */
export async function saveCalibration(
  database: Queryable,
  {
    deviceId,
    metric,
    points,
    backwards,
    now,
  }: { deviceId: string; metric: Metric; points: CalibrationPoints | undefined; backwards: boolean; now: Date },
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO calibrations (device_id, metric, dry, saturated, dry_value, saturated_value, since, pending_from, pending_to)
     SELECT d.id, $2, $3, $4, $5, $6, $7::timestamptz, t.first, CASE WHEN t.first IS NOT NULL THEN $7::timestamptz + INTERVAL '1 hour' END
     FROM devices d CROSS JOIN LATERAL (SELECT CASE WHEN $8 THEN (SELECT min(time) FROM telemetry WHERE device_id = d.id) END AS first) t
     WHERE d.id = $1
     ON CONFLICT (device_id, metric) DO UPDATE SET dry = EXCLUDED.dry, saturated = EXCLUDED.saturated, dry_value = EXCLUDED.dry_value,
       saturated_value = EXCLUDED.saturated_value, since = EXCLUDED.since, pending_from = EXCLUDED.pending_from, pending_to = EXCLUDED.pending_to`,
    [deviceId, metric, points?.dry, points?.saturated, points?.dryValue, points?.saturatedValue, now, backwards],
  );
  return rowCount === 1;
}

/** What the last week would be with a calibration, in means of hours. */
export async function previewCalibration(
  database: Queryable,
  { deviceId, metric, points, to }: { deviceId: string; metric: Metric; points: CalibrationPoints; to: Date },
): Promise<CalibrationPreview> {
  const from = new Date(to.getTime() - 7 * 86_400_000);
  const { rows } = await database.query<{ time: Date; before: number; after: number }>(
    `SELECT date_bin('1 hour', time, $2) AS time, avg(COALESCE(${metric}, ${rawOf(metric)})) AS before,
            avg(${calibratedSql(metric, ['$4::float8', '$5::float8', '$6::float8', '$7::float8'])}) AS after
     FROM telemetry WHERE device_id = $1 AND time >= $2 AND time <= $3 AND ${rawOf(metric)} IS NOT NULL GROUP BY 1 ORDER BY 1`,
    [deviceId, from, to, points.dry, points.saturated, points.dryValue, points.saturatedValue],
  );
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    points: rows.map((row) => ({ ...row, time: row.time.toISOString() })),
  };
}

/** How much time of a device's readings is made anew in one transaction. */
const STEP = `INTERVAL '1 day'`;

/** The devices and metrics of which stored values are still to be made anew. */
export async function listPendingCalibrations(database: Queryable): Promise<{ deviceId: string; metric: Metric }[]> {
  const { rows } = await database.query<{ deviceId: string; metric: string }>(
    'SELECT device_id AS "deviceId", metric FROM calibrations WHERE pending_to IS NOT NULL ORDER BY since',
  );
  return rows.flatMap(({ deviceId, metric }) => (isKnownMetric(metric) ? { deviceId, metric } : []));
}

/**
 * Makes the newest day of stored values anew that is not yet: by the calibration, or as they were sent where that was
 * taken away. The figures of charts follow, because the table's triggers note what changed.
 * @returns whether more is to be done
 */
export function recalibrateStep(
  database: Database,
  { deviceId, metric }: { deviceId: string; metric: Metric },
): Promise<boolean> {
  const { min, max } = METRICS[metric];
  return inTransaction(database, async (connection) => {
    const { rows } = await connection.query<{ dry: number | null; to: Date; newest: Date | null }>(
      `SELECT c.dry, c.pending_to AS to,
              (SELECT max(time) FROM telemetry t WHERE t.device_id = c.device_id AND t.time >= c.pending_from AND t.time < c.pending_to) AS newest
       FROM calibrations c WHERE device_id = $1 AND metric = $2 AND pending_to IS NOT NULL FOR UPDATE`,
      [deviceId, metric],
    );
    const [step] = rows;
    if (!step) return false;
    if (!step.newest) {
      await connection.query(
        'UPDATE calibrations SET pending_from = NULL, pending_to = NULL WHERE device_id = $1 AND metric = $2',
        [deviceId, metric],
      );
      return false;
    }
    const raw = `(raw->>'${metric}')::float8`;
    await connection.query(
      step.dry === null
        ? // A raw value that the metric cannot have, such as ADC counts, stays in `raw` alone.
          `UPDATE telemetry SET ${metric} = CASE WHEN ${raw} BETWEEN ${min} AND ${max} THEN ${raw} END
           WHERE device_id = $1 AND time > $2::timestamptz - ${STEP} AND time <= $2 AND raw ? '${metric}'`
        : `UPDATE telemetry SET ${metric} = ${calibratedSql(metric, ['c.dry', 'c.saturated', 'c.dry_value', 'c.saturated_value'])},
             raw = COALESCE(raw, '{}') || jsonb_build_object('${metric}', ${rawOf(metric)})
           FROM calibrations c
           WHERE telemetry.device_id = $1 AND time > $2::timestamptz - ${STEP} AND time <= $2 AND ${rawOf(metric)} IS NOT NULL
             AND c.device_id = $1 AND c.metric = '${metric}'`,
      [deviceId, step.newest],
    );
    await connection.query(
      `UPDATE calibrations SET pending_to = $3::timestamptz - ${STEP} + INTERVAL '1 microsecond' WHERE device_id = $1 AND metric = $2`,
      [deviceId, metric, step.newest],
    );
    return true;
  });
}

/** Brings the newest value of a metric of a device in line with its stored readings. @returns its plant */
export async function renewLatest(
  database: Queryable,
  { deviceId, metric }: { deviceId: string; metric: Metric },
): Promise<string | null> {
  await database.query(
    `UPDATE latest_readings l SET ${metric} = t.value
     FROM (SELECT time, ${metric} AS value FROM telemetry WHERE device_id = $1 AND time = (SELECT ${metric}_at FROM latest_readings WHERE device_id = $1)) t
     WHERE l.device_id = $1 AND l.${metric}_at = t.time AND t.value IS NOT NULL`,
    [deviceId],
  );
  const { rows } = await database.query<{ plant_id: string | null }>('SELECT plant_id FROM devices WHERE id = $1', [
    deviceId,
  ]);
  return rows[0]?.plant_id ?? null;
}
