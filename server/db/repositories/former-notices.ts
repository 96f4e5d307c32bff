/** Notices as backups have them that were made before there were channels: with what became of each in their own row. */
import type { Queryable } from '../pool.ts';

/** The one channel there was. */
const FORMER_CHANNEL = 'discord';

/** With their types. */
export const FORMER_NOTICE_COLUMNS = {
  attempts: 'int4',
  next_attempt_at: 'timestamptz',
  last_error: 'text',
  held_back: 'bool',
  sent_at: 'timestamptz',
} as const;

/**
 * Does to rows of a file what migration 0011 did to those of the database.
 * @param rows a JSON array; `finishRestore` lets none of them wait
 * @param into what stands for a table
 */
export async function insertFormerNotices(
  connection: Queryable,
  rows: string,
  into: (table: string) => string,
): Promise<void> {
  await connection.query(
    `WITH former AS (
       SELECT * FROM json_to_recordset($1::json) AS r (
         id text, alert_id int, kind text, message text, plant_id text, device_id text, created_at timestamptz,
         state text, attempts int, last_error text, sent_at timestamptz)
     ), kept AS (
       INSERT INTO ${into('notices')} (id, alert_id, kind, message, plant_id, device_id, created_at, state)
       SELECT id, alert_id, kind, message, plant_id, device_id, created_at, CASE state WHEN 'made' THEN 'made' ELSE 'released' END
       FROM former
     )
     INSERT INTO ${into('deliveries')} (notice_id, channel, state, attempts, last_error, sent_at)
     SELECT id, $2, state, attempts, last_error, sent_at FROM former WHERE state NOT IN ('made', 'not_configured')`,
    [rows, FORMER_CHANNEL],
  );
}
