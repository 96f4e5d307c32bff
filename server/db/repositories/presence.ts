import type { DeviceStatus } from '@plantops/shared/api/devices.ts';
import type { Queryable } from '../pool.ts';

/** What changed about a device's presence since it was last written; undefined leaves a column as it is. */
export interface PresenceChange {
  deviceId: string;
  status: DeviceStatus;
  error: string | null;
  lastSeenAt: Date;
  clockWrong: boolean | undefined;
  batteryPct: number | undefined;
  rssiDbm: number | undefined;
  firmwareVersion: string | undefined;
}

/** Writes the presence of many devices in one statement. */
export async function savePresence(database: Queryable, changes: PresenceChange[]): Promise<void> {
  await database.query(
    `UPDATE devices d SET
       status = c.status, error = c.error, last_seen_at = GREATEST(d.last_seen_at, c.last_seen_at),
       clock_wrong = COALESCE(c.clock_wrong, d.clock_wrong), battery_pct = COALESCE(c.battery_pct, d.battery_pct),
       rssi_dbm = COALESCE(c.rssi_dbm, d.rssi_dbm), firmware_version = COALESCE(c.firmware_version, d.firmware_version)
     FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::boolean[], $6::float8[], $7::float8[], $8::text[])
       AS c (id, status, error, last_seen_at, clock_wrong, battery_pct, rssi_dbm, firmware_version)
     WHERE d.id = c.id`,
    [
      changes.map((change) => change.deviceId),
      changes.map((change) => change.status),
      changes.map((change) => change.error),
      changes.map((change) => change.lastSeenAt),
      changes.map((change) => change.clockWrong ?? null),
      changes.map((change) => change.batteryPct ?? null),
      changes.map((change) => change.rssiDbm ?? null),
      changes.map((change) => change.firmwareVersion ?? null),
    ],
  );
}
