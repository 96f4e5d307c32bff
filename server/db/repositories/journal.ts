import type { JournalEntry, JournalKind } from '@plantops/shared/journal.ts';
import type { Queryable } from '../pool.ts';

type EntryRow = Omit<JournalEntry, 'at' | 'created_at'> & { at: Date; created_at: Date };

const COLUMNS = 'id, plant_id, kind, note, amount_ml, room, at, created_at';

/** A removed plant keeps its journal, but nobody can read or change it until the plant is brought back. */
const PLANT_IS_THERE = 'EXISTS (SELECT FROM plants p WHERE p.id = j.plant_id)';

const toEntry = ({ id, plant_id, kind, note, amount_ml, room, at, created_at }: EntryRow): JournalEntry => ({
  id,
  plant_id,
  kind,
  note,
  amount_ml,
  room,
  at: at.toISOString(),
  created_at: created_at.toISOString(),
});

/**
 * A position in a journal, which is ordered by (at, id). In microseconds like in PostgreSQL: with a Date, entries would
 * be skipped.
 */
export interface JournalPlace {
  atMicros: number;
  id: number;
}

/** One page of a plant's journal, newest first. @returns the entries, and the position of the last one */
export async function listJournal(
  database: Queryable,
  plantId: string,
  { after, limit }: { after?: JournalPlace | undefined; limit: number },
): Promise<{ entries: JournalEntry[]; end: JournalPlace | undefined }> {
  const { rows } = await database.query<EntryRow & { at_micros: number }>(
    `SELECT ${COLUMNS}, (extract(epoch FROM at) * 1000000)::bigint AS at_micros FROM journal_entries
     WHERE plant_id = $1 AND ($2::bigint IS NULL OR (at, id) < (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::int))
     ORDER BY at DESC, id DESC LIMIT $4`,
    [plantId, after?.atMicros, after?.id, limit],
  );
  const last = rows.at(-1);
  return { entries: rows.map(toEntry), end: last && { atMicros: last.at_micros, id: last.id } };
}

/** The newest entries of each kind, at most `limit` per kind, newest first. */
export async function listJournalOfKinds(
  database: Queryable,
  plantId: string,
  kinds: readonly JournalKind[],
  limit: number,
): Promise<JournalEntry[]> {
  const { rows } = await database.query<EntryRow>(
    `SELECT e.* FROM unnest($2::text[]) AS k (kind), LATERAL (
       SELECT ${COLUMNS} FROM journal_entries WHERE plant_id = $1 AND kind = k.kind ORDER BY at DESC, id DESC LIMIT $3
     ) e ORDER BY e.at DESC, e.id DESC`,
    [plantId, kinds, limit],
  );
  return rows.map(toEntry);
}

/** How often each kind of care was given in a time, and how much was noted with it; the most frequent first. */
export async function countJournal(
  database: Queryable,
  plantId: string,
  from: Date,
  to: Date,
): Promise<{ kind: JournalKind; count: number; amount_ml: number | null }[]> {
  const { rows } = await database.query<{ kind: JournalKind; count: number; amount_ml: number | null }>(
    `SELECT kind, count(*) AS count, sum(amount_ml) AS amount_ml FROM journal_entries
     WHERE plant_id = $1 AND at >= $2 AND at < $3 GROUP BY kind ORDER BY count(*) DESC, kind`,
    [plantId, from, to],
  );
  return rows;
}

/** The time of the last entry of each kind. */
export async function lastJournalTimes(
  database: Queryable,
  plantId: string,
): Promise<Partial<Record<JournalKind, Date>>> {
  const { rows } = await database.query<{ kind: JournalKind; at: Date }>(
    'SELECT kind, max(at) AS at FROM journal_entries WHERE plant_id = $1 GROUP BY kind',
    [plantId],
  );
  return Object.fromEntries(rows.map(({ kind, at }) => [kind, at]));
}

export interface JournalFields {
  note: string | null;
  amountMl: number | null;
  at: Date;
}

export interface PlantMove {
  plantId: string;
  roomId: string;
  at: Date;
}

/**
 * Keeps others from logging a watering of the plant by `journal.add` until the transaction ends.
 * @returns whether there is such a plant
 */
export async function lockJournal(database: Queryable, plantId: string): Promise<boolean> {
  const { rowCount } = await database.query('SELECT FROM plants WHERE id = $1 FOR NO KEY UPDATE', [plantId]);
  return rowCount === 1;
}

/** The watering of a plant that is nearest to a time, if one is within a span of it. */
export async function wateringNear(
  database: Queryable,
  plantId: string,
  { at, withinMs }: { at: Date; withinMs: number },
): Promise<Date | undefined> {
  const { rows } = await database.query<{ at: Date }>(
    `SELECT at FROM journal_entries WHERE plant_id = $1 AND kind = 'watering' AND at BETWEEN $2 AND $3
     ORDER BY abs(extract(epoch FROM at - $4::timestamptz)) LIMIT 1`,
    [plantId, new Date(at.getTime() - withinMs), new Date(at.getTime() + withinMs), at],
  );
  return rows[0]?.at;
}

/** The entry that a request with this id has made. */
export async function findJournalRequest(database: Queryable, requestId: string): Promise<JournalEntry | undefined> {
  const { rows } = await database.query<EntryRow>(`SELECT ${COLUMNS} FROM journal_entries WHERE request_id = $1`, [
    requestId,
  ]);
  return rows[0] && toEntry(rows[0]);
}

/**
 * @param requestId of a request that may be sent again: only the first makes an entry
 * @returns the new entry, or undefined if there is no such plant, or such a request was here before
 */
export async function insertJournalEntry(
  database: Queryable,
  plantId: string,
  kind: JournalKind,
  { note, amountMl, at, room = null }: JournalFields & { room?: string | null },
  requestId?: string,
): Promise<JournalEntry | undefined> {
  const { rows } = await database.query<EntryRow>(
    `INSERT INTO journal_entries (plant_id, kind, note, amount_ml, at, room, request_id)
     SELECT p.id, $2, $3, $4, $5, $6, $7 FROM plants p WHERE p.id = $1 FOR KEY SHARE
     ON CONFLICT (request_id) DO NOTHING
     RETURNING ${COLUMNS}`,
    [plantId, kind, note, amountMl, at, room, requestId],
  );
  return rows[0] && toEntry(rows[0]);
}

/** Puts a plant into the room that it was moved to, unless it was moved elsewhere since. */
export async function followMove(database: Queryable, { plantId, roomId, at }: PlantMove): Promise<void> {
  await database.query(
    `UPDATE plants SET room_id = $2 WHERE id = $1 AND room_id IS DISTINCT FROM $2 AND NOT EXISTS (
       SELECT FROM journal_entries j WHERE j.plant_id = $1 AND j.kind = 'moving' AND j.room IS NOT NULL AND j.at > $3)`,
    [plantId, roomId, at],
  );
}

/** Locks the entry until the transaction ends, so that nobody else changes it. */
export async function lockJournalEntry(database: Queryable, id: number): Promise<JournalEntry | undefined> {
  const { rows } = await database.query<EntryRow>(
    `SELECT ${COLUMNS} FROM journal_entries j WHERE j.id = $1 AND ${PLANT_IS_THERE} FOR UPDATE`,
    [id],
  );
  return rows[0] && toEntry(rows[0]);
}

/** Replaces the content of an entry; its kind and plant stay. */
export async function saveJournalEntry(
  database: Queryable,
  id: number,
  { note, amountMl, at }: JournalFields,
): Promise<JournalEntry | undefined> {
  const { rows } = await database.query<EntryRow>(
    `UPDATE journal_entries SET note = $2, amount_ml = $3, at = $4 WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, note, amountMl, at],
  );
  return rows[0] && toEntry(rows[0]);
}

/** @returns the plant that the entry belonged to, or undefined if there is no such entry */
export async function deleteJournalEntry(database: Queryable, id: number): Promise<string | undefined> {
  const { rows } = await database.query<{ plant_id: string }>(
    `DELETE FROM journal_entries j WHERE j.id = $1 AND ${PLANT_IS_THERE} RETURNING plant_id`,
    [id],
  );
  return rows[0]?.plant_id;
}
