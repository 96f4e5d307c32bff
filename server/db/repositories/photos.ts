import type { Queryable } from '../pool.ts';

export interface Photo {
  mediaType: string;
  /** Identifies the content: a different photo has a different version. */
  version: string;
  content: Buffer;
}

/** The photo of a plant. A removed plant keeps its photo but does not show it. */
export async function findPhoto(database: Queryable, plantId: string): Promise<Photo | undefined> {
  const { rows } = await database.query<Photo>(
    `SELECT f.media_type AS "mediaType", f.version, f.content FROM plant_photos f JOIN plants p ON p.id = f.plant_id WHERE f.plant_id = $1`,
    [plantId],
  );
  return rows[0];
}

/** Sets or replaces the photo. @returns whether there is such a plant */
export async function savePhoto(
  database: Queryable,
  plantId: string,
  { mediaType, version, content }: Photo,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO plant_photos (plant_id, media_type, version, content)
     SELECT p.id, $2, $3, $4 FROM plants p WHERE p.id = $1 FOR KEY SHARE
     ON CONFLICT (plant_id) DO UPDATE SET media_type = EXCLUDED.media_type, version = EXCLUDED.version, content = EXCLUDED.content, created_at = now()`,
    [plantId, mediaType, version, content],
  );
  return rowCount === 1;
}

/** @returns whether the plant exists and had a photo */
export async function deletePhoto(database: Queryable, plantId: string): Promise<boolean> {
  const { rowCount } = await database.query(
    'DELETE FROM plant_photos f USING plants p WHERE p.id = f.plant_id AND f.plant_id = $1',
    [plantId],
  );
  return rowCount === 1;
}
