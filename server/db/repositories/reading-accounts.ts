/** Accounts of other programs that only read. Of a password only the broker's hash is kept, and that of a role by PostgreSQL. */
import type { ReadingAccountKind } from '@plantops/shared/api/access.ts';
import type { Queryable } from '../pool.ts';

export interface StoredReadingAccount {
  id: string;
  kind: ReadingAccountKind;
  name: string;
  username: string;
  createdAt: Date;
}

const ACCOUNT = `id, kind, name, username, created_at AS "createdAt"`;

/** The oldest first. */
export async function listReadingAccounts(database: Queryable): Promise<StoredReadingAccount[]> {
  return (
    await database.query<StoredReadingAccount>(`SELECT ${ACCOUNT} FROM reading_accounts ORDER BY created_at, username`)
  ).rows;
}

export async function findReadingAccount(database: Queryable, id: string): Promise<StoredReadingAccount | undefined> {
  return (await database.query<StoredReadingAccount>(`SELECT ${ACCOUNT} FROM reading_accounts WHERE id = $1`, [id]))
    .rows[0];
}

/** @returns whether its username was still free */
export async function insertReadingAccount(
  database: Queryable,
  { id, kind, name, username, createdAt }: StoredReadingAccount,
  brokerHash?: string,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO reading_accounts (id, kind, name, username, broker_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (username) DO NOTHING`,
    [id, kind, name, username, brokerHash ?? null, createdAt],
  );
  return rowCount === 1;
}

export async function setBrokerHash(database: Queryable, id: string, brokerHash: string): Promise<void> {
  await database.query('UPDATE reading_accounts SET broker_hash = $2 WHERE id = $1', [id, brokerHash]);
}

export async function deleteReadingAccount(database: Queryable, id: string): Promise<void> {
  await database.query('DELETE FROM reading_accounts WHERE id = $1', [id]);
}

/** What the broker's password file holds of these accounts, or of all. */
export async function listReaderHashes(
  database: Queryable,
  usernames?: readonly string[],
): Promise<{ username: string; hash: string }[]> {
  const { rows } = await database.query<{ username: string; hash: string }>(
    `SELECT username, broker_hash AS hash FROM reading_accounts
     WHERE broker_hash IS NOT NULL ${usernames ? 'AND username = ANY($1)' : ''} ORDER BY username`,
    usernames && [usernames],
  );
  return rows;
}
