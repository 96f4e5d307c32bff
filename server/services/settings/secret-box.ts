import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Layout: version (1 byte), key id (4), nonce (12), tag (16), cipher text. The first two are authenticated, too. */
const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/** `wrong_key`: sealed under another ENCRYPTION_KEY. `damaged`: changed since, or another row's. */
export class SecretBoxError extends Error {
  readonly reason: 'wrong_key' | 'damaged';

  constructor(reason: SecretBoxError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SecretBoxError';
    this.reason = reason;
  }
}

interface Key {
  bytes: Buffer;
  /** Tells which key a secret was sealed under, and nothing about the key itself. */
  id: Buffer;
}

function keyOf(key: string): Key {
  if (!/^[0-9a-f]{64}$/i.test(key))
    throw new Error('the encryption key must be 64 hex digits: `openssl rand -hex 32` makes one');
  const bytes = Buffer.from(key, 'hex');
  return { bytes, id: createHmac('sha256', bytes).update('plantops key id').digest().subarray(0, KEY_ID_BYTES) };
}

/**
 * Secrets at rest: AES-256-GCM with a random nonce for each, as NIST SP 800-38D has it (good for 2^32 secrets a key).
 * The name of the place where a secret is kept is authenticated with it: moved elsewhere, it does not open.
 */
export class SecretBox {
  readonly #present: Key;
  readonly #keys: readonly Key[];

  /** @param keys 64 hex digits each, as ENCRYPTION_KEY has them: what is sealed is under the first; what was sealed under any of them opens */
  constructor(...keys: [string, ...string[]]) {
    const [present, ...earlier] = keys;
    this.#present = keyOf(present);
    this.#keys = [this.#present, ...earlier.map(keyOf)];
  }

  /** @param name where the secret is kept; `open` must be given the same */
  seal(name: string, text: string): Buffer {
    const header = Buffer.concat([Buffer.of(VERSION), this.#present.id]);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#present.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(
      this.#bound(header, name),
    );
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws SecretBoxError that says what is wrong and what to do; it repeats no part of the secret */
  open(name: string, sealed: Buffer): string {
    const header = sealed.subarray(0, HEADER_BYTES);
    if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || header[0] !== VERSION) throw damaged();
    const key = this.#keys.find(({ id }) => header.subarray(1).equals(id));
    if (!key) {
      throw new SecretBoxError(
        'wrong_key',
        'ENCRYPTION_KEY is not the one it was encrypted with: start with that key again, or set it anew in Settings',
      );
    }
    const nonce = sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
    const tag = sealed.subarray(HEADER_BYTES + NONCE_BYTES, HEADER_BYTES + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES })
      .setAAD(this.#bound(header, name))
      .setAuthTag(tag);
    try {
      return Buffer.concat([
        decipher.update(sealed.subarray(HEADER_BYTES + NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch (failure) {
      throw damaged(failure);
    }
  }

  #bound(header: Buffer, name: string): Buffer {
    return Buffer.concat([header, Buffer.from(name, 'utf8')]);
  }
}

const damaged = (cause?: unknown): SecretBoxError =>
  new SecretBoxError(
    'damaged',
    'what is stored was changed or belongs elsewhere, and cannot be decrypted: set it anew in Settings',
    { cause },
  );
