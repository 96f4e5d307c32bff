/** Sessions of browsers and tokens for scripts. A secret itself is never stored, only its hash. */
import type { TokenScope } from '@plantops/shared/api/access.ts';
import type { Queryable } from '../pool.ts';

export interface StoredSession {
  id: string;
  secretHash: string;
  /** Address of the browser when it was last seen. */
  address: string;
  /** Name of the browser in words, such as `Firefox on Linux`. */
  browser: string;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
}

export interface StoredToken {
  id: string;
  secretHash: string;
  name: string;
  scope: TokenScope;
  createdAt: Date;
  usedAt: Date | null;
}

const SESSION = `id, secret_hash AS "secretHash", address, browser, created_at AS "createdAt", seen_at AS "seenAt", expires_at AS "expiresAt"`;
const TOKEN = `id, secret_hash AS "secretHash", name, scope, created_at AS "createdAt", used_at AS "usedAt"`;

/** Sessions that go on; those that have ended, or were begun with another password, are deleted. */
export async function loadSessions(database: Queryable, passwordMark: string, now: Date): Promise<StoredSession[]> {
  await database.query('DELETE FROM sessions WHERE password_mark <> $1 OR expires_at <= $2', [passwordMark, now]);
  return (await database.query<StoredSession>(`SELECT ${SESSION} FROM sessions ORDER BY created_at`)).rows;
}

export async function findSession(
  database: Queryable,
  secretHash: string,
  passwordMark: string,
): Promise<StoredSession | undefined> {
  const { rows } = await database.query<StoredSession>(
    `SELECT ${SESSION} FROM sessions WHERE secret_hash = $1 AND password_mark = $2`,
    [secretHash, passwordMark],
  );
  return rows[0];
}

export async function insertSession(database: Queryable, session: StoredSession, passwordMark: string): Promise<void> {
  const { id, secretHash, address, browser, createdAt, seenAt, expiresAt } = session;
  await database.query(
    `INSERT INTO sessions (id, secret_hash, password_mark, address, browser, created_at, seen_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, secretHash, passwordMark, address, browser, createdAt, seenAt, expiresAt],
  );
}

export async function deleteSessions(database: Queryable, ids: readonly string[]): Promise<void> {
  await database.query('DELETE FROM sessions WHERE id = ANY($1)', [ids]);
}

/** Writes when and from where sessions were last seen. */
export async function updateSeen(
  database: Queryable,
  sessions: readonly Pick<StoredSession, 'id' | 'seenAt' | 'address'>[],
): Promise<void> {
  await database.query(
    `UPDATE sessions s SET seen_at = n.seen_at, address = n.address
     FROM unnest($1::text[], $2::timestamptz[], $3::text[]) AS n (id, seen_at, address) WHERE s.id = n.id AND s.seen_at < n.seen_at`,
    [sessions.map(({ id }) => id), sessions.map(({ seenAt }) => seenAt), sessions.map(({ address }) => address)],
  );
}

export async function loadTokens(database: Queryable): Promise<StoredToken[]> {
  return (await database.query<StoredToken>(`SELECT ${TOKEN} FROM access_tokens ORDER BY created_at`)).rows;
}

export async function insertToken(database: Queryable, token: StoredToken): Promise<void> {
  const { id, secretHash, name, scope, createdAt } = token;
  await database.query(
    'INSERT INTO access_tokens (id, secret_hash, name, scope, created_at) VALUES ($1, $2, $3, $4, $5)',
    [id, secretHash, name, scope, createdAt],
  );
}

export async function deleteToken(database: Queryable, id: string): Promise<void> {
  await database.query('DELETE FROM access_tokens WHERE id = $1', [id]);
}

/** Writes when tokens were last used. */
export async function updateUsed(
  database: Queryable,
  tokens: readonly Pick<StoredToken, 'id' | 'usedAt'>[],
): Promise<void> {
  await database.query(
    `UPDATE access_tokens t SET used_at = n.used_at
     FROM unnest($1::text[], $2::timestamptz[]) AS n (id, used_at) WHERE t.id = n.id`,
    [tokens.map(({ id }) => id), tokens.map(({ usedAt }) => usedAt)],
  );
}
