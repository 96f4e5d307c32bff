import type { Queryable } from '../pool.ts';

/**
 * Each device's account at NATS, or those of some devices; not of those that are shut out. A device that registered with NATS
 * has a hash that was made for it; one from the time of Mosquitto has the one by which it logs in over HTTP.
 */
export async function listNatsHashes(
  database: Queryable,
  usernames?: readonly string[],
): Promise<{ username: string; hash: string }[]> {
  const { rows } = await database.query<{ username: string; hash: string }>(
    `SELECT mqtt_username AS username,
            CASE WHEN mqtt_broker_hash LIKE '$2%' THEN mqtt_broker_hash ELSE mqtt_password_hash END AS hash
     FROM devices
     WHERE mqtt_username IS NOT NULL AND mqtt_password_hash IS NOT NULL AND paused_at IS NULL
       ${usernames ? 'AND mqtt_username = ANY($1)' : ''} ORDER BY id`,
    usernames && [usernames],
  );
  return rows;
}
