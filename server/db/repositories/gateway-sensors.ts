import type { Queryable } from '../pool.ts';

/** A device that a gateway speaks for, or spoke for. */
export interface SensorRow {
  deviceId: string;
  /** null once its gateway was removed. */
  via: string | null;
  key: string;
  nameAtGateway: string;
  sensorTypes: string[];
}

/** A sensor that the owner has removed. */
export interface IgnoredSensor {
  key: string;
  gatewayId: string;
  name: string;
  ignoredAt: Date;
}

/** All sensors behind gateways. */
export async function listSensors(database: Queryable): Promise<SensorRow[]> {
  const { rows } = await database.query<SensorRow>(
    `SELECT id AS "deviceId", via, sensor_key AS key, COALESCE(name_at_gateway, '') AS "nameAtGateway",
            COALESCE(sensor_types, '[]'::jsonb) AS "sensorTypes"
     FROM devices WHERE sensor_key IS NOT NULL`,
  );
  return rows;
}

/**
 * Adds a sensor. One with a MAC keeps it, unless another device has it. @returns the device that has the key: the new one,
 * or one that was made a moment ago
 */
export async function addSensor(
  database: Queryable,
  sensor: Omit<SensorRow, 'via'> & { via: string; mac: string | null; name: string; dialect: string },
): Promise<string> {
  const { deviceId, via, key, mac, name, nameAtGateway, dialect, sensorTypes } = sensor;
  const { rows } = await database.query<{ id: string }>(
    `INSERT INTO devices (id, via, sensor_key, mac_address, name, name_at_gateway, dialect, sensor_types)
     VALUES ($1, $2, $3, (SELECT $4::text WHERE NOT EXISTS (SELECT FROM devices WHERE mac_address = $4)), $5, $6, $7, $8)
     ON CONFLICT (sensor_key) DO UPDATE SET sensor_key = EXCLUDED.sensor_key
     RETURNING id`,
    [deviceId, via, key, mac, name, nameAtGateway, dialect, JSON.stringify(sensorTypes)],
  );
  return rows[0]?.id ?? deviceId;
}

/** Changes what is known of a sensor; the name follows that at the gateway unless the owner gave another. */
export async function updateSensor(
  database: Queryable,
  deviceId: string,
  { via, key, nameAtGateway, sensorTypes }: Partial<Omit<SensorRow, 'deviceId'>>,
): Promise<void> {
  await database.query(
    `UPDATE devices SET
       via = COALESCE($2, via), sensor_key = COALESCE($3, sensor_key),
       name = CASE WHEN $4::text IS NOT NULL AND (name IS NULL OR name = name_at_gateway) THEN $4 ELSE name END,
       name_at_gateway = COALESCE($4, name_at_gateway), sensor_types = COALESCE($5::jsonb, sensor_types)
     WHERE id = $1`,
    [deviceId, via ?? null, key ?? null, nameAtGateway ?? null, sensorTypes ? JSON.stringify(sensorTypes) : null],
  );
}

/** The sensors that the owner has removed, those of one gateway or all; newest first. */
export async function listIgnoredSensors(database: Queryable, gatewayId?: string): Promise<IgnoredSensor[]> {
  const { rows } = await database.query<IgnoredSensor>(
    `SELECT sensor_key AS key, gateway_id AS "gatewayId", name, ignored_at AS "ignoredAt" FROM ignored_sensors
     WHERE $1::text IS NULL OR gateway_id = $1 ORDER BY ignored_at DESC, sensor_key`,
    [gatewayId ?? null],
  );
  return rows;
}

/** Lets a sensor come back at its next message. @returns whether it was ignored */
export async function allowSensor(database: Queryable, gatewayId: string, key: string): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM ignored_sensors WHERE gateway_id = $1 AND sensor_key = $2', [
    gatewayId,
    key,
  ]);
  return rowCount === 1;
}
