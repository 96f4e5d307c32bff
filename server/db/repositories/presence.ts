import type { DeviceStatus } from '@plantops/shared/api/devices.ts';
import type { Queryable } from '../pool.ts';
import { bindColumns, statement } from '../statement.ts';

/** Changes in a device's presence since the last write; undefined leaves a column unchanged. */
export interface PresenceChange {
  deviceId: string;
  status: DeviceStatus;
  error: string | null;
  lastSeenAt: Date;
  clockWrong: boolean | undefined;
  batteryPct: number | undefined;
  rssiDbm: number | undefined;
  firmwareVersion: string | undefined;
  linkQuality?: number | undefined;
  /** The interval between its reports that the device said, and that was learned (s). */
  givenIntervalS?: number | undefined;
  learnedIntervalS?: number | undefined;
  /** true once it has sent a heartbeat. */
  sendsHeartbeats?: boolean | undefined;
}

/** Both changes as one: what the later one does not say stays as in the earlier. */
export const followedBy = (earlier: PresenceChange, later: PresenceChange): PresenceChange => ({
  ...later,
  clockWrong: later.clockWrong ?? earlier.clockWrong,
  batteryPct: later.batteryPct ?? earlier.batteryPct,
  rssiDbm: later.rssiDbm ?? earlier.rssiDbm,
  firmwareVersion: later.firmwareVersion ?? earlier.firmwareVersion,
  linkQuality: later.linkQuality ?? earlier.linkQuality,
  givenIntervalS: later.givenIntervalS ?? earlier.givenIntervalS,
  learnedIntervalS: later.learnedIntervalS ?? earlier.learnedIntervalS,
  sendsHeartbeats: later.sendsHeartbeats ?? earlier.sendsHeartbeats,
});

const SAVE_PRESENCE = statement<readonly PresenceChange[]>((bind) => {
  const changes = bindColumns(bind, (input) => input, [
    ['text', ({ deviceId }) => deviceId],
    ['text', ({ status }) => status],
    ['text', ({ error }) => error],
    ['timestamptz', ({ lastSeenAt }) => lastSeenAt],
    ['boolean', ({ clockWrong }) => clockWrong ?? null],
    ['float8', ({ batteryPct }) => batteryPct ?? null],
    ['float8', ({ rssiDbm }) => rssiDbm ?? null],
    ['text', ({ firmwareVersion }) => firmwareVersion ?? null],
    ['float8', ({ linkQuality }) => linkQuality ?? null],
    ['float8', ({ givenIntervalS }) => givenIntervalS ?? null],
    ['float8', ({ learnedIntervalS }) => learnedIntervalS ?? null],
    ['boolean', ({ sendsHeartbeats }) => sendsHeartbeats ?? null],
  ]);
  return `UPDATE devices d SET
       status = c.status, error = c.error, last_seen_at = GREATEST(d.last_seen_at, c.last_seen_at),
       clock_wrong = COALESCE(c.clock_wrong, d.clock_wrong), battery_pct = COALESCE(c.battery_pct, d.battery_pct),
       rssi_dbm = COALESCE(c.rssi_dbm, d.rssi_dbm), firmware_version = COALESCE(c.firmware_version, d.firmware_version),
       link_quality = COALESCE(c.link_quality, d.link_quality),
       report_interval_given_s = COALESCE(c.given_s, d.report_interval_given_s),
       report_interval_learned_s = COALESCE(c.learned_s, d.report_interval_learned_s),
       sends_heartbeats = COALESCE(c.sends_heartbeats, d.sends_heartbeats)
     FROM unnest(${changes})
       AS c (id, status, error, last_seen_at, clock_wrong, battery_pct, rssi_dbm, firmware_version, link_quality, given_s, learned_s, sends_heartbeats)
     WHERE d.id = c.id`;
});

/** Writes the presence of many devices in one statement. */
export async function savePresence(database: Queryable, changes: readonly PresenceChange[]): Promise<void> {
  await database.query(SAVE_PRESENCE(changes));
}
