import type { PlantPhoto } from '@plantops/shared/api/photos.ts';
import type { Queryable } from '../pool.ts';

export interface Photo {
  mediaType: string;
  /** Identifies the content, and so the photo among those of its plant. */
  version: string;
  content: Buffer;
}

/** When a photo was taken: if nobody said, when it was stored. */
const TAKEN_AT = 'COALESCE(f.taken_at, f.created_at)';
/** A removed plant keeps its photos but does not show them. */
const OF_PLANT = 'plant_photos f JOIN plants p ON p.id = f.plant_id WHERE f.plant_id = $1';
const NEWEST_FIRST = `ORDER BY ${TAKEN_AT} DESC, f.version`;

/** The version of the newest photo of the plant `p`, for another statement. */
export const NEWEST_VERSION = `(SELECT f.version FROM plant_photos f WHERE f.plant_id = p.id ${NEWEST_FIRST} LIMIT 1)`;

/** The address of a photo. With its version, it never shows another one. */
export const photoUrl = (plantId: string, version: string): string => `/api/plants/${plantId}/photo?v=${version}`;

/** A photo of a plant. @param version undefined: the newest one */
export async function findPhoto(database: Queryable, plantId: string, version?: string): Promise<Photo | undefined> {
  const { rows } = await database.query<Photo>(
    `SELECT f.media_type AS "mediaType", f.version, f.content FROM ${OF_PLANT} AND ($2::text IS NULL OR f.version = $2)
     ${NEWEST_FIRST} LIMIT 1`,
    [plantId, version],
  );
  return rows[0];
}

interface PhotoRow {
  version: string;
  media_type: PlantPhoto['media_type'];
  bytes: number;
  taken_at: Date;
}

const toPlantPhoto = (plantId: string, { version, media_type, bytes, taken_at }: PhotoRow): PlantPhoto => ({
  id: version,
  plant_id: plantId,
  taken_at: taken_at.toISOString(),
  media_type,
  bytes,
  url: photoUrl(plantId, version),
});

const COLUMNS = `f.version, f.media_type, octet_length(f.content) AS bytes, ${TAKEN_AT} AS taken_at`;

/** What is known of each photo of a plant, newest first. */
export async function listPhotos(database: Queryable, plantId: string): Promise<PlantPhoto[]> {
  const { rows } = await database.query<PhotoRow>(`SELECT ${COLUMNS} FROM ${OF_PLANT} ${NEWEST_FIRST}`, [plantId]);
  return rows.map((row) => toPlantPhoto(plantId, row));
}

export async function describePhoto(
  database: Queryable,
  plantId: string,
  version: string,
): Promise<PlantPhoto | undefined> {
  const { rows } = await database.query<PhotoRow>(`SELECT ${COLUMNS} FROM ${OF_PLANT} AND f.version = $2`, [
    plantId,
    version,
  ]);
  return rows[0] && toPlantPhoto(plantId, rows[0]);
}

/** How many photos a plant has beside one. */
export async function countOtherPhotos(database: Queryable, plantId: string, version: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*) AS count FROM plant_photos WHERE plant_id = $1 AND version <> $2',
    [plantId, version],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Adds a photo. The same one again only changes its time.
 * @param takenAt undefined: now
 * @returns whether there is such a plant
 */
export async function savePhoto(
  database: Queryable,
  plantId: string,
  { mediaType, version, content }: Photo,
  takenAt?: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO plant_photos (plant_id, media_type, version, content, taken_at)
     SELECT p.id, $2, $3, $4, $5 FROM plants p WHERE p.id = $1 FOR KEY SHARE
     ON CONFLICT (plant_id, version) DO UPDATE SET taken_at = COALESCE(EXCLUDED.taken_at, now())`,
    [plantId, mediaType, version, content, takenAt],
  );
  return rowCount === 1;
}

/** @returns whether the plant exists and has that photo */
export async function setPhotoTime(
  database: Queryable,
  plantId: string,
  version: string,
  takenAt: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'UPDATE plant_photos f SET taken_at = $3 FROM plants p WHERE p.id = f.plant_id AND f.plant_id = $1 AND f.version = $2',
    [plantId, version, takenAt],
  );
  return rowCount === 1;
}

/** @returns whether the plant exists and had that photo */
export async function deletePhoto(database: Queryable, plantId: string, version: string): Promise<boolean> {
  const { rowCount } = await database.query(
    'DELETE FROM plant_photos f USING plants p WHERE p.id = f.plant_id AND f.plant_id = $1 AND f.version = $2',
    [plantId, version],
  );
  return rowCount === 1;
}
