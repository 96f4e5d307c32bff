/** Which notices a channel is to be told of, as SQL. */
import type { Queryable } from '../pool.ts';

export interface DeliveryRule {
  channel: string;
  /** Kinds of notices; none: the channel is told nothing. */
  kinds: readonly string[];
  /** Ids; null in both: whatever a notice is about, also a device without a plant. */
  plants: readonly string[] | null;
  rooms: readonly string[] | null;
}

/** Rules as a table `r`, of the parameter with this number; a channel without a row wants everything. */
export const rulesTable = (parameter: number): string =>
  `jsonb_to_recordset($${parameter}::jsonb) AS r (channel text, kinds text[], plants text[], rooms text[])`;

/** Whether the notice `n` is wanted by the rules `r`, which are all null where there are none. */
export const WANTED = `(r.channel IS NULL OR (n.kind = ANY (r.kinds) AND (
    (r.plants IS NULL AND r.rooms IS NULL)
    OR COALESCE(n.plant_id = ANY (r.plants), FALSE)
    OR EXISTS (SELECT FROM plants p WHERE p.id = n.plant_id AND p.room_id = ANY (r.rooms)))))`;

/** Takes back what waits on channels whose rules do not want it any more. @returns the ids of alerts, maybe repeated */
export async function skipUnwanted(database: Queryable, rules: readonly DeliveryRule[]): Promise<number[]> {
  const { rows } = await database.query<{ alertId: number }>(
    `UPDATE deliveries d SET state = 'skipped', held_back = FALSE
     FROM notices n, ${rulesTable(1)}
     WHERE n.id = d.notice_id AND d.state = 'queued' AND d.channel = r.channel AND NOT ${WANTED}
     RETURNING n.alert_id AS "alertId"`,
    [JSON.stringify(rules)],
  );
  return rows.map(({ alertId }) => alertId);
}
