import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { LatestValue, ReviewedPlant } from '@plantops/shared/ports.ts';
import type { Thresholds } from '@plantops/shared/thresholds.ts';
import type { Queryable } from '../pool.ts';

type ReviewedRow = { id: string; name: string; thresholds: Thresholds } & Record<Metric, number | null> &
  Record<`${Metric}_at`, Date | null> &
  Record<`${Metric}_device`, string | null>;

/** The newest value of each metric among the devices assigned now, with its time and its device. */
const NEWEST = METRIC_NAMES.map((metric) => {
  const newest = (column: string): string =>
    `(array_agg(${column} ORDER BY l.${metric}_at DESC) FILTER (WHERE l.${metric}_at IS NOT NULL))[1]`;
  return `${newest(`l.${metric}`)} AS ${metric}, max(l.${metric}_at) AS ${metric}_at, ${newest('l.device_id')} AS ${metric}_device`;
}).join(', ');

function toReviewedPlant(row: ReviewedRow): ReviewedPlant {
  const latest: Partial<Record<Metric, LatestValue>> = {};
  for (const metric of METRIC_NAMES) {
    const [value, at, deviceId] = [row[metric], row[`${metric}_at`], row[`${metric}_device`]];
    if (value !== null && at !== null && deviceId !== null) latest[metric] = { value, at, deviceId };
  }
  return { id: row.id, name: row.name, thresholds: row.thresholds, latest };
}

/**
 * Plants with everything that their values are judged by, ordered by id.
 * @param of the requested ids, or a page of all plants that have limits or an open breach
 */
export async function listReviewedPlants(
  database: Queryable,
  of: { ids: readonly string[] } | { after: string; limit: number },
): Promise<ReviewedPlant[]> {
  const [ids, after, limit] = 'ids' in of ? [of.ids, '', null] : [null, of.after, of.limit];
  const { rows } = await database.query<ReviewedRow>(
    `SELECT p.id, p.name, p.thresholds, d.* FROM plants p
     CROSS JOIN LATERAL (
       SELECT ${NEWEST} FROM devices d JOIN latest_readings l ON l.device_id = d.id WHERE d.plant_id = p.id
     ) d
     WHERE p.id > $2 AND CASE WHEN $1::text[] IS NOT NULL THEN p.id = ANY($1)
       ELSE p.thresholds <> '{}' OR EXISTS (SELECT FROM alerts a WHERE a.plant_id = p.id AND a.kind = 'threshold' AND a.closed_at IS NULL) END
     ORDER BY p.id LIMIT $3`,
    [ids, after, limit],
  );
  return rows.map(toReviewedPlant);
}
