/** Alerts about metrics of plants that no new value comes of. */
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';
import { bindColumns, statement } from '../statement.ts';
import { wholePlantMuted } from './mutes.ts';

/** A metric of a plant without new values. */
export interface SilentMetric {
  plantId: string;
  /** The device that measured it last. */
  deviceId: string;
  metric: Metric;
  /** The last value, in the metric's unit, and when it came. */
  value: number;
  since: Date;
  message: string;
}

/** An alert about such a metric. `tell`: a message must be sent, because neither plant nor metric is muted. */
export type StaleAlert = Pick<SilentMetric, 'plantId' | 'deviceId' | 'metric' | 'message'> & {
  alertId: number;
  tell: boolean;
};

const muted = (plantId: string, metric: string, at: string): string =>
  `(${wholePlantMuted(plantId, at)} OR EXISTS (SELECT FROM mutes m WHERE m.plant_id = ${plantId} AND m.metric = ${metric} AND m.until > ${at}))`;

const SHOWN = `a.id AS "alertId", a.plant_id AS "plantId", a.device_id AS "deviceId", a.metric, a.message`;

const OPEN_STALE = statement<{ metrics: readonly SilentMetric[]; at: Date }>((bind) => {
  const silent = bindColumns(bind, ({ metrics }) => metrics, [
    ['text', ({ plantId }) => plantId],
    ['text', ({ deviceId }) => deviceId],
    ['text', ({ metric }) => metric],
    ['float8', ({ value }) => value],
    ['timestamptz', ({ since }) => since],
    ['text', ({ message }) => message],
  ]);
  const at = bind('timestamptz', (input) => input.at);
  return `INSERT INTO alerts AS a (kind, plant_id, device_id, metric, value, since, message, opened_at, noticed_at)
     SELECT 'stale', p.id, s.device_id, s.metric, s.value, s.since, s.message, ${at},
            CASE WHEN NOT ${muted('p.id', 's.metric', at)} THEN ${at} END
     FROM unnest(${silent}) AS s (plant_id, device_id, metric, value, since, message) JOIN plants p ON p.id = s.plant_id
     ON CONFLICT (plant_id, metric) WHERE kind = 'stale' AND closed_at IS NULL DO NOTHING
     RETURNING ${SHOWN}, a.noticed_at IS NOT NULL AS tell`;
});

/** Opens an alert for each. @returns those that this call opened; metrics with an open one are left out */
export async function openStale(
  database: Queryable,
  metrics: readonly SilentMetric[],
  at: Date,
): Promise<StaleAlert[]> {
  if (metrics.length === 0) return [];
  return (await database.query<StaleAlert>(OPEN_STALE({ metrics, at }))).rows;
}

/** Marks open alerts as told that nobody was told of, except while their plant or metric is muted. @returns those marked */
export async function noteStale(database: Queryable, alertIds: readonly number[], at: Date): Promise<StaleAlert[]> {
  if (alertIds.length === 0) return [];
  const { rows } = await database.query<StaleAlert>(
    `UPDATE alerts a SET noticed_at = $2::timestamptz
     WHERE a.id = ANY($1::int[]) AND a.closed_at IS NULL AND a.noticed_at IS NULL AND NOT ${muted('a.plant_id', 'a.metric', '$2::timestamptz')}
     RETURNING ${SHOWN}, TRUE AS tell`,
    [alertIds, at],
  );
  return rows;
}

/** Closes alerts. @returns those that this call closed. `tell`: also, there was a message about the silence */
export async function closeStale(database: Queryable, alertIds: readonly number[], at: Date): Promise<StaleAlert[]> {
  if (alertIds.length === 0) return [];
  const { rows } = await database.query<StaleAlert>(
    `UPDATE alerts a SET closed_at = $2::timestamptz WHERE a.id = ANY($1::int[]) AND a.closed_at IS NULL
     RETURNING ${SHOWN}, a.noticed_at IS NOT NULL AND NOT ${muted('a.plant_id', 'a.metric', '$2::timestamptz')} AS tell`,
    [alertIds, at],
  );
  return rows;
}

/** The open alerts, with the time of the last value; and whether a message about each was made. */
export async function listOpenStale(
  database: Queryable,
): Promise<{ alertId: number; plantId: string; metric: Metric; since: Date; told: boolean }[]> {
  const { rows } = await database.query<{
    alertId: number;
    plantId: string;
    metric: Metric;
    since: Date;
    told: boolean;
  }>(
    `SELECT id AS "alertId", plant_id AS "plantId", metric, COALESCE(since, opened_at) AS since, noticed_at IS NOT NULL AS told
     FROM alerts WHERE kind = 'stale' AND closed_at IS NULL AND plant_id IS NOT NULL`,
  );
  return rows;
}
