import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../process/durable-file.ts';
import type { Environment } from './environment.ts';

/** A secret under DATA_DIR, created when first needed: 32 random bytes as hex, readable only by the server's user. */
export function keyFile(dataDir: string, name: string): { key: string; created: boolean; file: string } {
  const {
    keys: [key = ''],
    created,
    file,
  } = keyRing(dataDir, name);
  return { key, created, file };
}

export const newKey = (): string => randomBytes(32).toString('hex');

/**
 * The keys in a file, the current one first. There are others only while a rotation is running or after it was
 * interrupted: secrets that it has not re-encrypted yet still use those.
 */
function keyRing(dataDir: string, name: string): { keys: string[]; created: boolean; file: string } {
  const file = path.join(dataDir, 'keys', name);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return {
      keys: readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
      created: false,
      file,
    };
  }
  const keys = [newKey()];
  writeKeys(file, keys);
  return { keys, created: true, file };
}

/**
 * The keys that encrypt secrets at rest: the one in the environment, or those in a file that is created on the first
 * start.
 */
export function encryptionKeys({ ENCRYPTION_KEY, DATA_DIR }: Pick<Environment, 'ENCRYPTION_KEY' | 'DATA_DIR'>): {
  keys: [string, ...string[]];
  created: boolean;
  file: string;
} {
  if (ENCRYPTION_KEY) return { keys: [ENCRYPTION_KEY], created: false, file: '' };
  const {
    keys: [present = '', ...earlier],
    created,
    file,
  } = keyRing(DATA_DIR, 'encryption-key');
  return { keys: [present, ...earlier], created, file };
}

/** Replaces the keys in a file durably: whatever is encrypted next must stay readable. */
export function writeKeys(file: string, keys: readonly string[]): void {
  replaceFile(file, keys.map((key) => `${key}\n`).join(''));
}
