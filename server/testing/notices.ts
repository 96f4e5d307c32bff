/** Notices in the database, for tests of what becomes of them. */
import type { Queryable } from '../db/pool.ts';
import { insertNotice } from '../db/repositories/notices.ts';

/**
 * Makes a breach notice about `plant_1` and `dev_1`, which must be there.
 * @param ageS how long ago it was made, in seconds
 * @returns its id
 */
export async function madeNotice(database: Queryable, alertId: number, message: string, ageS = 0): Promise<string> {
  const { id } = await insertNotice(database, {
    alertId,
    kind: 'breach',
    message,
    plantId: 'plant_1',
    deviceId: 'dev_1',
  });
  if (ageS > 0)
    await database.query(`UPDATE notices SET created_at = now() - make_interval(secs => $2) WHERE id = $1`, [id, ageS]);
  return id;
}
