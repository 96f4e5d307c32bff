import type { SetAsideGroup, SetAsideMessage } from '@plantops/shared/api/flows.ts';
import { type Database, inTransaction, type Queryable } from '../pool.ts';
import { payloadOfText } from '../payload-text.ts';
import { insertWaiting } from './waiting-messages.ts';

/** Which messages are meant: these, or those of a node, or all. */
export interface SetAsideChoice {
  ids?: readonly number[] | undefined;
  /** null: those that the database refused. */
  nodeId?: string | null | undefined;
  /** Only those of nodes that were received then or later. */
  since?: Date | undefined;
}

/** How many messages are moved in one transaction. */
const MOVED_AT_ONCE = 1000;

const CHOSEN = `set_aside AND ($1::bigint[] IS NULL OR id = ANY($1))
  AND (NOT $2 OR node_id IS NOT DISTINCT FROM $3)
  AND ($4::timestamptz IS NULL OR (time >= $4 AND node_id IS NOT NULL))`;
const chosen = ({ ids, nodeId, since }: SetAsideChoice): unknown[] => [
  ids ?? null,
  nodeId !== undefined,
  nodeId ?? null,
  since ?? null,
];

/** How many messages are set aside, by the node where that happened. */
export async function groupSetAside(database: Queryable): Promise<SetAsideGroup[]> {
  const { rows } = await database.query<Omit<SetAsideGroup, 'since' | 'last_at'> & { since: Date; last_at: Date }>(
    `SELECT node_id, (array_agg(node ORDER BY id DESC))[1] AS node, count(*)::int AS count, min(time) AS since,
            max(time) AS last_at, (array_agg(reason ORDER BY id DESC))[1] AS reason
     FROM rejected_messages WHERE set_aside GROUP BY node_id ORDER BY count(*) DESC, node_id`,
  );
  return rows.map((row) => ({ ...row, since: row.since.toISOString(), last_at: row.last_at.toISOString() }));
}

/** The messages before one, newest first. */
export async function listSetAside(
  database: Queryable,
  { before, limit, ...choice }: SetAsideChoice & { before?: number | undefined; limit: number },
): Promise<SetAsideMessage[]> {
  const { rows } = await database.query<Omit<SetAsideMessage, 'time'> & { time: Date }>(
    `SELECT id, device_id, time, topic, payload, reason, node_id, node FROM rejected_messages
     WHERE ${CHOSEN} AND ($5::bigint IS NULL OR id < $5) ORDER BY id DESC LIMIT $6`,
    [...chosen(choice), before ?? null, limit],
  );
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }));
}

/** Puts messages among those that wait to go through the flows, oldest first. @returns how many */
export async function moveToWaiting(database: Database, choice: SetAsideChoice): Promise<number> {
  let moved = 0;
  for (;;) {
    const count = await inTransaction(database, async (connection) => {
      const { rows } = await connection.query<{ device_id: string; time: Date; topic: string; payload: string }>(
        `WITH gone AS (
           DELETE FROM rejected_messages WHERE id IN (
             SELECT id FROM rejected_messages WHERE ${CHOSEN} ORDER BY id LIMIT ${MOVED_AT_ONCE} FOR UPDATE SKIP LOCKED
           ) RETURNING id, device_id, time, topic, payload
         ) SELECT device_id, time, topic, payload FROM gone ORDER BY id`,
        chosen(choice),
      );
      if (rows.length > 0)
        await insertWaiting(
          connection,
          rows.map(({ device_id, time, topic, payload }) => ({
            deviceId: device_id,
            topic,
            payload: payloadOfText(payload),
            receivedAt: time,
          })),
        );
      return rows.length;
    });
    moved += count;
    if (count < MOVED_AT_ONCE) return moved;
  }
}

/** Removes messages for good. @returns how many */
export async function deleteSetAside(database: Queryable, choice: SetAsideChoice): Promise<number> {
  const { rowCount } = await database.query(`DELETE FROM rejected_messages WHERE ${CHOSEN}`, chosen(choice));
  return rowCount ?? 0;
}
