import { type WayPath, wayPathSchema } from '@plantops/shared/api/ways.ts';
import { type RejectionCause, storedCauses } from '@plantops/shared/findings/causes.ts';
import type { Queryable } from '../pool.ts';

/** A message that was rejected or set aside, with its way. */
export interface FailedMessage {
  id: number;
  time: Date;
  topic: string;
  payload: string;
  reason: string;
  causes: RejectionCause[] | null;
  setAside: boolean;
  /** Undefined where it is not known. */
  path: WayPath | undefined;
}

/** The newest messages of a device that were rejected or set aside, newest first. */
export async function listFailedMessages(
  database: Queryable,
  deviceId: string,
  limit: number,
): Promise<FailedMessage[]> {
  const { rows } = await database.query<Omit<FailedMessage, 'path' | 'causes'> & { path: unknown; causes: unknown }>(
    `SELECT id, time, topic, payload, reason, causes, set_aside AS "setAside", path FROM rejected_messages
     WHERE device_id = $1 ORDER BY id DESC LIMIT $2`,
    [deviceId, limit],
  );
  // Another version may have written another form.
  return rows.map((row) => ({
    ...row,
    path: wayPathSchema.safeParse(row.path).data,
    causes: storedCauses(row.causes),
  }));
}
