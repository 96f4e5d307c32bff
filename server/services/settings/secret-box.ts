import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/**
 * Layout: version (1 byte), key id (4), nonce (12), tag (16), cipher text. Version and key id are authenticated too.
 */
const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/** `wrong_key`: sealed under another ENCRYPTION_KEY. `damaged`: changed since then, or from another row. */
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
  /** Identifies the key that a secret was sealed under, but reveals nothing about the key itself. */
  id: Buffer;
}

function keyOf(key: string): Key {
  if (!/^[0-9a-f]{64}$/i.test(key))
    throw new Error('the encryption key must be 64 hex digits: `openssl rand -hex 32` makes one');
  const bytes = Buffer.from(key, 'hex');
  return { bytes, id: createHmac('sha256', bytes).update('plantops key id').digest().subarray(0, KEY_ID_BYTES) };
}

/**
 * Encrypts stored secrets: AES-256-GCM with a random nonce for each, following NIST SP 800-38D (safe for 2^32 secrets
 * per key). The name of the place where a secret is stored is authenticated too, so a secret moved elsewhere does not
 * open.
 */
export class SecretBox {
  readonly #present: Key;
  readonly #keys: readonly Key[];

  /**
   * @param keys 64 hex digits each, as in ENCRYPTION_KEY. The first one seals; secrets sealed under any of them can be
   *   opened
   */
  constructor(...keys: [string, ...string[]]) {
    const [present, ...earlier] = keys;
    this.#present = keyOf(present);
    this.#keys = [this.#present, ...earlier.map(keyOf)];
  }

  /** @param name where the secret is stored; `open` needs the same name */
  seal(name: string, text: string): Buffer {
    const header = Buffer.concat([Buffer.of(VERSION), this.#present.id]);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#present.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(
      this.#bound(header, name),
    );
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws SecretBoxError that says what is wrong and what to do; it contains no part of the secret */
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
