/** The devices of plants with what they measured, as the values of plants are made from. */
import type { StoredProbe } from '@plantops/shared/judging/plant-values.ts';
import { METRIC_NAMES, type MetricValues } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';
import { PROBE, type ProbeColumns, toProbe } from './latest-columns.ts';

/** These devices, and those of these plants, as far as they have a plant and have measured something. */
export async function listProbes(
  database: Queryable,
  of: { plantIds: readonly string[]; deviceIds: readonly string[] } | 'all',
): Promise<StoredProbe[]> {
  const { rows } = await database.query<{ plantId: string; probe: ProbeColumns }>(
    `SELECT d.plant_id AS "plantId", ${PROBE} AS probe FROM devices d JOIN latest_readings l ON l.device_id = d.id
     LEFT JOIN device_rhythms r ON r.device_id = d.id
     WHERE d.plant_id IS NOT NULL AND ($1 OR d.id = ANY($2) OR d.plant_id = ANY($3))`,
    of === 'all' ? [true, [], []] : [false, of.deviceIds, of.plantIds],
  );
  return rows.map(({ plantId, probe }) => toProbe(probe, plantId));
}

/** How many of its newest readings tell whether the last one of a device waits to be confirmed. */
const TELLING = 4;

/** The newest readings of each device that has a plant, oldest first. */
export async function listLastReadings(
  database: Queryable,
): Promise<{ deviceId: string; plantId: string; time: Date; values: MetricValues }[]> {
  const { rows } = await database.query<
    { deviceId: string; plantId: string; time: Date } & Record<keyof MetricValues, number | null>
  >(
    `SELECT d.id AS "deviceId", d.plant_id AS "plantId", t.time, ${METRIC_NAMES.map((metric) => `t.${metric}`).join(', ')}
     FROM devices d JOIN latest_readings l ON l.device_id = d.id
     CROSS JOIN LATERAL (
       SELECT * FROM telemetry t WHERE t.device_id = d.id AND t.time > GREATEST(${METRIC_NAMES.map((metric) => `l.${metric}_at`).join(', ')}) - INTERVAL '1 day'
       ORDER BY t.time DESC LIMIT ${TELLING}
     ) t
     WHERE d.plant_id IS NOT NULL ORDER BY t.time`,
  );
  return rows.map(({ deviceId, plantId, time, ...columns }) => ({
    deviceId,
    plantId,
    time,
    values: Object.fromEntries(
      METRIC_NAMES.flatMap((metric) => (columns[metric] === null ? [] : [[metric, columns[metric]]])),
    ),
  }));
}
