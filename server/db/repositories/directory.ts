import type { DeviceStatus } from '@plantops/shared/api/devices.ts';
import type { Thresholds } from '@plantops/shared/thresholds.ts';
import type { Queryable } from '../pool.ts';

export interface DirectoryRow {
  deviceId: string;
  name: string | null;
  macAddress: string;
  status: DeviceStatus;
  lastSeenAt: Date | null;
  plantId: string | null;
  plantName: string | null;
  thresholds: Thresholds | null;
}

const SELECT_DIRECTORY = `
  SELECT d.id AS "deviceId", d.name, d.mac_address AS "macAddress", d.status, d.last_seen_at AS "lastSeenAt",
         p.id AS "plantId", p.name AS "plantName", p.thresholds
  FROM devices d LEFT JOIN plants p ON p.id = d.plant_id`;

export async function readDirectory(database: Queryable): Promise<DirectoryRow[]> {
  const { rows } = await database.query<DirectoryRow>(SELECT_DIRECTORY);
  return rows;
}

export async function readDirectoryDevices(database: Queryable, deviceIds: string[]): Promise<DirectoryRow[]> {
  const { rows } = await database.query<DirectoryRow>(`${SELECT_DIRECTORY} WHERE d.id = ANY($1)`, [deviceIds]);
  return rows;
}

export async function readDirectoryPlant(database: Queryable, plantId: string): Promise<DirectoryRow[]> {
  const { rows } = await database.query<DirectoryRow>(`${SELECT_DIRECTORY} WHERE p.id = $1`, [plantId]);
  return rows;
}
