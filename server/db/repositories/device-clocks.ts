/** By how much the clocks of devices are off. */
import type { Queryable } from '../pool.ts';

export interface ClockOffset {
  deviceId: string;
  /** How far the clock is behind in milliseconds, negative if ahead; undefined for a clock that is right. */
  offsetMs: number | undefined;
}

/** All clocks that are off. */
export async function listClockOffsets(database: Queryable): Promise<{ deviceId: string; offsetMs: number }[]> {
  const { rows } = await database.query<{ deviceId: string; offsetMs: number }>(
    'SELECT device_id AS "deviceId", offset_ms::float8 AS "offsetMs" FROM device_clocks',
  );
  return rows;
}

/** Keeps what was found of some clocks. Devices that are not known (any more) are left out. */
export async function saveClockOffsets(database: Queryable, offsets: readonly ClockOffset[]): Promise<void> {
  await database.query(
    `WITH given AS (
       SELECT * FROM unnest($1::text[], $2::float8[]) AS g (device_id, offset_ms)
     ), right_again AS (
       DELETE FROM device_clocks c USING given g WHERE c.device_id = g.device_id AND g.offset_ms IS NULL
     )
     INSERT INTO device_clocks (device_id, offset_ms)
     SELECT d.id, g.offset_ms::bigint FROM given g JOIN devices d ON d.id = g.device_id WHERE g.offset_ms IS NOT NULL
     ON CONFLICT (device_id) DO UPDATE SET offset_ms = EXCLUDED.offset_ms`,
    [offsets.map(({ deviceId }) => deviceId), offsets.map(({ offsetMs }) => offsetMs ?? null)],
  );
}
