/** What changed, by whom and when. */
import type { AuditEntry } from '@plantops/shared/api/access.ts';
import type { Queryable } from '../pool.ts';

export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'> & { at: Date };

export async function insertAuditEntry(database: Queryable, entry: NewAuditEntry): Promise<void> {
  const { at, by, name, address, operation, target, fields } = entry;
  await database.query(
    `INSERT INTO audit (at, by_kind, by_name, address, operation, target, fields) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [at, by, name, address, operation, target, fields],
  );
}

/** The newest first. @param before the id to go on after */
export async function listAuditEntries(
  database: Queryable,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<AuditEntry[]> {
  const { rows } = await database.query<AuditEntry & { at: Date }>(
    `SELECT id, at, by_kind AS by, by_name AS name, address, operation, target, fields FROM audit
     WHERE $1::int IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
    [before ?? null, limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Forgets what is older than this, and all but the newest of these many. */
export async function trimAudit(database: Queryable, { before, most }: { before: Date; most: number }): Promise<void> {
  await database.query(
    `DELETE FROM audit WHERE at < $1 OR id <= (SELECT id FROM audit ORDER BY id DESC OFFSET $2 LIMIT 1)`,
    [before, most],
  );
}
