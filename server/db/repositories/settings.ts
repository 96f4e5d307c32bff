import type { Queryable } from '../pool.ts';

/** A group of settings. `secret` is encrypted; the repository never sees what it says. */
export interface StoredSettings {
  value: Record<string, unknown>;
  secret: Buffer | null;
}

export type SettingsKey = 'display' | 'notifications' | 'llm';

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
export async function changeSettings(database: Queryable, key: SettingsKey, { value = {}, secret }: SettingsChange): Promise<StoredSettings> {
  const { rows } = await database.query<StoredSettings>(
    `INSERT INTO settings AS s (key, value, secret) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE
       SET value = s.value || EXCLUDED.value, secret = CASE WHEN $4 THEN EXCLUDED.secret ELSE s.secret END, updated_at = now()
     RETURNING value, secret`,
    [key, value, secret ?? null, secret !== undefined],
  );
  return rows[0] ?? { value: {}, secret: null };
}
