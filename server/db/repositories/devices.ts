import type { Device, DeviceKind, DeviceStatus, RejectedMessage } from '@plantops/shared/api/devices.ts';
import type { WayPath } from '@plantops/shared/api/ways.ts';
import { causesOf, storedCauses } from '@plantops/shared/findings/causes.ts';
import type { Rejection } from '@plantops/shared/messages.ts';
import { ownInterval } from '@plantops/shared/report-interval.ts';
import type { Queryable } from '../pool.ts';
import { bindColumns, statement } from '../statement.ts';
import { storedSensorTypes } from '../stored-json.ts';
import { type FindingJson, FINDINGS_JSON, toFindings } from './findings.ts';
import { DEVICE_LATEST, type LatestColumns, toLatestReading } from './latest-columns.ts';

type DeviceRow = Omit<
  Device,
  | 'last_seen_at'
  | 'paused_at'
  | 'created_at'
  | 'latest'
  | 'sensor_types'
  | 'findings'
  | 'error_causes'
  | 'report_interval_s'
  | 'report_interval_source'
> &
  LatestColumns & {
    findings: FindingJson[];
    error_causes: unknown;
    sensor_types: unknown;
    last_seen_at: Date | null;
    paused_at: Date | null;
    created_at: Date;
    report_interval_set_s: number | null;
    report_interval_given_s: number | null;
    report_interval_learned_s: number | null;
  };

/** The causes of the message that the device's status is `error` for. */
const ERROR_CAUSES = `CASE WHEN d.error IS NOT NULL THEN (
           SELECT CASE WHEN m.reason = d.error THEN m.causes END FROM rejected_messages m
           WHERE m.device_id = d.id AND m.node_id IS NULL ORDER BY m.id DESC LIMIT 1) END`;

const SELECT_DEVICE = `
  SELECT d.id, d.name, d.kind, d.via, d.dialect, d.mac_address, d.mqtt_username, d.plant_id, d.status, d.error, d.clock_wrong, d.locked,
         d.firmware_version, d.sensor_types, d.battery_pct, d.rssi_dbm, d.link_quality, d.rejected_count,
         d.last_seen_at, d.paused_at, d.created_at,
         d.report_interval_set_s, d.report_interval_given_s, d.report_interval_learned_s,
         ${ERROR_CAUSES} AS error_causes, ${FINDINGS_JSON} AS findings, ${DEVICE_LATEST}
  FROM devices d LEFT JOIN latest_readings l ON l.device_id = d.id`;

function intervalOf(row: DeviceRow): Pick<Device, 'report_interval_s' | 'report_interval_source'> {
  const { intervalS, source } = ownInterval({
    setS: row.report_interval_set_s,
    givenS: row.report_interval_given_s,
    learnedS: row.report_interval_learned_s,
  });
  return { report_interval_s: intervalS, report_interval_source: source };
}

function toDevice(row: DeviceRow): Device {
  const { id, name, kind, via, dialect, mac_address, mqtt_username, plant_id, status, error, clock_wrong, locked } =
    row;
  const { firmware_version, sensor_types, battery_pct, rssi_dbm, link_quality, rejected_count } = row;
  return {
    id,
    name,
    kind,
    via,
    dialect,
    mac_address,
    mqtt_username,
    plant_id,
    status,
    error,
    error_causes: storedCauses(row.error_causes),
    // A sensor behind a gateway has no clock, and is not expected to have one.
    clock_wrong: clock_wrong && via === null,
    locked,
    paused_at: row.paused_at?.toISOString() ?? null,
    ...intervalOf(row),
    firmware_version,
    sensor_types: storedSensorTypes(sensor_types),
    battery_pct,
    rssi_dbm,
    link_quality,
    rejected_count,
    last_seen_at: row.last_seen_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    latest: toLatestReading(row),
    findings: toFindings(row.findings),
  };
}

export interface DeviceFilter {
  status?: DeviceStatus | undefined;
  unassigned?: boolean | undefined;
  plantId?: string | undefined;
  /** Only items after this id; the list is ordered by id. */
  after?: string | undefined;
  limit: number;
}

export async function listDevices(
  database: Queryable,
  { status, unassigned, plantId, after, limit }: DeviceFilter,
): Promise<Device[]> {
  const { rows } = await database.query<DeviceRow>(
    `${SELECT_DEVICE}
     WHERE ($1::text IS NULL OR d.status = $1)
       AND ($2::boolean IS NULL OR (d.plant_id IS NULL) = $2)
       AND ($3::text IS NULL OR d.plant_id = $3)
       AND ($4::text IS NULL OR d.id > $4)
     ORDER BY d.id LIMIT $5`,
    [status, unassigned, plantId, after, limit],
  );
  return rows.map(toDevice);
}

export async function findDevices(database: Queryable, ids: string[]): Promise<Device[]> {
  const { rows } = await database.query<DeviceRow>(`${SELECT_DEVICE} WHERE d.id = ANY($1)`, [ids]);
  return rows.map(toDevice);
}

/** The devices of these plants, in the order of their ids. */
export async function listDevicesOf(
  database: Queryable,
  plantIds: readonly string[],
  limit: number,
): Promise<Device[]> {
  const { rows } = await database.query<DeviceRow>(
    `${SELECT_DEVICE} WHERE d.plant_id = ANY($1) ORDER BY d.id LIMIT $2`,
    [plantIds, limit],
  );
  return rows.map(toDevice);
}

export interface NewCredentials {
  deviceId: string;
  macAddress: string;
  passwordHash: string;
  brokerHash: string;
  name: string | null;
  firmwareVersion: string | null;
  sensorTypes: string[] | null;
  /** What the device says is the time between its reports (s). */
  reportIntervalS?: number | null;
  /** undefined: a new one is a device, a known one stays what it is. */
  kind?: DeviceKind | undefined;
}

const SAVE_REGISTRATION = statement<NewCredentials>((bind) => {
  const id = bind('text', ({ deviceId }) => deviceId);
  const kind = bind('text', (device) => device.kind ?? null);
  return `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, name, firmware_version, sensor_types, report_interval_given_s, kind)
     VALUES (
       ${id},
       ${bind('text', ({ macAddress }) => macAddress)},
       ${id},
       ${bind('text', ({ passwordHash }) => passwordHash)},
       ${bind('text', ({ brokerHash }) => brokerHash)},
       ${bind('text', ({ name }) => name)},
       ${bind('text', ({ firmwareVersion }) => firmwareVersion)},
       ${bind('jsonb', ({ sensorTypes }) => sensorTypes && JSON.stringify(sensorTypes))},
       ${bind('float8', ({ reportIntervalS }) => reportIntervalS ?? null)},
       COALESCE(${kind}, 'device')
     )
     ON CONFLICT (mac_address) DO UPDATE SET
       mqtt_username = devices.id,
       kind = COALESCE(${kind}, devices.kind),
       via = NULL,
       sensor_key = NULL,
       name_at_gateway = NULL,
       mqtt_password_hash = EXCLUDED.mqtt_password_hash,
       mqtt_broker_hash = EXCLUDED.mqtt_broker_hash,
       paused_at = NULL,
       name = COALESCE(devices.name, EXCLUDED.name),
       firmware_version = COALESCE(EXCLUDED.firmware_version, devices.firmware_version),
       sensor_types = COALESCE(EXCLUDED.sensor_types, devices.sensor_types),
       report_interval_given_s = COALESCE(EXCLUDED.report_interval_given_s, devices.report_interval_given_s)
     WHERE NOT devices.locked
     RETURNING id, kind, (xmax = 0) AS created`;
});

/**
 * Adds a device, or gives a known MAC new credentials. A known device keeps its id, plant and name; a sensor that a
 * gateway spoke for speaks for itself from now on.
 * @returns the device's actual id, or undefined if the device is locked
 */
export async function saveRegistration(
  database: Queryable,
  device: NewCredentials,
): Promise<{ deviceId: string; kind: DeviceKind; created: boolean } | undefined> {
  const { rows } = await database.query<{ id: string; kind: DeviceKind; created: boolean }>(SAVE_REGISTRATION(device));
  return rows[0] && { deviceId: rows[0].id, kind: rows[0].kind, created: rows[0].created };
}

/**
 * Gives a device new credentials, even a locked one; a sensor behind a gateway has none.
 * @returns what kind of device it is, or undefined if there is none that can have credentials
 */
export async function saveCredentials(
  database: Queryable,
  deviceId: string,
  { passwordHash, brokerHash }: Pick<NewCredentials, 'passwordHash' | 'brokerHash'>,
): Promise<DeviceKind | undefined> {
  const { rows } = await database.query<{ kind: DeviceKind }>(
    `UPDATE devices SET mqtt_password_hash = $2, mqtt_broker_hash = $3, paused_at = NULL
     WHERE id = $1 AND mqtt_username IS NOT NULL RETURNING kind`,
    [deviceId, passwordHash, brokerHash],
  );
  return rows[0]?.kind;
}

export async function countDevices(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ count: number }>('SELECT count(*) AS count FROM devices');
  return rows[0]?.count ?? 0;
}

export async function isKnownMac(database: Queryable, macAddress: string): Promise<boolean> {
  const { rowCount } = await database.query('SELECT FROM devices WHERE mac_address = $1', [macAddress]);
  return rowCount === 1;
}

/** The device of a MAC address if it is one that may be registered again, and when it was last heard. */
export async function findHolder(
  database: Queryable,
  macAddress: string,
): Promise<{ deviceId: string; lastSeenAt: Date | null } | undefined> {
  const { rows } = await database.query<{ deviceId: string; lastSeenAt: Date | null }>(
    `SELECT id AS "deviceId", last_seen_at AS "lastSeenAt" FROM devices WHERE mac_address = $1 AND NOT locked`,
    [macAddress],
  );
  return rows[0];
}

/** The bcrypt hash of a device's password; undefined if no device has this name and credentials. */
export async function findPasswordHash(database: Queryable, username: string): Promise<string | undefined> {
  const { rows } = await database.query<{ hash: string | null }>(
    'SELECT mqtt_password_hash AS hash FROM devices WHERE mqtt_username = $1',
    [username.replaceAll('\0', '')],
  );
  return rows[0]?.hash ?? undefined;
}

/** Which of these MAC addresses belong to a device. */
export async function findKnownMacs(database: Queryable, macs: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ mac_address: string }>(
    'SELECT mac_address FROM devices WHERE mac_address = ANY($1)',
    [macs],
  );
  return new Set(rows.map(({ mac_address }) => mac_address));
}

/** Those of these devices that nothing was ever heard of, and that are let in. */
export async function findNeverHeard(database: Queryable, deviceIds: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM devices WHERE id = ANY($1) AND last_seen_at IS NULL AND paused_at IS NULL',
    [deviceIds],
  );
  return rows.map(({ id }) => id);
}

/** Each device's line in the broker's password file, or those of some devices; not of those that are shut out. */
export async function listBrokerHashes(
  database: Queryable,
  usernames?: readonly string[],
): Promise<{ username: string; hash: string }[]> {
  const { rows } = await database.query<{ username: string; hash: string }>(
    `SELECT mqtt_username AS username, mqtt_broker_hash AS hash FROM devices
     WHERE mqtt_broker_hash IS NOT NULL AND paused_at IS NULL ${usernames ? 'AND mqtt_username = ANY($1)' : ''} ORDER BY id`,
    usernames && [usernames],
  );
  return rows;
}

/** @returns whether there is such a device */
export async function assignDevice(database: Queryable, deviceId: string, plantId: string | null): Promise<boolean> {
  const { rowCount } = await database.query('UPDATE devices SET plant_id = $2 WHERE id = $1', [deviceId, plantId]);
  return rowCount === 1;
}

/** @returns whether there is such a device */
export async function updateDevice(
  database: Queryable,
  deviceId: string,
  change: {
    name?: string | null | undefined;
    locked?: boolean | undefined;
    paused?: false | undefined;
    reportIntervalS?: number | null | undefined;
  },
): Promise<boolean> {
  const { name, locked, paused, reportIntervalS } = change;
  const { rowCount } = await database.query(
    `UPDATE devices SET name = CASE WHEN $2 THEN $3 ELSE name END, locked = COALESCE($4, locked),
       report_interval_set_s = CASE WHEN $5 THEN $6 ELSE report_interval_set_s END,
       paused_at = CASE WHEN $7 THEN NULL ELSE paused_at END WHERE id = $1`,
    [
      deviceId,
      name !== undefined,
      name ?? null,
      locked,
      reportIntervalS !== undefined,
      reportIntervalS ?? null,
      paused === false,
    ],
  );
  return rowCount === 1;
}

/**
 * Removes a device and ends its open outage; its readings stay. A sensor behind a gateway is ignored from then on. @returns the alerts it ended, or undefined if there is
 * no such device
 */
export async function deleteDevice(database: Queryable, deviceId: string): Promise<number[] | undefined> {
  const { rows } = await database.query<{ ended: number[] | null }>(
    `WITH outage AS (UPDATE alerts SET closed_at = now() WHERE device_id = $1 AND kind = 'offline' AND closed_at IS NULL RETURNING id),
          latest AS (DELETE FROM latest_readings WHERE device_id = $1),
          ignored AS (
            INSERT INTO ignored_sensors (sensor_key, gateway_id, name)
            SELECT sensor_key, via, COALESCE(name, name_at_gateway, sensor_key) FROM devices
            WHERE id = $1 AND via IS NOT NULL AND sensor_key IS NOT NULL ON CONFLICT DO NOTHING
          ),
          removed AS (DELETE FROM devices WHERE id = $1 RETURNING id)
     SELECT (SELECT array_agg(id) FROM outage) AS ended FROM removed`,
    [deviceId],
  );
  return rows[0] && (rows[0].ended ?? []);
}

/**
 * Removes a device that was just made, unless it has been given other credentials since. @returns whether it was removed
 */
export async function withdrawDevice(database: Queryable, deviceId: string, passwordHash: string): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM devices WHERE id = $1 AND mqtt_password_hash = $2', [
    deviceId,
    passwordHash,
  ]);
  return rowCount === 1;
}

/** Rejected messages kept per device; older ones are deleted. Set-aside readings are kept in addition. */
const REJECTED_KEPT = 100;

/** A rejected message, with the way that it took if that is known. */
export type SavedRejection = Rejection & { path?: WayPath | undefined };

const jsonOf = (value: object | null | undefined): string | null => (value ? JSON.stringify(value) : null);

const SAVE_REJECTIONS = statement<readonly SavedRejection[]>((bind) => {
  const incoming = bindColumns(bind, (rejections) => rejections, [
    ['text', ({ deviceId }) => deviceId],
    ['timestamptz', ({ receivedAt }) => receivedAt],
    ['text', ({ topic }) => topic],
    ['text', ({ payload }) => payload],
    ['text', ({ reason }) => reason],
    ['boolean', ({ setAside }) => setAside ?? false],
    ['text', ({ node }) => node?.id ?? null],
    ['text', ({ node }) => node?.name ?? null],
    ['jsonb', ({ path }) => jsonOf(path)],
    ['jsonb', (rejection) => jsonOf(causesOf(rejection))],
  ]);
  return `WITH incoming AS (
       SELECT *, row_number() OVER (PARTITION BY device_id, set_aside ORDER BY position DESC) AS age
       FROM unnest(${incoming}) WITH ORDINALITY AS i (device_id, time, topic, payload, reason, set_aside, node_id, node, path, causes, position)
     ), counted AS (
       UPDATE devices d SET rejected_count = d.rejected_count + n.count
       FROM (SELECT device_id, count(*) AS count, count(*) FILTER (WHERE NOT set_aside) AS trimmable FROM incoming GROUP BY device_id) n
       WHERE d.id = n.device_id
       RETURNING d.id, n.trimmable
     ), trimmed AS (
       DELETE FROM rejected_messages m USING counted c WHERE m.device_id = c.id AND NOT m.set_aside AND m.id <= (
         SELECT id FROM rejected_messages WHERE device_id = c.id AND NOT set_aside
         ORDER BY id DESC OFFSET GREATEST(${REJECTED_KEPT} - c.trimmable, 0) LIMIT 1)
     )
     INSERT INTO rejected_messages (device_id, time, topic, payload, reason, set_aside, node_id, node, path, causes)
     SELECT i.device_id, i.time, i.topic, i.payload, i.reason, i.set_aside, i.node_id, i.node, i.path, i.causes FROM incoming i JOIN counted c ON c.id = i.device_id
     WHERE i.set_aside OR i.age <= ${REJECTED_KEPT} ORDER BY i.position`;
});

/** Keeps rejected messages, in order. Messages from devices that no longer exist are dropped. */
export async function saveRejections(database: Queryable, rejections: readonly SavedRejection[]): Promise<void> {
  await database.query(SAVE_REJECTIONS(rejections));
}

/** The newest rejected messages. */
export async function listRejections(database: Queryable, deviceId: string): Promise<RejectedMessage[]> {
  const { rows } = await database.query<Omit<RejectedMessage, 'time' | 'causes'> & { time: Date; causes: unknown }>(
    'SELECT id, time, topic, payload, reason, causes, set_aside FROM rejected_messages WHERE device_id = $1 ORDER BY id DESC LIMIT $2',
    [deviceId, REJECTED_KEPT],
  );
  return rows.map((row) => ({ ...row, time: row.time.toISOString(), causes: storedCauses(row.causes) }));
}
