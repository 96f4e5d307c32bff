import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { AlertSubject, Metric } from '@plantops/shared/metrics.ts';
import type { Breach } from '@plantops/shared/ports.ts';
import type { Queryable } from '../pool.ts';
import { wholePlantMuted } from './mutes.ts';
import { NOTICE_STATE } from './notices.ts';

/** The part of a breach that is stored in its alert. */
export type StoredBreach = Omit<Breach, 'measuredAt'>;

type AlertRow = Omit<Alert, 'opened_at' | 'closed_at' | 'acknowledged_at' | 'sent_at' | 'delivery'> & {
  opened_at: Date;
  closed_at: Date | null;
  acknowledged_at: Date | null;
  sent_at: Date | null;
  /** The state of the last notice about the alert; null if there is none. */
  delivery: Alert['delivery'] | null;
};

const SELECT_ALERT = `
  SELECT a.id, a.kind, a.code, a.evidence, a.plant_id, a.device_id, a.metric, a.value, a.threshold, a.direction, a.message,
         a.opened_at, a.closed_at, a.acknowledged_at, a.sent_at,
         (SELECT ${NOTICE_STATE} FROM notices n WHERE n.alert_id = a.id ORDER BY n.created_at DESC LIMIT 1) AS delivery
  FROM alerts a`;

function toAlert({ delivery, ...row }: AlertRow): Alert {
  return {
    ...row,
    opened_at: row.opened_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
    acknowledged_at: row.acknowledged_at?.toISOString() ?? null,
    sent_at: row.sent_at?.toISOString() ?? null,
    delivery: delivery ?? 'none',
  };
}

export interface AlertFilter {
  plantId?: string | undefined;
  deviceId?: string | undefined;
  open?: boolean | undefined;
  /** A metric that was outside its limits, or another kind of alert. */
  about?: AlertSubject | undefined;
  /** Only alerts with a smaller id. */
  before?: number | undefined;
  limit: number;
}

export async function listAlerts(
  database: Queryable,
  { plantId, deviceId, open, about, before, limit }: AlertFilter,
): Promise<Alert[]> {
  const { rows } = await database.query<AlertRow>(
    `${SELECT_ALERT}
     WHERE ($1::text IS NULL OR a.plant_id = $1)
       AND ($2::text IS NULL OR a.device_id = $2)
       AND ($3::boolean IS NULL OR (a.closed_at IS NULL) = $3)
       AND ($4::int IS NULL OR a.id < $4)
       AND ($5::text IS NULL OR CASE a.kind WHEN 'threshold' THEN a.metric ELSE a.kind END = $5)
     ORDER BY a.id DESC LIMIT $6`,
    [plantId, deviceId, open, before, about, limit],
  );
  return rows.map(toAlert);
}

export async function findAlerts(database: Queryable, ids: number[]): Promise<Alert[]> {
  const { rows } = await database.query<AlertRow>(`${SELECT_ALERT} WHERE a.id = ANY($1)`, [ids]);
  return rows.map(toAlert);
}

/**
 * @param value what the plant's metric is now, if the alert is about one
 * @returns whether there is such an alert
 */
export async function acknowledgeAlert(database: Queryable, id: number, value: number | null): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE alerts SET acknowledged_at = COALESCE(acknowledged_at, now()), acknowledged_value = COALESCE($2, value) WHERE id = $1`,
    [id, value],
  );
  return rowCount === 1;
}

/** @returns whether there is such an alert */
export async function unacknowledgeAlert(database: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await database.query(
    'UPDATE alerts SET acknowledged_at = NULL, acknowledged_value = NULL WHERE id = $1',
    [id],
  );
  return rowCount === 1;
}

export interface KnownAlertState {
  plantId: string;
  metric: Metric;
  openId: number | null;
  direction: 'min' | 'max' | null;
  threshold: number | null;
  /** The value when the open alert was acknowledged; null if it is not. */
  seenValue: number | null;
  openNoticedAt: Date | null;
  lastNoticeAt: Date | null;
}

/** For each plant and metric that ever had an alert: the open alert, if any, and the times of the last notices. */
export async function listAlertStates(database: Queryable): Promise<KnownAlertState[]> {
  const { rows } = await database.query<KnownAlertState>(
    `SELECT plant_id AS "plantId", metric, max(noticed_at) AS "lastNoticeAt",
            max(id) FILTER (WHERE closed_at IS NULL) AS "openId",
            max(direction) FILTER (WHERE closed_at IS NULL) AS direction,
            max(threshold) FILTER (WHERE closed_at IS NULL) AS threshold,
            max(COALESCE(acknowledged_value, value)) FILTER (WHERE closed_at IS NULL AND acknowledged_at IS NOT NULL) AS "seenValue",
            max(noticed_at) FILTER (WHERE closed_at IS NULL) AS "openNoticedAt"
     FROM alerts WHERE kind = 'threshold' AND plant_id IS NOT NULL
     GROUP BY plant_id, metric`,
  );
  return rows;
}

/** What open alerts about a metric were at when they were acknowledged; null for one that is not (any more). */
export async function listSeenValues(
  database: Queryable,
  ids: readonly number[],
): Promise<{ id: number; plantId: string; metric: Metric; seenValue: number | null }[]> {
  const { rows } = await database.query<{ id: number; plantId: string; metric: Metric; seenValue: number | null }>(
    `SELECT id, plant_id AS "plantId", metric, CASE WHEN acknowledged_at IS NOT NULL THEN COALESCE(acknowledged_value, value) END AS "seenValue"
     FROM alerts WHERE id = ANY($1) AND kind = 'threshold' AND plant_id IS NOT NULL AND closed_at IS NULL`,
    [ids],
  );
  return rows;
}

/**
 * Opens an alert.
 * @param noticed whether a notice about it is made in the same transaction
 * @returns its id; undefined if one is open already, such as from another server, or if the plant does not exist
 */
export async function openAlert(
  database: Queryable,
  breach: StoredBreach,
  noticed: boolean,
): Promise<number | undefined> {
  const { plantId, deviceId, metric, value, threshold, direction, message, at } = breach;
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO alerts (kind, plant_id, device_id, metric, value, threshold, direction, message, opened_at, noticed_at)
     SELECT 'threshold', p.id, $2, $3, $4, $5, $6, $7, $8::timestamptz, CASE WHEN $9 THEN $8::timestamptz END FROM plants p WHERE p.id = $1
     ON CONFLICT (plant_id, metric) WHERE kind = 'threshold' AND closed_at IS NULL DO NOTHING
     RETURNING id`,
    [plantId, deviceId, metric, value, threshold, direction, message, at, noticed],
  );
  return rows[0]?.id;
}

/**
 * Records that another notice about an open alert is made.
 * @returns false if none must be made: the alert is closed, or another server made one within the cooldown
 */
export async function noteReminder(
  database: Queryable,
  id: number,
  { value, threshold, message, at }: StoredBreach,
  cooldownS: number,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE alerts SET noticed_at = $2::timestamptz, value = $3, message = $4, threshold = $6, acknowledged_at = NULL, acknowledged_value = NULL
     WHERE id = $1 AND closed_at IS NULL AND (noticed_at IS NULL OR noticed_at <= $2::timestamptz - make_interval(secs => $5))`,
    [id, at, value, message, cooldownS, threshold],
  );
  return rowCount === 1;
}

/**
 * Updates an open alert after its limit changed or its breach grew worse.
 * @param isNews it is not acknowledged any more
 * @returns whether the alert is open
 */
export async function restateAlert(
  database: Queryable,
  id: number,
  { value, threshold, message }: StoredBreach,
  isNews: boolean,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE alerts SET value = $2, threshold = $3, message = $4,
       acknowledged_at = CASE WHEN NOT $5 THEN acknowledged_at END, acknowledged_value = CASE WHEN NOT $5 THEN acknowledged_value END
     WHERE id = $1 AND closed_at IS NULL`,
    [id, value, threshold, message, isNews],
  );
  return rowCount === 1;
}

/** @returns whether this call closed it */
export async function closeAlert(database: Queryable, id: number, at: Date): Promise<boolean> {
  const { rowCount } = await database.query('UPDATE alerts SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL', [
    id,
    at,
  ]);
  return rowCount === 1;
}

export interface Outage {
  deviceId: string;
  plantId: string | null;
  message: string;
}

/** `isQuiet`: no message is to be sent for now. */
export type NewOutage = Outage & { isQuiet?: boolean };

/** `tell`: a message must be sent, because it is not to be quiet and the device's plant is not muted. */
export type OpenedOutage = Outage & { alertId: number; tell: boolean };

/**
 * Marks devices offline and opens an alert for each that the broker lets in: why one that is shut out is silent is said of
 * it already.
 * @returns the alerts that this call opened; devices with an open outage are left out
 */
export async function openOutages(
  database: Queryable,
  outages: readonly NewOutage[],
  at: Date,
): Promise<OpenedOutage[]> {
  const { rows } = await database.query<OpenedOutage>(
    `WITH outage AS (SELECT * FROM unnest($1::text[], $2::text[], $4::boolean[]) AS o (device_id, message, quiet)),
          silent AS (UPDATE devices d SET status = 'offline' FROM outage o WHERE d.id = o.device_id RETURNING d.id, d.plant_id, d.paused_at)
     INSERT INTO alerts (kind, device_id, plant_id, message, opened_at, noticed_at)
     SELECT 'offline', s.id, s.plant_id, o.message, $3::timestamptz, CASE WHEN NOT o.quiet AND NOT ${wholePlantMuted('s.plant_id', '$3::timestamptz')} THEN $3::timestamptz END
     FROM silent s JOIN outage o ON o.device_id = s.id WHERE s.paused_at IS NULL
     ON CONFLICT (device_id) WHERE kind = 'offline' AND closed_at IS NULL DO NOTHING
     RETURNING id AS "alertId", device_id AS "deviceId", plant_id AS "plantId", message, noticed_at IS NOT NULL AS tell`,
    [
      outages.map(({ deviceId }) => deviceId),
      outages.map(({ message }) => message),
      at,
      outages.map(({ isQuiet = false }) => isQuiet),
    ],
  );
  return rows;
}

/**
 * Marks open outages as told, unless they are already, the device's plant is muted, or the device is shut out.
 * @returns the outages that this call marked; a message must be sent for each
 */
export async function noteOutages(
  database: Queryable,
  outages: readonly Pick<Outage, 'deviceId' | 'message'>[],
  at: Date,
): Promise<(Outage & { alertId: number })[]> {
  const { rows } = await database.query<Outage & { alertId: number }>(
    `UPDATE alerts a SET noticed_at = $3::timestamptz
     FROM unnest($1::text[], $2::text[]) AS o (device_id, message) JOIN devices d ON d.id = o.device_id
     WHERE a.device_id = o.device_id AND a.kind = 'offline' AND a.closed_at IS NULL AND a.noticed_at IS NULL AND d.paused_at IS NULL
       AND NOT ${wholePlantMuted('d.plant_id', '$3::timestamptz')}
     RETURNING a.id AS "alertId", a.device_id AS "deviceId", a.plant_id AS "plantId", o.message`,
    [outages.map(({ deviceId }) => deviceId), outages.map(({ message }) => message), at],
  );
  return rows;
}

/** Devices with an open outage, and whether a message about it was made. */
export async function listOpenOutages(database: Queryable): Promise<{ deviceId: string; told: boolean }[]> {
  const { rows } = await database.query<{ deviceId: string; told: boolean }>(
    `SELECT device_id AS "deviceId", noticed_at IS NOT NULL AS told FROM alerts WHERE kind = 'offline' AND closed_at IS NULL AND device_id IS NOT NULL`,
  );
  return rows;
}

/**
 * Marks a device online and closes its outage.
 * @returns the alert that this call closed. `tell`: a message must be sent, because there was one about the outage and
 *   the device's plant is not muted
 */
export async function closeOutage(
  database: Queryable,
  deviceId: string,
  at: Date,
): Promise<{ alertId: number; plantId: string | null; tell: boolean } | undefined> {
  const { rows } = await database.query<{ alertId: number; plantId: string | null; tell: boolean }>(
    `WITH back AS (UPDATE devices SET status = 'online', error = NULL, last_seen_at = $2 WHERE id = $1 RETURNING plant_id)
     UPDATE alerts SET closed_at = $2 WHERE device_id = $1 AND kind = 'offline' AND closed_at IS NULL
     RETURNING id AS "alertId", plant_id AS "plantId",
       noticed_at IS NOT NULL AND NOT EXISTS (SELECT FROM back WHERE ${wholePlantMuted('back.plant_id', '$2')}) AS tell`,
    [deviceId, at],
  );
  return rows[0];
}
