import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/**
 * Mosquitto's own default. A low count is enough: device passwords are 192 random bits, which cannot be guessed as
 * words can, and the broker computes the hash on every connection.
 */
const ITERATIONS = 101;
const KEY_BYTES = 64;
const SALT_BYTES = 12;

/** A password in the format of Mosquitto's password file: `$7$<iterations>$<salt>$<hash>`, PBKDF2-SHA512, base64. */
export async function brokerHash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, ITERATIONS, KEY_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** Whether Mosquitto can read a hash: those that were made for another broker it cannot. */
export const isMosquittoHash = (hash: string): boolean => hash.startsWith('$7$');

/** A password nobody can guess: 192 random bits, URL-safe. */
export const newPassword = (): string => randomBytes(24).toString('base64url');
