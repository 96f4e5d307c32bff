import { SIMULATED_MAC_PREFIX, SIMULATED_PLANTS, SIMULATED_ROOMS } from '@plantops/shared/simulated-devices.ts';
import type { Queryable } from '../pool.ts';
import { OF_PLANTS } from './removed-plants.ts';

const SIMULATED = `mac_address LIKE '${SIMULATED_MAC_PREFIX}%'`;

export async function countSimulatedDevices(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*) FROM devices WHERE ${SIMULATED}`);
  return rows[0]?.count ?? 0;
}

/** Ids of the simulated devices, whether they are running or not. */
export async function listSimulatedDevices(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM devices WHERE ${SIMULATED} ORDER BY mac_address`,
  );
  return rows.map(({ id }) => id);
}

/**
 * The plants that the simulator created, also those that were removed and could still be brought back. A plant counts
 * as the owner's once it has another name or species, or a device or reading that is not simulated.
 */
export async function listSimulatedPlants(database: Queryable): Promise<{ id: string; isRemoved: boolean }[]> {
  const created = Object.values(SIMULATED_PLANTS);
  const { rows } = await database.query<{ id: string; is_removed: boolean }>(
    `WITH
       simulated AS (SELECT array_agg(id) AS ids FROM devices WHERE ${SIMULATED}),
       candidates AS (
         SELECT p.id, p.name, p.species, ARRAY(SELECT d.id FROM devices d WHERE d.plant_id = p.id) AS device_ids, FALSE AS is_removed
         FROM plants p
         UNION ALL
         SELECT r.id, r.plant->>'name', r.plant->>'species', r.device_ids, TRUE FROM removed_plants r
       ),
       named AS (
         SELECT c.*, ARRAY(SELECT DISTINCT t.device_id FROM telemetry t WHERE t.plant_id = c.id) AS reading_ids
         FROM candidates c JOIN unnest($1::text[], $2::text[]) AS made (name, species) USING (name, species)
       )
     SELECT id, is_removed FROM named, simulated
     WHERE device_ids || reading_ids <> '{}' AND device_ids || reading_ids <@ simulated.ids
     ORDER BY id`,
    [created.map(({ name }) => name), created.map(({ species }) => species)],
  );
  return rows.map(({ id, is_removed }) => ({ id, isRemoved: is_removed }));
}

/**
 * Ids of the rooms that have the name of one of the simulator's, and in which only plants of its own stand, or stood until
 * they were removed.
 */
export async function listSimulatedRooms(database: Queryable, plantIds: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `WITH standing AS (
       SELECT id, room_id FROM plants UNION ALL SELECT id, plant->>'room_id' FROM removed_plants
     )
     SELECT r.id FROM rooms r JOIN standing s ON s.room_id = r.id WHERE r.name = ANY($2)
     GROUP BY r.id HAVING bool_and(s.id = ANY($1)) ORDER BY r.id`,
    [plantIds, Object.values(SIMULATED_ROOMS)],
  );
  return rows.map(({ id }) => id);
}

/**
 * Deletes for good what simulated devices left behind: their readings and alerts, and the removed plants with journal,
 * photo and care plans. Tokens that care plans used stay counted.
 * @param connection inside a transaction
 */
export async function eraseSimulated(
  connection: Queryable,
  { deviceIds, plantIds }: { deviceIds: readonly string[]; plantIds: readonly string[] },
): Promise<void> {
  await connection.query(
    `DELETE FROM alerts WHERE device_id = ANY($1) OR id = ANY(ARRAY(SELECT unnest(alert_ids) FROM removed_plants WHERE id = ANY($2)))`,
    [deviceIds, plantIds],
  );
  await connection.query('DELETE FROM telemetry WHERE device_id = ANY($1)', [deviceIds]);
  for (const table of OF_PLANTS) await connection.query(`DELETE FROM ${table} WHERE plant_id = ANY($1)`, [plantIds]);
  await connection.query('DELETE FROM removed_plants WHERE id = ANY($1)', [plantIds]);
}
