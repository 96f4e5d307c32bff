/**
 * Deliveries: one for each notice and each channel that sends it. The time by which they are due is the server's, not the
 * database's: the server also decides by it when quiet hours end.
 */
import type { Evidence } from '@plantops/shared/findings/finding-kind.ts';
import { FINDING_KINDS, type FindingCode } from '@plantops/shared/findings/kinds.ts';
import type { Delivery } from '@plantops/shared/api/alerts.ts';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { Queryable } from '../pool.ts';
import { type DeliveryRule, rulesTable, WANTED } from './delivery-rules.ts';

/**
 * Queues undelivered notices on channels that were set up or changed, but only the last notice of each open alert. A
 * failed or shelved delivery is queued again. A channel without a delivery of the notice gets one only if the notice is
 * queued, sent or skipped on no channel.
 * @param rules of those channels that are not told of everything
 */
export async function requeueUndelivered(
  database: Queryable,
  channels: readonly string[],
  now: Date,
  rules: readonly DeliveryRule[] = [],
): Promise<void> {
  await database.query(
    `INSERT INTO deliveries AS d (notice_id, channel, next_attempt_at)
     SELECT n.id, c.name, $2::timestamptz
     FROM alerts a JOIN notices n ON n.alert_id = a.id CROSS JOIN unnest($1::text[]) AS c (name)
     LEFT JOIN ${rulesTable(3)} ON r.channel = c.name
     WHERE a.closed_at IS NULL AND n.state = 'released' AND ${WANTED}
       AND n.created_at = (SELECT max(created_at) FROM notices WHERE alert_id = a.id)
       AND (EXISTS (SELECT FROM deliveries WHERE notice_id = n.id AND channel = c.name)
            OR NOT EXISTS (SELECT FROM deliveries WHERE notice_id = n.id AND state IN ('queued', 'sent', 'skipped')))
     ON CONFLICT (notice_id, channel) DO UPDATE SET state = 'queued', next_attempt_at = $2
       WHERE d.state IN ('failed', 'not_configured')`,
    [channels, now, JSON.stringify(rules)],
  );
}

/** Shelves all queued deliveries of channels that were removed. @returns the ids of their alerts, maybe repeated */
export async function shelveQueued(database: Queryable, channels: readonly string[]): Promise<number[]> {
  const { rows } = await database.query<{ alert_id: number }>(
    `UPDATE deliveries d SET state = 'not_configured', held_back = FALSE FROM notices n
     WHERE n.id = d.notice_id AND d.state = 'queued' AND d.channel = ANY($1) RETURNING n.alert_id`,
    [channels],
  );
  return rows.map(({ alert_id }) => alert_id);
}

/**
 * Holds back a channel's queued deliveries until the end of quiet hours: those that are due before `until`, and those
 * that are already held back until another time.
 * @returns the ids of their alerts, maybe repeated
 */
export async function holdBackUntil(database: Queryable, channel: string, until: Date): Promise<number[]> {
  const { rows } = await database.query<{ alertId: number }>(
    `UPDATE deliveries d SET next_attempt_at = $2, held_back = TRUE FROM notices n
     WHERE n.id = d.notice_id AND d.channel = $1 AND d.state = 'queued'
       AND (d.next_attempt_at < $2 OR (d.held_back AND d.next_attempt_at <> $2))
     RETURNING n.alert_id AS "alertId"`,
    [channel, until],
  );
  return rows.map(({ alertId }) => alertId);
}

/**
 * Ends quiet hours on a channel. Of the deliveries that were held back, the last one of each alert becomes due, unless
 * the alert is closed and nothing about it was ever sent on this channel. All others are skipped.
 * @returns the ids of the alerts of skipped deliveries, maybe repeated
 */
export async function letOutHeldBack(database: Queryable, channel: string, now: Date): Promise<number[]> {
  const { rows } = await database.query<{ alertId: number; state: string }>(
    `WITH queued AS (
       SELECT n.id, n.alert_id, n.created_at, d.held_back FROM deliveries d JOIN notices n ON n.id = d.notice_id
       WHERE d.channel = $1 AND d.state = 'queued'
     ), held AS (
       SELECT q.id, q.alert_id,
              NOT EXISTS (SELECT FROM queued l WHERE l.alert_id = q.alert_id AND (l.created_at, l.id) > (q.created_at, q.id))
              AND (a.closed_at IS NULL OR EXISTS (
                SELECT FROM notices m JOIN deliveries e ON e.notice_id = m.id
                WHERE m.alert_id = q.alert_id AND e.channel = $1 AND e.state = 'sent')) AS matters
       FROM queued q JOIN alerts a ON a.id = q.alert_id WHERE q.held_back
     )
     UPDATE deliveries d
       SET held_back = FALSE, next_attempt_at = $2, state = CASE WHEN h.matters THEN 'queued' ELSE 'skipped' END
     FROM held h WHERE d.notice_id = h.id AND d.channel = $1 AND d.state = 'queued'
     RETURNING h.alert_id AS "alertId", d.state`,
    [channel, now],
  );
  return rows.filter(({ state }) => state === 'skipped').map(({ alertId }) => alertId);
}

/** A delivery that was claimed for sending. */
export interface DueDelivery {
  noticeId: string;
  channel: string;
  alertId: number;
  /** The number of attempts, including the one that it was claimed for. */
  attempts: number;
  message: NoticeMessage;
}

/** A row of `DUE_COLUMNS`. */
export type DueRow = Pick<DueDelivery, 'noticeId' | 'channel' | 'alertId' | 'attempts'> &
  Pick<NoticeMessage, 'kind' | 'text' | 'plant' | 'device' | 'createdAt'> &
  Omit<NonNullable<NoticeMessage['alert']>, 'id'> & { code: string | null; evidence: Evidence | null };

/** A delivery stays claimed this long. If the process dies, another one takes it after that. */
const LEASE_S = 60;

export const leaseEnd = (now: Date): Date => new Date(now.getTime() + LEASE_S * 1000);

/** SQL for a delivery with its message; `c` is its row in `deliveries`, joined by `DUE_JOINS`. */
export const DUE_COLUMNS = `
     n.id AS "noticeId", c.channel, n.alert_id AS "alertId", c.attempts,
            n.kind, n.message AS text, n.created_at AS "createdAt",
            CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'name', p.name) END AS plant,
            CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id, 'name', COALESCE(d.name, d.mac_address, d.id)) END AS device,
            a.metric, a.value, a.threshold, a.direction, a.code, a.evidence`;
export const DUE_JOINS = `
     JOIN notices n ON n.id = c.notice_id JOIN alerts a ON a.id = n.alert_id
     LEFT JOIN plants p ON p.id = n.plant_id LEFT JOIN devices d ON d.id = n.device_id`;

const isFindingCode = (code: string | null): code is FindingCode => code !== null && Object.hasOwn(FINDING_KINDS, code);

/** A row of `DUE_COLUMNS` as a delivery. */
export function claimed(due: DueRow): DueDelivery {
  const { noticeId, channel, alertId, attempts, metric, value, threshold, direction, code, evidence, ...row } = due;
  const { kind, text, plant, device, createdAt } = row;
  const alert = { id: alertId, metric, value, threshold, direction };
  return {
    noticeId,
    channel,
    alertId,
    attempts,
    message: {
      id: noticeId,
      kind,
      text,
      plant,
      device,
      alert,
      createdAt,
      // A code of another version has no words here.
      ...(isFindingCode(code) && { finding: { code, evidence: evidence ?? {} } }),
    },
  };
}

/** Claims the channel's oldest due deliveries for sending. They are due again when their lease expires. */
export async function claimDueDeliveries(
  database: Queryable,
  channel: string,
  limit: number,
  now: Date,
): Promise<DueDelivery[]> {
  const { rows } = await database.query<DueRow>(
    `WITH due AS (
       SELECT d.notice_id, d.channel FROM deliveries d JOIN notices n ON n.id = d.notice_id
       WHERE d.channel = $1 AND d.state = 'queued' AND d.next_attempt_at <= $3
       ORDER BY n.created_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED
     ), claimed AS (
       UPDATE deliveries d SET next_attempt_at = $4, attempts = attempts + 1
       FROM due WHERE d.notice_id = due.notice_id AND d.channel = due.channel RETURNING d.*
     )
     SELECT ${DUE_COLUMNS} FROM claimed c ${DUE_JOINS} ORDER BY n.created_at`,
    [channel, limit, now, leaseEnd(now)],
  );
  return rows.map(claimed);
}

type DeliveryKey = Pick<DueDelivery, 'noticeId' | 'channel'>;

export async function markSent(
  database: Queryable,
  { noticeId, channel, alertId }: DeliveryKey & Pick<DueDelivery, 'alertId'>,
  now: Date,
): Promise<void> {
  await database.query(
    `WITH sent AS (
       UPDATE deliveries SET state = 'sent', sent_at = $4, last_error = NULL WHERE notice_id = $1 AND channel = $2)
     UPDATE alerts SET sent_at = $4 WHERE id = $3`,
    [noticeId, channel, alertId, now],
  );
}

export async function markFailed(
  database: Queryable,
  { noticeId, channel }: DeliveryKey,
  error: string,
): Promise<void> {
  await database.query(
    `UPDATE deliveries SET state = 'failed', last_error = $3 WHERE notice_id = $1 AND channel = $2`,
    [noticeId, channel, error],
  );
}

export async function postpone(
  database: Queryable,
  { noticeId, channel }: DeliveryKey,
  until: Date,
  error: string,
): Promise<void> {
  await database.query(
    `UPDATE deliveries SET next_attempt_at = $3, last_error = $4
     WHERE notice_id = $1 AND channel = $2`,
    [noticeId, channel, until, error],
  );
}

/**
 * Makes postponed deliveries due now, because the channel works again. Leaves out those that are held back, and those
 * that are due within a lease, because a process may be sending them.
 */
export async function hasten(database: Queryable, channel: string, now: Date): Promise<void> {
  await database.query(
    `UPDATE deliveries SET next_attempt_at = $2
     WHERE channel = $1 AND state = 'queued' AND NOT held_back AND next_attempt_at > $3`,
    [channel, now, leaseEnd(now)],
  );
}

/** @returns the number of queued deliveries on a channel, and when the next is due (null if none) */
export async function queueState(
  database: Queryable,
  channel: string,
): Promise<{ waiting: number; nextAt: Date | null }> {
  const { rows } = await database.query<{ waiting: number; nextAt: Date | null }>(
    `SELECT count(*) AS waiting, min(next_attempt_at) AS "nextAt" FROM deliveries WHERE channel = $1 AND state = 'queued'`,
    [channel],
  );
  return rows[0] ?? { waiting: 0, nextAt: null };
}

/** A delivery as DELIVERY_JSON returns it. */
export type DeliveryJson = Omit<Delivery, 'state'> & { state: Exclude<Delivery['state'], 'waiting'> | 'queued' };

/** SQL for a delivery as JSON; `d` is the alias of its row. */
export const DELIVERY_JSON = `json_build_object('channel', d.channel, 'state', d.state, 'attempts', d.attempts,
  'last_error', d.last_error, 'next_attempt_at', d.next_attempt_at, 'sent_at', d.sent_at)`;

const instant = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

export function toDelivery({ state: stored, ...row }: DeliveryJson): Delivery {
  const state = stored === 'queued' ? 'waiting' : stored;
  return {
    ...row,
    state,
    next_attempt_at: state === 'waiting' ? instant(row.next_attempt_at) : null,
    sent_at: instant(row.sent_at),
  };
}
