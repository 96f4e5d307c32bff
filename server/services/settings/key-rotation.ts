import { type Database, inTransaction } from '../../db/pool.ts';
import { listSecrets, replaceSecret } from '../../db/repositories/settings.ts';
import { SecretBox, SecretBoxError } from './secret-box.ts';

export interface Rotation {
  /** Secrets that are now sealed under the new key. */
  rotated: string[];
  /** Secrets that none of the keys opens, by the names of their rows; they are left unchanged. */
  unreadable: string[];
}

/**
 * Seals every secret in the settings under the first of these keys, in one transaction. Secrets that are already under
 * it are left unchanged, so an interrupted rotation can be repeated.
 * @param keys the new key first, then the keys that it replaces
 */
export async function rotateSecrets(database: Database, keys: readonly [string, ...string[]]): Promise<Rotation> {
  const [newKey] = keys;
  const [present, all] = [new SecretBox(newKey), new SecretBox(...keys)];
  return inTransaction(database, async (connection) => {
    const rotation: Rotation = { rotated: [], unreadable: [] };
    for (const { key, secret } of await listSecrets(connection)) {
      const text = opened(all, key, secret);
      if (text === undefined) {
        rotation.unreadable.push(key);
        continue;
      }
      if (opened(present, key, secret) === undefined) await replaceSecret(connection, key, present.seal(key, text));
      rotation.rotated.push(key);
    }
    return rotation;
  });
}

function opened(box: SecretBox, name: string, secret: Buffer): string | undefined {
  try {
    return box.open(name, secret);
  } catch (failure) {
    if (failure instanceof SecretBoxError) return undefined;
    throw failure;
  }
}
