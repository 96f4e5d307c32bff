/** What is done with several plants in one statement each. All of it inside a transaction. */
import type { JournalKind } from '@plantops/shared/journal.ts';
import type { Queryable } from '../pool.ts';
import type { JournalFields } from './journal.ts';

export interface PlantBefore {
  id: string;
  roomId: string | null;
  tags: string[];
  /** Until when the whole plant is muted; null if it is not. */
  mutedUntil: Date | null;
}

/** Locks plants until the transaction ends, in one order for all. @returns those that exist */
export async function lockPlants(connection: Queryable, ids: readonly string[]): Promise<PlantBefore[]> {
  const { rows } = await connection.query<PlantBefore>(
    `SELECT p.id, p.room_id AS "roomId", p.tags,
       (SELECT m.until FROM mutes m WHERE m.plant_id = p.id AND m.metric = '' AND m.until > now()) AS "mutedUntil"
     FROM plants p WHERE p.id = ANY($1) ORDER BY p.id FOR NO KEY UPDATE OF p`,
    [ids],
  );
  return rows;
}

/** Logs the same for each plant. @returns the ids of the entries by that of their plant */
export async function insertJournalEntries(
  connection: Queryable,
  plantIds: readonly string[],
  kind: JournalKind,
  { note, amountMl, at }: JournalFields,
): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ id: number; plant_id: string }>(
    `INSERT INTO journal_entries (plant_id, kind, note, amount_ml, at)
     SELECT id, $2, $3, $4, $5 FROM unnest($1::text[]) AS p (id) RETURNING id, plant_id`,
    [plantIds, kind, note, amountMl, at],
  );
  return new Map(rows.map(({ id, plant_id: plantId }) => [plantId, id]));
}

/** @returns those of the plants that have a watering within a span of a time */
export async function wateredNear(
  connection: Queryable,
  plantIds: readonly string[],
  { at, withinMs }: { at: Date; withinMs: number },
): Promise<string[]> {
  const { rows } = await connection.query<{ plant_id: string }>(
    `SELECT DISTINCT plant_id FROM journal_entries WHERE plant_id = ANY($1) AND kind = 'watering' AND at BETWEEN $2 AND $3`,
    [plantIds, new Date(at.getTime() - withinMs), new Date(at.getTime() + withinMs)],
  );
  return rows.map(({ plant_id: plantId }) => plantId);
}

/** Of plants that are not removed. @returns the plants that the entries were of */
export async function deleteJournalEntries(connection: Queryable, ids: readonly number[]): Promise<string[]> {
  const { rows } = await connection.query<{ plant_id: string }>(
    `DELETE FROM journal_entries j WHERE j.id = ANY($1) AND EXISTS (SELECT FROM plants p WHERE p.id = j.plant_id) RETURNING j.plant_id`,
    [ids],
  );
  return rows.map(({ plant_id: plantId }) => plantId);
}

/** Room and tags of plants, each its own. A room that is gone is none. */
export async function savePlants(
  connection: Queryable,
  plants: readonly Pick<PlantBefore, 'id' | 'roomId' | 'tags'>[],
): Promise<void> {
  await connection.query(
    `UPDATE plants p SET room_id = (SELECT r.id FROM rooms r WHERE r.id = n."roomId" FOR KEY SHARE), tags = n.tags
     FROM jsonb_to_recordset($1::jsonb) AS n (id text, "roomId" text, tags text[]) WHERE p.id = n.id`,
    [JSON.stringify(plants)],
  );
}

/** Mutes whole plants, each until its own time; null: not any more. */
export async function saveMutes(
  connection: Queryable,
  mutes: readonly Pick<PlantBefore, 'id' | 'mutedUntil'>[],
): Promise<void> {
  const ended = mutes.filter(({ mutedUntil }) => mutedUntil === null).map(({ id }) => id);
  await connection.query(`DELETE FROM mutes WHERE plant_id = ANY($1) AND metric = ''`, [ended]);
  await connection.query(
    `INSERT INTO mutes (plant_id, metric, until)
     SELECT n.id, '', n."mutedUntil" FROM jsonb_to_recordset($1::jsonb) AS n (id text, "mutedUntil" timestamptz)
     ON CONFLICT (plant_id, metric) DO UPDATE SET until = EXCLUDED.until`,
    [JSON.stringify(mutes.filter(({ mutedUntil }) => mutedUntil !== null))],
  );
}
