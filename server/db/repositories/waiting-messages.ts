import type { Queryable } from '../pool.ts';

/** A message that the flows have not answered for yet and that the broker may forget. */
export interface WaitingMessage {
  deviceId: string;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
}

/** Keeps messages. @returns their ids, in the same order */
export async function insertWaiting(database: Queryable, messages: readonly WaitingMessage[]): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO waiting_messages (device_id, topic, payload, received_at)
     SELECT device_id, topic, payload, received_at
     FROM unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[]) WITH ORDINALITY
       AS m (device_id, topic, payload, received_at, position)
     ORDER BY position RETURNING id`,
    [
      messages.map(({ deviceId }) => deviceId),
      messages.map(({ topic }) => topic),
      messages.map(({ payload }) => payload),
      messages.map(({ receivedAt }) => receivedAt),
    ],
  );
  return rows.map(({ id }) => id);
}

/** The messages after one with this id, oldest first. */
export async function listWaiting(
  database: Queryable,
  { after, limit }: { after: number; limit: number },
): Promise<(WaitingMessage & { id: number })[]> {
  const { rows } = await database.query<WaitingMessage & { id: number }>(
    `SELECT id, device_id AS "deviceId", topic, payload, received_at AS "receivedAt"
     FROM waiting_messages WHERE id > $1 ORDER BY id LIMIT $2`,
    [after, limit],
  );
  return rows;
}

export async function deleteWaiting(database: Queryable, ids: readonly number[]): Promise<void> {
  await database.query('DELETE FROM waiting_messages WHERE id = ANY($1)', [ids]);
}
