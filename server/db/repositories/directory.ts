import type { DeviceKind, DeviceStatus } from '@plantops/shared/api/devices.ts';
import type { CalibrationPoints, Calibrations } from '@plantops/shared/calibration.ts';
import type { Combine } from '@plantops/shared/judging/combine.ts';
import type { Thresholds } from '@plantops/shared/thresholds.ts';
import type { Queryable } from '../pool.ts';
import { CALIBRATIONS_JSON, storedCalibrations } from './calibrations.ts';
import { storedCombine, storedThresholds } from '../stored-json.ts';

export interface DirectoryRow {
  deviceId: string;
  name: string | null;
  macAddress: string | null;
  kind: DeviceKind;
  via: string | null;
  status: DeviceStatus;
  lastSeenAt: Date | null;
  isPaused: boolean;
  plantId: string | null;
  plantName: string | null;
  thresholds: Thresholds | null;
  combine: Combine;
  calibrations: Calibrations | undefined;
}

const SELECT_DIRECTORY = `
  SELECT d.id AS "deviceId", d.name, d.mac_address AS "macAddress", d.kind, d.via, d.status, d.last_seen_at AS "lastSeenAt", d.paused_at IS NOT NULL AS "isPaused",
         p.id AS "plantId", p.name AS "plantName", p.thresholds, p.combine, ${CALIBRATIONS_JSON} AS calibrations
  FROM devices d LEFT JOIN plants p ON p.id = d.plant_id`;

async function read(database: Queryable, where = '', values: unknown[] = []): Promise<DirectoryRow[]> {
  const { rows } = await database.query<
    Omit<DirectoryRow, 'thresholds' | 'combine' | 'calibrations'> & {
      thresholds: unknown;
      combine: unknown;
      calibrations: Record<string, CalibrationPoints> | null;
    }
  >(`${SELECT_DIRECTORY} ${where}`, values);
  return rows.map((row) => ({
    ...row,
    thresholds: row.plantId === null ? null : storedThresholds(row.thresholds),
    combine: storedCombine(row.combine),
    calibrations: storedCalibrations(row.calibrations),
  }));
}

export const readDirectory = (database: Queryable): Promise<DirectoryRow[]> => read(database);

export const readDirectoryDevices = (database: Queryable, deviceIds: string[]): Promise<DirectoryRow[]> =>
  read(database, 'WHERE d.id = ANY($1)', [deviceIds]);

export const readDirectoryPlants = (database: Queryable, plantIds: readonly string[]): Promise<DirectoryRow[]> =>
  read(database, 'WHERE p.id = ANY($1)', [plantIds]);
