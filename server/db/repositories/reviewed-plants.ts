import type { Combine } from '@plantops/shared/judging/combine.ts';
import type { ReviewedPlant } from '@plantops/shared/ports.ts';
import type { Queryable } from '../pool.ts';
import { storedCombine } from '../stored-json.ts';

/** A plant with what its values are made and judged by; the values themselves are kept in memory. */
export type PlantToReview = Omit<ReviewedPlant, 'latest'> & { combine: Combine };

/**
 * Plants with everything that their values are judged by, ordered by id.
 * @param of the requested ids, or a page of all plants that have limits or an open breach
 */
export async function listReviewedPlants(
  database: Queryable,
  of: { ids: readonly string[] } | { after: string; limit: number },
): Promise<PlantToReview[]> {
  const [ids, after, limit] = 'ids' in of ? [of.ids, '', null] : [null, of.after, of.limit];
  const { rows } = await database.query<Omit<PlantToReview, 'combine'> & { combine: unknown }>(
    `SELECT p.id, p.name, p.thresholds, p.combine FROM plants p
     WHERE p.id > $2 AND CASE WHEN $1::text[] IS NOT NULL THEN p.id = ANY($1)
       ELSE p.thresholds <> '{}' OR EXISTS (SELECT FROM alerts a WHERE a.plant_id = p.id AND a.kind = 'threshold' AND a.closed_at IS NULL) END
     ORDER BY p.id LIMIT $3`,
    [ids, after, limit],
  );
  return rows.map((row) => ({ ...row, combine: storedCombine(row.combine) }));
}
