/** What the readings of the last hours tell of single probes. Each looks into the index of one or two devices. */
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';

/** The figures of a metric of a device in a time. */
export interface SteadyFacts {
  readings: number;
  /** Whether all of them are the same. */
  isOne: boolean;
  /** Time of the first of them. */
  from: Date | null;
}

/** Whether a metric of a device was always the same in the hours before `until`. */
export async function readSteadiness(
  database: Queryable,
  { deviceId, metric, until, hours }: { deviceId: string; metric: Metric; until: Date; hours: number },
): Promise<SteadyFacts> {
  const { rows } = await database.query<SteadyFacts>(
    `SELECT count(${metric})::int AS readings, COALESCE(min(${metric}) = max(${metric}), FALSE) AS "isOne", min(time) AS "from"
     FROM telemetry WHERE device_id = $1 AND time > $2::timestamptz - make_interval(hours => $3) AND time <= $2 AND ${metric} IS NOT NULL`,
    [deviceId, until, hours],
  );
  return rows[0] ?? { readings: 0, isOne: false, from: null };
}

/** In how many of the hours before `until` several of the devices were heard, and in how many of these they differed. */
export async function readDisagreement(
  database: Queryable,
  {
    deviceIds,
    metric,
    until,
    hours,
    by,
  }: { deviceIds: readonly string[]; metric: Metric; until: Date; hours: number; by: number },
): Promise<{ heard: number; apart: number }> {
  const { rows } = await database.query<{ heard: number; apart: number }>(
    `SELECT count(*)::int AS heard, (count(*) FILTER (WHERE spread > $4))::int AS apart FROM (
       SELECT hour, max(mean) - min(mean) AS spread FROM (
         SELECT device_id, floor(extract(epoch FROM $2::timestamptz - time) / 3600) AS hour, avg(${metric}) AS mean
         FROM telemetry WHERE device_id = ANY($1) AND time > $2::timestamptz - make_interval(hours => $3) AND time <= $2 AND ${metric} IS NOT NULL
         GROUP BY 1, 2
       ) hourly GROUP BY hour HAVING count(*) > 1
     ) hours`,
    [deviceIds, until, hours, by],
  );
  return rows[0] ?? { heard: 0, apart: 0 };
}

/** The last watering of a plant that was logged, and what one of its probes made of it. */
export interface WateringFacts {
  deviceId: string;
  wateredAt: Date;
  /** Soil moisture in %: the last before the watering, and the greatest in the hours after it. */
  before: number;
  after: number;
  /** By how much it rose at most, from any value in the hours around the watering. */
  rise: number;
}

/**
 * What probes made of the last watering of each plant, if that was logged for a time between `from` and `to`. Owners log
 * it a while before or after they do it, so three hours before count, too. Probes without readings before, or late
 * after it, are left out.
 */
export async function listWateringFacts(database: Queryable, from: Date, to: Date): Promise<WateringFacts[]> {
  const { rows } = await database.query<WateringFacts>(
    `SELECT d.id AS "deviceId", j.at AS "wateredAt", t.before, t.after, t.rise
     FROM (SELECT plant_id, max(at) AS at FROM journal_entries WHERE kind = 'watering' AND at >= $1 GROUP BY plant_id) j
     JOIN devices d ON d.plant_id = j.plant_id
     CROSS JOIN LATERAL (
       SELECT (array_agg(soil_moisture ORDER BY time DESC) FILTER (WHERE time <= j.at))[1] AS before,
              max(soil_moisture) FILTER (WHERE time > j.at) AS after, max(time) AS last_at, max(soil_moisture - least) AS rise
       FROM (
         SELECT time, soil_moisture, min(soil_moisture) OVER (ORDER BY time) AS least FROM telemetry
         WHERE device_id = d.id AND time > j.at - INTERVAL '3 hours' AND time <= j.at + INTERVAL '4 hours' AND soil_moisture IS NOT NULL
       ) around
     ) t
     WHERE j.at <= $2 AND t.before IS NOT NULL AND t.after IS NOT NULL AND t.last_at >= j.at + INTERVAL '1 hour'`,
    [from, to],
  );
  return rows;
}
