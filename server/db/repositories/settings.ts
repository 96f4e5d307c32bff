import type { Queryable } from '../pool.ts';

/** The stored values of a group of settings. `secret` is encrypted; the repository never decrypts it. */
export interface StoredSettings {
  value: Record<string, unknown>;
  secret: Buffer | null;
}

/** Names a group of settings. Each notification channel has its own group. */
export type SettingsKey =
  | 'display'
  | 'notifications'
  | 'llm'
  | 'llm_found'
  | 'questions'
  | 'retention'
  | 'home_assistant'
  | `channel:${string}`
  | `rules:${string}`
  | 'push_keys'
  | `push_browser:${string}`;

export interface SettingsChange {
  /** The fields to change; the others keep their values. */
  value?: Record<string, unknown>;
  /** null removes the secret; undefined keeps it. */
  secret?: Buffer | null | undefined;
}

/** @returns the stored group; an empty value and no secret if nothing was ever set */
export async function readSettings(database: Queryable, key: SettingsKey): Promise<StoredSettings> {
  const { rows } = await database.query<StoredSettings>('SELECT value, secret FROM settings WHERE key = $1', [key]);
  return rows[0] ?? { value: {}, secret: null };
}

/** All groups whose name begins so. */
export async function listSettings(
  database: Queryable,
  prefix: 'push_browser:',
): Promise<(StoredSettings & { key: `push_browser:${string}` })[]> {
  const { rows } = await database.query<StoredSettings & { key: `push_browser:${string}` }>(
    'SELECT key, value, secret FROM settings WHERE starts_with(key, $1) ORDER BY key',
    [prefix],
  );
  return rows;
}

/** Changes the given fields in one statement, so that no concurrent change is lost. @returns the stored group */
export async function changeSettings(
  database: Queryable,
  key: SettingsKey,
  { value = {}, secret }: SettingsChange,
): Promise<StoredSettings> {
  const { rows } = await database.query<StoredSettings>(
    `INSERT INTO settings AS s (key, value, secret) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE
       SET value = s.value || EXCLUDED.value, secret = CASE WHEN $4 THEN EXCLUDED.secret ELSE s.secret END, updated_at = now()
     RETURNING value, secret`,
    [key, value, secret ?? null, secret !== undefined],
  );
  return rows[0] ?? { value: {}, secret: null };
}

/** Replaces the whole group. */
export async function replaceSettings(
  database: Queryable,
  key: SettingsKey,
  { value, secret }: StoredSettings,
): Promise<void> {
  await database.query(
    `INSERT INTO settings (key, value, secret) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, secret = EXCLUDED.secret, updated_at = now()`,
    [key, value, secret],
  );
}

/** Removes the group, as if nothing had ever been set. */
export async function removeSettings(database: Queryable, key: SettingsKey): Promise<void> {
  await database.query('DELETE FROM settings WHERE key = $1', [key]);
}

/** Every secret, with the key of its row. Locks these rows until the transaction ends. */
export async function listSecrets(connection: Queryable): Promise<{ key: string; secret: Buffer }[]> {
  const { rows } = await connection.query<{ key: string; secret: Buffer }>(
    'SELECT key, secret FROM settings WHERE secret IS NOT NULL ORDER BY key FOR UPDATE',
  );
  return rows;
}

export async function replaceSecret(connection: Queryable, key: string, secret: Buffer): Promise<void> {
  await connection.query('UPDATE settings SET secret = $2 WHERE key = $1', [key, secret]);
}
