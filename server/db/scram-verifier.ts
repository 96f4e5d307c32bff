import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);
/** PostgreSQL's own default. */
const ITERATIONS = 4096;

/**
 * What PostgreSQL keeps of a password. A statement that holds this instead of the password gives none away, also where the
 * database logs its statements.
 * Source: RFC 5803, and https://www.postgresql.org/docs/17/catalog-pg-authid.html
 * @param password visible ASCII characters, which need no preparation
 */
export async function scramVerifier(password: string): Promise<string> {
  const salt = randomBytes(16);
  const salted = await derive(password, salt, ITERATIONS, 32, 'sha256');
  const keyOf = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest();
  const of = (bytes: Buffer): string => bytes.toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${of(salt)}$${of(storedKey)}:${of(keyOf('Server Key'))}`;
}
