import type { TodayTask } from '@plantops/shared/api/today.ts';
import type { Queryable } from '../pool.ts';

/** What the owner said of a task of today. */
export interface TodayMark {
  taskId: string;
  kind: 'done' | 'snoozed';
  plantId: string | null;
  madeAt: Date;
  /** Until when it holds; null: until the matter changes. */
  until: Date | null;
  /** What the matter was when it was said. */
  urgency: TodayTask['urgency'];
  basis: string[];
  journalEntryId: number | null;
  /** Alerts that were acknowledged with it. */
  alertIds: number[];
}

const COLUMNS = `task_id AS "taskId", kind, plant_id AS "plantId", made_at AS "madeAt", until, urgency, basis,
  journal_entry_id AS "journalEntryId", alert_ids AS "alertIds"`;

export async function listTodayMarks(database: Queryable): Promise<TodayMark[]> {
  const { rows } = await database.query<TodayMark>(`SELECT ${COLUMNS} FROM today_marks`);
  return rows;
}

/** Keeps others from saying something of the same task until the transaction ends. @returns what was said of it before */
export async function lockTodayMark(connection: Queryable, taskId: string): Promise<TodayMark | undefined> {
  await connection.query(`SELECT pg_advisory_xact_lock(hashtextextended('today ' || $1, 0))`, [taskId]);
  const { rows } = await connection.query<TodayMark>(`SELECT ${COLUMNS} FROM today_marks WHERE task_id = $1`, [taskId]);
  return rows[0];
}

/** Replaces what was said of the task before. */
export async function saveTodayMark(database: Queryable, mark: TodayMark): Promise<void> {
  await database.query(
    `INSERT INTO today_marks (task_id, kind, plant_id, made_at, until, urgency, basis, journal_entry_id, alert_ids)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (task_id) DO UPDATE SET kind = EXCLUDED.kind, plant_id = EXCLUDED.plant_id, made_at = EXCLUDED.made_at,
       until = EXCLUDED.until, urgency = EXCLUDED.urgency, basis = EXCLUDED.basis,
       journal_entry_id = EXCLUDED.journal_entry_id, alert_ids = EXCLUDED.alert_ids`,
    [
      mark.taskId,
      mark.kind,
      mark.plantId,
      mark.madeAt,
      mark.until,
      mark.urgency,
      mark.basis,
      mark.journalEntryId,
      mark.alertIds,
    ],
  );
}

/** @returns what was said, if it was of this kind */
export async function deleteTodayMark(
  database: Queryable,
  taskId: string,
  kind: TodayMark['kind'],
): Promise<TodayMark | undefined> {
  const { rows } = await database.query<TodayMark>(
    `DELETE FROM today_marks WHERE task_id = $1 AND kind = $2 RETURNING ${COLUMNS}`,
    [taskId, kind],
  );
  return rows[0];
}

/** Removes marks that nobody changed since they were read. */
export async function deleteTodayMarks(
  database: Queryable,
  marks: readonly Pick<TodayMark, 'taskId' | 'madeAt'>[],
): Promise<void> {
  await database.query(
    `DELETE FROM today_marks m USING unnest($1::text[], $2::timestamptz[]) AS o (task_id, made_at)
     WHERE m.task_id = o.task_id AND date_trunc('milliseconds', m.made_at) = o.made_at`,
    [marks.map(({ taskId }) => taskId), marks.map(({ madeAt }) => madeAt)],
  );
}
