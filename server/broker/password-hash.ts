import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/**
 * Mosquitto's own default. It is low because device passwords are not words but 192 random bits, which no guessing
 * finds; the broker computes this for every connection.
 */
const ITERATIONS = 101;
const KEY_BYTES = 64;
const SALT_BYTES = 12;

/** A password as Mosquitto's password file holds it: `$7$<iterations>$<salt>$<hash>`, PBKDF2-SHA512, base64. */
export async function brokerHash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, ITERATIONS, KEY_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** A password nobody can guess: 192 random bits, URL-safe. */
export const newPassword = (): string => randomBytes(24).toString('base64url');
