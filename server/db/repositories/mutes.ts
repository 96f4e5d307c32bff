import type { Metric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';

/** What is muted for a plant: one metric, or the whole plant if the text is empty. */
export type MuteScope = Metric | '';

export interface MuteRow {
  plantId: string;
  scope: MuteScope;
  until: Date;
}

/** SQL that checks whether a whole plant is muted at a given time. Both parameters are SQL expressions, not values. */
export const wholePlantMuted = (plantId: string, at: string): string =>
  `EXISTS (SELECT FROM mutes m WHERE m.plant_id = ${plantId} AND m.metric = '' AND m.until > ${at})`;

/** Mutes that have not ended, for some plants or for all. */
export async function listMutes(database: Queryable, plantIds?: readonly string[]): Promise<MuteRow[]> {
  const { rows } = await database.query<MuteRow>(
    `SELECT plant_id AS "plantId", metric AS scope, until FROM mutes WHERE until > now() AND ($1::text[] IS NULL OR plant_id = ANY($1))`,
    [plantIds],
  );
  return rows;
}

/** Mutes until the given time, replacing an earlier mute. @returns whether there is such a plant */
export async function saveMute(database: Queryable, { plantId, scope, until }: MuteRow): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO mutes (plant_id, metric, until) SELECT id, $2, $3 FROM plants WHERE id = $1
     ON CONFLICT (plant_id, metric) DO UPDATE SET until = EXCLUDED.until`,
    [plantId, scope, until],
  );
  return rowCount === 1;
}

export async function deleteMute(database: Queryable, plantId: string, scope: MuteScope): Promise<void> {
  await database.query('DELETE FROM mutes WHERE plant_id = $1 AND metric = $2', [plantId, scope]);
}
