import { SIMULATED_MAC_PREFIX } from '@plantops/shared/simulated-devices.ts';
import type { Queryable } from '../pool.ts';

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

/** Ids of the plants whose devices are all simulated; plants without a device are left out. */
export async function listSimulatedPlants(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT plant_id AS id FROM devices WHERE plant_id IS NOT NULL GROUP BY plant_id HAVING bool_and(${SIMULATED}) ORDER BY plant_id`,
  );
  return rows.map(({ id }) => id);
}
