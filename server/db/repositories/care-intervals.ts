/** How often an owner means to do what for a plant. */
import type { StoredCareIntervals } from '@plantops/shared/api/care-intervals.ts';
import { CHORE_KINDS, type ChoreKind } from '@plantops/shared/care/chores.ts';
import type { Queryable } from '../pool.ts';
import { storedCareIntervals } from '../stored-json.ts';

export interface IntervalsOfPlant {
  plantId: string;
  intervals: StoredCareIntervals;
  /** When each kind was done last. */
  last: Partial<Record<ChoreKind, Date>>;
}

/** Of those of the plants that exist; all plants with an interval where none are named. One statement. */
export async function readCareIntervals(
  database: Queryable,
  plantIds?: readonly string[],
): Promise<IntervalsOfPlant[]> {
  const { rows } = await database.query<{ id: string; care_intervals: unknown; last: Record<string, string> | null }>(
    `SELECT p.id, p.care_intervals,
       (SELECT json_object_agg(k.kind, k.at) FROM (
          SELECT j.kind, max(j.at) AS at FROM journal_entries j WHERE j.plant_id = p.id AND j.kind = ANY($2) GROUP BY j.kind) k) AS last
     FROM plants p WHERE CASE WHEN $1::text[] IS NULL THEN p.care_intervals <> '{}' ELSE p.id = ANY($1) END ORDER BY p.id`,
    [plantIds, CHORE_KINDS],
  );
  return rows.map(({ id, care_intervals: intervals, last }) => ({
    plantId: id,
    intervals: storedCareIntervals(intervals),
    last: Object.fromEntries(Object.entries(last ?? {}).map(([kind, at]) => [kind, new Date(at)])),
  }));
}

/** Locks the plant until the transaction ends. @returns undefined if there is no such plant */
export async function lockCareIntervals(
  connection: Queryable,
  plantId: string,
): Promise<StoredCareIntervals | undefined> {
  const { rows } = await connection.query<{ care_intervals: unknown }>(
    'SELECT care_intervals FROM plants WHERE id = $1 FOR NO KEY UPDATE',
    [plantId],
  );
  return rows[0] && storedCareIntervals(rows[0].care_intervals);
}

export async function saveCareIntervals(
  connection: Queryable,
  plantId: string,
  intervals: StoredCareIntervals,
): Promise<void> {
  await connection.query('UPDATE plants SET care_intervals = $2 WHERE id = $1', [plantId, JSON.stringify(intervals)]);
}
