/**
 * Credentials of Node-RED's own nodes, in Node-RED's storage format: JSON encrypted with AES-256-CTR under a hash of
 * the secret. The property `$` holds the initialization vector in hex, followed by the ciphertext in base64.
 * Source: @node-red/runtime, lib/nodes/credentials.js
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../process/durable-file.ts';

const VECTOR_BYTES = 16;

const fileIn = (dataDir: string): string => path.join(dataDir, 'node-red', 'credentials.json');

/** The engine gets a secret of its own: the encryption key opens everything else, too. */
export const flowSecretOf = (encryptionKey: string): string =>
  createHmac('sha256', encryptionKey).update('plantops flow credentials').digest('hex');

const keyOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/**
 * The decrypted object; undefined if it was encrypted with another secret, which only shows in the output not being
 * JSON.
 */
function decrypt(secret: string, sealed: string): object | undefined {
  const decipher = createDecipheriv(
    'aes-256-ctr',
    keyOf(secret),
    Buffer.from(sealed.slice(0, 2 * VECTOR_BYTES), 'hex'),
  );
  try {
    const value: unknown = JSON.parse(
      decipher.update(sealed.slice(2 * VECTOR_BYTES), 'base64', 'utf8') + decipher.final('utf8'),
    );
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function encrypt(secret: string, credentials: object): string {
  const vector = randomBytes(VECTOR_BYTES);
  const cipher = createCipheriv('aes-256-ctr', keyOf(secret), vector);
  return vector.toString('hex') + cipher.update(JSON.stringify(credentials), 'utf8', 'base64') + cipher.final('base64');
}

/**
 * Closes the flows' credentials to other users, and re-encrypts them with the secret of the first of these keys if they
 * are encrypted with that of another, or with a key itself, as 0.1.0 did.
 * @returns false if there are credentials and none of the keys decrypts them
 */
export function rekeyFlowCredentials(dataDir: string, keys: readonly string[]): boolean {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return true;
  chmodSync(file, 0o600);
  const { $: sealed } = JSON.parse(readFileSync(file, 'utf8')) as { $?: unknown };
  // Without any credentials, Node-RED writes an empty object.
  if (typeof sealed !== 'string') return true;
  const [present = '', ...earlier] = keys.flatMap((key) => [flowSecretOf(key), key]);
  if (decrypt(present, sealed)) return true;
  const credentials = earlier.map((secret) => decrypt(secret, sealed)).find((found) => found !== undefined);
  if (!credentials) return false;
  replaceFile(file, `${JSON.stringify({ $: encrypt(present, credentials) }, null, 2)}\n`);
  return true;
}

/**
 * Copies credentials that no key decrypts: Node-RED then starts without any and overwrites them at the next deploy. The
 * same credentials are copied only once. @returns the copy's path
 */
export function keepFlowCredentials(dataDir: string): string {
  const file = fileIn(dataDir);
  const print = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8);
  const copy = path.join(path.dirname(file), `credentials.unreadable-${print}.json`);
  if (!existsSync(copy)) replaceFile(copy, readFileSync(file, 'utf8'));
  return copy;
}
