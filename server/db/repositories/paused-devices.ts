import type { Queryable } from '../pool.ts';

/**
 * Shuts a device out at the broker. Its outage, if one is open, ends: that it is silent is no news any more. @returns the
 * alerts that ended, or undefined if it is shut out already, or is not there
 */
export async function pauseDevice(database: Queryable, deviceId: string, at: Date): Promise<number[] | undefined> {
  const { rows } = await database.query<{ ended: number[] | null }>(
    `WITH paused AS (
       UPDATE devices SET paused_at = $2 WHERE id = $1 AND paused_at IS NULL AND mqtt_username IS NOT NULL RETURNING id
     ), outage AS (
       UPDATE alerts a SET closed_at = $2 FROM paused p
       WHERE a.device_id = p.id AND a.kind = 'offline' AND a.closed_at IS NULL RETURNING a.id
     )
     SELECT (SELECT array_agg(id) FROM outage) AS ended FROM paused`,
    [deviceId, at],
  );
  return rows[0] && (rows[0].ended ?? []);
}
