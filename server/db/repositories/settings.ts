import type { Queryable } from '../pool.ts';

/** A group of settings. `secret` is encrypted; the repository never sees what it says. */
export interface StoredSettings {
  value: Record<string, unknown>;
  secret: Buffer | null;
}

/** One group of settings; each channel of notifications has its own. */
export type SettingsKey = 'display' | 'notifications' | 'llm' | `channel:${string}`;

export interface SettingsChange {
  /** Fields that change; the others stay as they are. */
  value?: Record<string, unknown>;
  /** null removes it; undefined leaves it. */
  secret?: Buffer | null | undefined;
}

/** Nothing was ever set: no value, no secret. */
export async function readSettings(database: Queryable, key: SettingsKey): Promise<StoredSettings> {
  const { rows } = await database.query<StoredSettings>('SELECT value, secret FROM settings WHERE key = $1', [key]);
  return rows[0] ?? { value: {}, secret: null };
}

/** Changes what is given, in one statement, so that two changes at once both stay. @returns what is stored now */
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

/** Puts this in place of whatever the group holds. */
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

/** As if the group had never been set. */
export async function removeSettings(database: Queryable, key: SettingsKey): Promise<void> {
  await database.query('DELETE FROM settings WHERE key = $1', [key]);
}

/** Every secret, and the row that it is bound to; nobody else changes them before the transaction ends. */
export async function listSecrets(connection: Queryable): Promise<{ key: string; secret: Buffer }[]> {
  const { rows } = await connection.query<{ key: string; secret: Buffer }>(
    'SELECT key, secret FROM settings WHERE secret IS NOT NULL ORDER BY key FOR UPDATE',
  );
  return rows;
}

export async function replaceSecret(connection: Queryable, key: string, secret: Buffer): Promise<void> {
  await connection.query('UPDATE settings SET secret = $2 WHERE key = $1', [key, secret]);
}
