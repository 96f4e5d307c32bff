import { HOME_ACCOUNT } from '@plantops/shared/settings/home-assistant-names.ts';
import type { Queryable } from '../pool.ts';

/** The line of Home Assistant's account in the broker's password file; none if the owner has not made one, or asks for others. */
export async function findHomeAccount(
  database: Queryable,
  usernames?: readonly string[],
): Promise<{ username: string; hash: string }[]> {
  if (usernames && !usernames.includes(HOME_ACCOUNT)) return [];
  const { rows } = await database.query<{ hash: string }>(
    `SELECT value->'account'->>'hash' AS hash FROM settings
     WHERE key = 'home_assistant' AND value->'account'->>'hash' IS NOT NULL`,
  );
  return rows.map(({ hash }) => ({ username: HOME_ACCOUNT, hash }));
}
