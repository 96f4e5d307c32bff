import { randomUUID } from 'node:crypto';
import type { Delivery, NoticeRecord } from '@plantops/shared/api/alerts.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import type { Queryable } from '../pool.ts';
import { type DeliveryRule, rulesTable, WANTED } from './delivery-rules.ts';
import { DELIVERY_JSON, type DeliveryJson, toDelivery } from './deliveries.ts';

/** Inserts a notice. Call it in the transaction that changes the alert, so that neither exists without the other. */
export async function insertNotice(database: Queryable, notice: Omit<Notice, 'id'>): Promise<Notice> {
  const made: Notice = { id: randomUUID(), ...notice };
  await database.query(
    'INSERT INTO notices (id, alert_id, kind, message, plant_id, device_id) VALUES ($1, $2, $3, $4, $5, $6)',
    [made.id, made.alertId, made.kind, made.message, made.plantId, made.deviceId],
  );
  return made;
}

/**
 * Releases a notice and queues it on each of these channels, if any, due now. Where a channel's rules do not want it, it is
 * noted as skipped.
 * @param rules of those channels that are not told of everything
 * @param alsoReleased queues one that was released before on channels that it is not on
 * @returns the id of its alert; undefined if the notice does not exist, or was released before and that is not wanted
 */
export async function releaseNotice(
  database: Queryable,
  id: string,
  channels: readonly string[],
  now: Date,
  { alsoReleased = false, rules = [] }: { alsoReleased?: boolean; rules?: readonly DeliveryRule[] } = {},
): Promise<number | undefined> {
  const { rows } = await database.query<{ alert_id: number }>(
    `WITH released AS (
       UPDATE notices SET state = 'released' WHERE id = $1 AND state = 'made' RETURNING id, alert_id, kind, plant_id
     ), n AS (
       SELECT id, alert_id, kind, plant_id FROM released
       UNION ALL
       SELECT id, alert_id, kind, plant_id FROM notices WHERE id = $1 AND state = 'released' AND $4::boolean
     ), queued AS (
       INSERT INTO deliveries (notice_id, channel, next_attempt_at, state)
       SELECT n.id, c.name, $3::timestamptz, CASE WHEN ${WANTED} THEN 'queued' ELSE 'skipped' END
       FROM n CROSS JOIN unnest($2::text[]) AS c (name) LEFT JOIN ${rulesTable(5)} ON r.channel = c.name
       ON CONFLICT (notice_id, channel) DO NOTHING
     )
     SELECT alert_id FROM n`,
    [id, channels, now, alsoReleased, JSON.stringify(rules)],
  );
  return rows[0]?.alert_id;
}

/**
 * Notices that were made but never released, oldest first. Leaves out those of the last two seconds, which are still on
 * their way to the outbox, and those older than an hour whose alert is closed.
 */
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

/**
 * SQL for the state of a notice in the API, over all channels; `n` is the alias of its row. If the states of its
 * deliveries differ, the first one in the array below counts. A released notice without deliveries had no channel.
 */
export const NOTICE_STATE = `
  CASE n.state WHEN 'made' THEN 'waiting' WHEN 'skipped' THEN 'skipped'
  ELSE COALESCE(
    (SELECT CASE d.state WHEN 'queued' THEN 'waiting' ELSE d.state END FROM deliveries d WHERE d.notice_id = n.id
     ORDER BY array_position(ARRAY['queued', 'failed', 'sent', 'skipped', 'not_configured'], d.state) LIMIT 1),
    'not_configured') END`;

type NoticeRow = Pick<NoticeRecord, 'id' | 'alert_id' | 'kind' | 'message' | 'plant_id' | 'device_id' | 'state'> & {
  created_at: Date;
  deliveries: DeliveryJson[];
};

const inOrder = (times: readonly (string | null)[]): string[] => times.filter((time) => time !== null).sort();

function toNoticeRecord({ created_at, deliveries: rows, ...row }: NoticeRow): NoticeRecord {
  const deliveries: Delivery[] = rows.map(toDelivery);
  const createdAt = created_at.toISOString();
  const undelivered = deliveries.filter(({ state }) => state === row.state && state !== 'sent');
  return {
    ...row,
    attempts: Math.max(0, ...deliveries.map(({ attempts }) => attempts)),
    last_error: undelivered.find(({ last_error }) => last_error !== null)?.last_error ?? null,
    created_at: createdAt,
    // A waiting notice without deliveries is still on its way through the flow, and is due now.
    next_attempt_at:
      row.state === 'waiting'
        ? (inOrder(deliveries.map(({ next_attempt_at }) => next_attempt_at))[0] ?? createdAt)
        : null,
    sent_at: inOrder(deliveries.map(({ sent_at }) => sent_at)).at(-1) ?? null,
    deliveries,
  };
}

export interface NoticeFilter {
  alertId?: number | undefined;
  state?: NoticeRecord['state'] | undefined;
  /** Items older than the notice with this id. */
  after?: string | undefined;
  limit: number;
}

/** Conditions that preselect notices for the two most requested states, to compute the state of fewer notices. */
const CANDIDATES: Partial<Record<NoticeRecord['state'], string>> = {
  waiting: `AND (n.state = 'made' OR n.id IN (SELECT notice_id FROM deliveries WHERE state = 'queued'))`,
  failed: `AND n.id IN (SELECT notice_id FROM deliveries WHERE state = 'failed')`,
};

/** @returns the notices, newest first; undefined if `after` is not the id of a notice */
export async function listNotices(
  database: Queryable,
  { alertId, state, after, limit }: NoticeFilter,
): Promise<NoticeRecord[] | undefined> {
  if (after !== undefined && (await database.query('SELECT FROM notices WHERE id = $1', [after])).rowCount === 0)
    return undefined;
  const { rows } = await database.query<NoticeRow>(
    `SELECT n.id, n.alert_id, n.kind, n.message, n.plant_id, n.device_id, n.created_at, ${NOTICE_STATE} AS state,
            (SELECT COALESCE(json_agg(${DELIVERY_JSON} ORDER BY d.channel), '[]') FROM deliveries d WHERE d.notice_id = n.id) AS deliveries
     FROM notices n
     WHERE ($1::int IS NULL OR n.alert_id = $1)
       ${(state && CANDIDATES[state]) ?? ''}
       AND ($2::text IS NULL OR ${NOTICE_STATE} = $2)
       AND ($3::text IS NULL OR (n.created_at, n.id) < (SELECT created_at, id FROM notices WHERE id = $3))
     ORDER BY n.created_at DESC, n.id DESC LIMIT $4`,
    [alertId, state, after, limit],
  );
  return rows.map(toNoticeRecord);
}
