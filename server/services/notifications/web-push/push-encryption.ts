/** Encrypts messages for browsers, so that the service that carries them cannot read them. Source: RFC 8291, RFC 8188. */
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** What a browser gave: its public key (P-256, uncompressed) and a shared secret, both as base64url. */
export interface PushKeys {
  p256dh: string;
  auth: string;
}

/** One record holds all of it: services take at most 4096 bytes. */
const RECORD_BYTES = 4096;
/** Marks the last record. */
const LAST = Buffer.of(2);

const derived = (key: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, bytes));
const named = (text: string): Buffer => Buffer.from(`${text}\0`);

/** Chance, which only a test decides. */
export interface PushChance {
  privateKey?: Buffer;
  salt?: Buffer;
}

/**
 * @returns the body of a request with `Content-Encoding: aes128gcm`
 * @throws Error if the keys are none
 */
export function encryptedFor({ p256dh, auth }: PushKeys, text: string, chance: PushChance = {}): Buffer<ArrayBuffer> {
  const theirs = Buffer.from(p256dh, 'base64url');
  const ours = createECDH('prime256v1');
  if (chance.privateKey) ours.setPrivateKey(chance.privateKey);
  else ours.generateKeys();
  const ourPublic = ours.getPublicKey();
  const salt = chance.salt ?? randomBytes(16);
  const info = Buffer.concat([named('WebPush: info'), theirs, ourPublic]);
  const key = derived(ours.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32);
  const cipher = createCipheriv(
    'aes-128-gcm',
    derived(key, salt, named('Content-Encoding: aes128gcm'), 16),
    derived(key, salt, named('Content-Encoding: nonce'), 12),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD_BYTES);
  return Buffer.concat([
    salt,
    size,
    Buffer.of(ourPublic.length),
    ourPublic,
    cipher.update(Buffer.concat([Buffer.from(text), LAST])),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}
