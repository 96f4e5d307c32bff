import { randomUUID } from 'node:crypto';
import type { NoticeRecord } from '@plantops/shared/api/alerts.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import type { Queryable } from '../pool.ts';

/** Records a notice in the transaction that changes its alert, so that neither is ever there without the other. */
export async function insertNotice(database: Queryable, notice: Omit<Notice, 'id'>): Promise<Notice> {
  const made: Notice = { id: randomUUID(), ...notice };
  await database.query(
    'INSERT INTO notices (id, alert_id, kind, message, plant_id, device_id) VALUES ($1, $2, $3, $4, $5, $6)',
    [made.id, made.alertId, made.kind, made.message, made.plantId, made.deviceId],
  );
  return made;
}

/** Lets a notice go out, or marks it as not to be sent. Only one that was not released before. @returns its alert */
export async function releaseNotice(
  database: Queryable,
  id: string,
  state: 'queued' | 'not_configured',
): Promise<number | undefined> {
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

/** Once there is no webhook any more: nothing waits to be sent. @returns the alerts concerned */
export async function shelveQueued(database: Queryable): Promise<number[]> {
  const { rows } = await database.query<{ alert_id: number }>(
    `UPDATE notices SET state = 'not_configured', held_back = FALSE WHERE state = 'queued' RETURNING alert_id`,
  );
  return rows.map(({ alert_id }) => alert_id);
}

/** Quiet hours: what would be sent before `until`, or was held back until another time, is sent then. */
export async function holdBackUntil(database: Queryable, until: Date): Promise<void> {
  await database.query(
    `UPDATE notices SET next_attempt_at = $1, held_back = TRUE
     WHERE state = 'queued' AND (next_attempt_at < $1 OR (held_back AND next_attempt_at <> $1))`,
    [until],
  );
}

/**
 * The end of quiet hours: lets out of what was held back what still matters, the last message of each alert. Nothing of
 * an alert that is over and of which nothing was ever sent. The rest is skipped. @returns the alerts of what is skipped
 */
export async function letOutHeldBack(database: Queryable): Promise<number[]> {
  const { rows } = await database.query<{ alertId: number; state: string }>(
    `WITH held AS (
       SELECT n.id, NOT (a.closed_at IS NOT NULL AND a.sent_at IS NULL)
                    AND NOT EXISTS (SELECT FROM notices l WHERE l.alert_id = n.alert_id AND l.state = 'queued' AND (l.created_at, l.id) > (n.created_at, n.id)) AS matters
       FROM notices n JOIN alerts a ON a.id = n.alert_id
       WHERE n.state = 'queued' AND n.held_back
     )
     UPDATE notices n SET held_back = FALSE, next_attempt_at = now(), state = CASE WHEN h.matters THEN 'queued' ELSE 'skipped' END
     FROM held h WHERE h.id = n.id AND n.state = 'queued'
     RETURNING n.alert_id AS "alertId", n.state`,
  );
  return rows.filter(({ state }) => state === 'skipped').map(({ alertId }) => alertId);
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
  await database.query(
    'UPDATE notices SET next_attempt_at = now() + make_interval(secs => $2), last_error = $3 WHERE id = $1',
    [id, delayS, error],
  );
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

type NoticeRow = Omit<NoticeRecord, 'state' | 'created_at' | 'next_attempt_at' | 'sent_at'> & {
  state: NoticeRecord['state'] | 'made' | 'queued';
  created_at: Date;
  next_attempt_at: Date;
  sent_at: Date | null;
};

function toNoticeRecord({ state: stored, ...row }: NoticeRow): NoticeRecord {
  const state = stored === 'made' || stored === 'queued' ? 'waiting' : stored;
  return {
    ...row,
    state,
    created_at: row.created_at.toISOString(),
    next_attempt_at: state === 'waiting' ? row.next_attempt_at.toISOString() : null,
    sent_at: row.sent_at?.toISOString() ?? null,
  };
}

export interface NoticeFilter {
  alertId?: number | undefined;
  state?: NoticeRecord['state'] | undefined;
  /** Items older than the notice with this id. */
  after?: string | undefined;
  limit: number;
}

/** Newest first. @returns undefined when `after` is no notice */
export async function listNotices(
  database: Queryable,
  { alertId, state, after, limit }: NoticeFilter,
): Promise<NoticeRecord[] | undefined> {
  if (after !== undefined && (await database.query('SELECT FROM notices WHERE id = $1', [after])).rowCount === 0)
    return undefined;
  const states = state === 'waiting' ? ['made', 'queued'] : state && [state];
  const { rows } = await database.query<NoticeRow>(
    `SELECT id, alert_id, kind, message, plant_id, device_id, state, attempts, last_error, created_at, next_attempt_at, sent_at FROM notices
     WHERE ($1::int IS NULL OR alert_id = $1)
       AND ($2::text[] IS NULL OR state = ANY($2))
       AND ($3::text IS NULL OR (created_at, id) < (SELECT created_at, id FROM notices WHERE id = $3))
     ORDER BY created_at DESC, id DESC LIMIT $4`,
    [alertId, states, after, limit],
  );
  return rows.map(toNoticeRecord);
}
