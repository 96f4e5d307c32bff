import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret that nobody guesses: 32 random bytes as text. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** A name for what a secret belongs to, which may be shown. */
export const newId = (): string => randomBytes(9).toString('base64url');

/** What is kept of a secret. One that is this random needs no slow hash: there is nothing to try. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares secrets in a time that reveals neither where they differ nor how long they are. */
export const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
