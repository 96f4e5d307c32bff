import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../process/durable-file.ts';
import { makeFolder } from '../process/make-folder.ts';
import { type Environment, KEY_FORM } from './environment.ts';

const ENCRYPTION = 'encryption-key';

/** A secret under DATA_DIR, created when first needed: 32 random bytes as hex, readable only by the server's user. */
export function keyFile(dataDir: string, name: string): { key: string; created: boolean; file: string } {
  const {
    keys: [key = ''],
    created,
    file,
  } = keyRing(dataDir, name);
  return { key, created, file };
}

/** A key for one purpose that every process with the same encryption key has, without a file. */
export const derivedKey = (encryptionKey: string, purpose: string): string =>
  createHmac('sha256', encryptionKey).update(`plantops ${purpose}`).digest('hex');

export const newKey = (): string => randomBytes(32).toString('hex');

/**
 * The keys in a file, the current one first. There are others only while a rotation is running or after it was
 * interrupted: secrets that it has not re-encrypted yet still use those.
 */
function keyRing(dataDir: string, name: string): { keys: string[]; created: boolean; file: string } {
  const file = path.join(dataDir, 'keys', name);
  makeFolder(path.dirname(file), 0o700);
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    const keys = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    assertWhole(keys, file);
    return { keys, created: false, file };
  }
  const keys = [newKey()];
  writeKeys(file, keys);
  return { keys, created: true, file };
}

/**
 * The keys that encrypt secrets at rest: the one in the environment, or those in a file that is created on the first
 * start.
 * @throws Error if that file is damaged
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
  } = keyRing(DATA_DIR, ENCRYPTION);
  return { keys: [present, ...earlier], created, file };
}

/** An empty key would protect nothing, and a damaged one must not be replaced by one that looks intact. */
function assertWhole(keys: readonly string[], file: string): void {
  if (keys.length === 0 || !keys.every((key) => KEY_FORM.test(key)))
    throw new Error(
      `${file} is damaged: each line must be 64 hex digits. Put back a copy of it, or remove it for a new one${path.basename(file) === ENCRYPTION ? ' and set the secrets in Settings anew' : ''}`,
    );
}

/** Replaces the keys in a file durably: whatever is encrypted next must stay readable. */
export function writeKeys(file: string, keys: readonly string[]): void {
  replaceFile(file, keys.map((key) => `${key}\n`).join(''));
}
