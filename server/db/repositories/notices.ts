import { randomUUID } from 'node:crypto';
import type { Notice } from '@plantops/nodes/shared/ports.ts';
import type { Queryable } from '../pool.ts';

/** Records a notice in the transaction that changes its alert, so that neither is ever there without the other. */
export async function insertNotice(database: Queryable, notice: Omit<Notice, 'id'>): Promise<Notice> {
  const made: Notice = { id: randomUUID(), ...notice };
  await database.query('INSERT INTO notices (id, alert_id, kind, message, plant_id, device_id) VALUES ($1, $2, $3, $4, $5, $6)', [
    made.id, made.alertId, made.kind, made.message, made.plantId, made.deviceId,
  ]);
  return made;
}

/** Lets a notice go out, or marks it as not to be sent. Only one that was not released before. @returns its alert */
export async function releaseNotice(database: Queryable, id: string, state: 'queued' | 'not_configured'): Promise<number | undefined> {
  const { rows } = await database.query<{ alert_id: number }>(
    `UPDATE notices SET state = $2, next_attempt_at = now() WHERE id = $1 AND state = 'made' RETURNING alert_id`,
    [id, state],
  );
  return rows[0]?.alert_id;
}

/** Notices that were made but never released, about alerts that are still open; those of the last seconds are on their way. */
export async function listUnreleased(database: Queryable): Promise<Notice[]> {
  const { rows } = await database.query<Notice>(
    `SELECT n.id, n.alert_id AS "alertId", n.kind, n.message, n.plant_id AS "plantId", n.device_id AS "deviceId"
     FROM notices n JOIN alerts a ON a.id = n.alert_id
     WHERE n.state = 'made' AND n.created_at < now() - interval '2 seconds'
       AND (a.closed_at IS NULL OR n.created_at > now() - interval '1 hour')
     ORDER BY n.created_at`,
  );
  return rows;
}

/** Once a webhook is set or changed: what is still worth telling of what could not be sent before. */
export async function requeueUndelivered(database: Queryable): Promise<void> {
  await database.query(
    `UPDATE notices n SET state = 'queued', next_attempt_at = now() FROM alerts a
     WHERE a.id = n.alert_id AND a.closed_at IS NULL AND n.state IN ('failed', 'not_configured')
       AND n.created_at = (SELECT max(created_at) FROM notices WHERE alert_id = a.id)`,
  );
}

export interface DueNotice {
  id: string;
  alertId: number;
  kind: Notice['kind'];
  message: string;
  plantName: string | null;
  deviceName: string | null;
  attempts: number;
  createdAt: Date;
}

/** How long a claimed notice is left to the process that claimed it. */
const LEASE_S = 60;

/** Takes the oldest due notices for sending; another process, or this one after a crash, gets them when the lease is over. */
export async function claimDueNotices(database: Queryable, limit: number): Promise<DueNotice[]> {
  const { rows } = await database.query<DueNotice>(
    `WITH due AS (
       SELECT id FROM notices WHERE state = 'queued' AND next_attempt_at <= now()
       ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE notices n SET next_attempt_at = now() + make_interval(secs => ${LEASE_S}), attempts = attempts + 1
       FROM due WHERE n.id = due.id RETURNING n.*
     )
     SELECT c.id, c.alert_id AS "alertId", c.kind, c.message, c.attempts, c.created_at AS "createdAt",
            p.name AS "plantName", COALESCE(d.name, d.mac_address) AS "deviceName"
     FROM claimed c LEFT JOIN plants p ON p.id = c.plant_id LEFT JOIN devices d ON d.id = c.device_id
     ORDER BY c.created_at`,
    [limit],
  );
  return rows;
}

export async function markSent(database: Queryable, { id, alertId }: DueNotice): Promise<void> {
  await database.query(
    `WITH sent AS (UPDATE notices SET state = 'sent', sent_at = now(), last_error = NULL WHERE id = $1)
     UPDATE alerts SET sent_at = now() WHERE id = $2`,
    [id, alertId],
  );
}

export async function markFailed(database: Queryable, id: string, error: string): Promise<void> {
  await database.query(`UPDATE notices SET state = 'failed', last_error = $2 WHERE id = $1`, [id, error]);
}

export async function postpone(database: Queryable, id: string, delayS: number, error: string): Promise<void> {
  await database.query('UPDATE notices SET next_attempt_at = now() + make_interval(secs => $2), last_error = $3 WHERE id = $1', [id, delayS, error]);
}

/** Notices waiting to be sent, and seconds until the next is due (null when none waits). */
export async function outboxState(database: Queryable): Promise<{ waiting: number; nextInS: number | null }> {
  const { rows } = await database.query<{ waiting: number; nextInS: number | null }>(
    // GREATEST skips a null, so that it would say 0, due now, for an empty outbox.
    `SELECT count(*) AS waiting, CASE WHEN count(*) > 0 THEN GREATEST(0, extract(epoch FROM min(next_attempt_at) - now()))::float8 END AS "nextInS"
     FROM notices WHERE state = 'queued'`,
  );
  return rows[0] ?? { waiting: 0, nextInS: null };
}
