/** Deliveries that are sent as one message. Each notice keeps its own; `joined_to` says which message names it. */
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { NoticeKind } from '@plantops/shared/ports.ts';
import type { Queryable } from '../pool.ts';
import { claimed, type DueDelivery, DUE_COLUMNS, DUE_JOINS, type DueRow, leaseEnd } from './deliveries.ts';

/** The newest message of a kind on a channel: the notice that it was first sent for, and what it holds by now. */
export interface SentMessage {
  noticeId: string;
  /** What the receiver calls it; null if it did not say. */
  remoteId: string | null;
  sentAt: Date;
  messages: NoticeMessage[];
}

/** Claims all due deliveries of one kind on a channel, as `claimDueDeliveries` does. */
export async function claimAlike(
  database: Queryable,
  channel: string,
  kind: NoticeKind,
  now: Date,
): Promise<DueDelivery[]> {
  const { rows } = await database.query<DueRow>(
    `WITH due AS (
       SELECT d.notice_id, d.channel FROM deliveries d JOIN notices n ON n.id = d.notice_id
       WHERE d.channel = $1 AND d.state = 'queued' AND d.next_attempt_at <= $3 AND n.kind = $2
       FOR UPDATE OF d SKIP LOCKED
     ), claimed AS (
       UPDATE deliveries d SET next_attempt_at = $4, attempts = attempts + 1
       FROM due WHERE d.notice_id = due.notice_id AND d.channel = due.channel RETURNING d.*
     )
     SELECT ${DUE_COLUMNS} FROM claimed c ${DUE_JOINS} ORDER BY n.created_at, n.id`,
    [channel, kind, now, leaseEnd(now)],
  );
  return rows.map(claimed);
}

/** The message of a kind that was first sent after `since`, if there is one. */
export async function findSentMessage(
  database: Queryable,
  channel: string,
  kind: NoticeKind,
  since: Date,
): Promise<SentMessage | undefined> {
  const { rows } = await database.query<{ noticeId: string; remoteId: string | null; sentAt: Date }>(
    `SELECT d.notice_id AS "noticeId", d.remote_id AS "remoteId", d.sent_at AS "sentAt"
     FROM deliveries d JOIN notices n ON n.id = d.notice_id
     WHERE d.channel = $1 AND n.kind = $2 AND d.state = 'sent' AND d.joined_to IS NULL AND d.sent_at > $3
     ORDER BY d.sent_at DESC LIMIT 1`,
    [channel, kind, since],
  );
  const [sent] = rows;
  if (!sent) return undefined;
  const { rows: members } = await database.query<DueRow>(
    `SELECT ${DUE_COLUMNS} FROM deliveries c ${DUE_JOINS}
     WHERE c.channel = $1 AND (c.notice_id = $2 OR c.joined_to = $2) ORDER BY n.created_at, n.id`,
    [channel, sent.noticeId],
  );
  return { ...sent, messages: members.map((row) => claimed(row).message) };
}

/**
 * Marks deliveries as sent in one message.
 * @param leadId the notice that the message was first sent for
 * @param remoteId what the receiver calls the message, if it said so just now
 */
export async function markSentTogether(
  database: Queryable,
  deliveries: readonly Pick<DueDelivery, 'noticeId' | 'channel' | 'alertId'>[],
  leadId: string,
  remoteId: string | undefined,
  now: Date,
): Promise<void> {
  await database.query(
    `WITH sent AS (
       UPDATE deliveries SET state = 'sent', sent_at = $4, last_error = NULL, remote_id = COALESCE($6, remote_id),
         joined_to = CASE WHEN notice_id = $5 THEN NULL ELSE $5 END
       WHERE channel = $1 AND notice_id = ANY($2))
     UPDATE alerts SET sent_at = $4 WHERE id = ANY($3::int[])`,
    [
      deliveries[0]?.channel,
      deliveries.map(({ noticeId }) => noticeId),
      deliveries.map(({ alertId }) => alertId),
      now,
      leadId,
      remoteId,
    ],
  );
}

/** Puts deliveries off that are sent together with others then. It does not count as an attempt. */
export async function waitForOthers(
  database: Queryable,
  deliveries: readonly Pick<DueDelivery, 'noticeId' | 'channel'>[],
  until: Date,
): Promise<void> {
  await database.query(
    `UPDATE deliveries SET next_attempt_at = $3, attempts = attempts - 1 WHERE channel = $1 AND notice_id = ANY($2)`,
    [deliveries[0]?.channel, deliveries.map(({ noticeId }) => noticeId), until],
  );
}
