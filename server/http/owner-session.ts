import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COOKIE = 'plantops_session';
const LIFETIME_S = 30 * 86_400;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/**
 * The owner's session: a signed cookie for browsers, `Authorization: Bearer <password>` or Basic with any user name
 * for scripts. Without a password everyone is the owner.
 */
export class OwnerSession {
  readonly #password: string | undefined;
  readonly #key: Buffer;

  /** @param secret signs the cookies; a changed password makes earlier ones void */
  constructor(password: string | undefined, secret: string) {
    this.#password = password;
    this.#key = createHmac('sha256', secret).update(`session ${password ?? ''}`).digest();
  }

  get passwordRequired(): boolean {
    return this.#password !== undefined;
  }

  isPassword(candidate: string): boolean {
    return this.#password !== undefined && sameText(candidate, this.#password);
  }

  isOwner(request: IncomingMessage, now: Date): boolean {
    if (this.#password === undefined) return true;
    return this.#hasPassword(request.headers.authorization) || this.#hasCookie(request.headers.cookie, now);
  }

  /** The cookie that opens a session. */
  cookie(now: Date, secure: boolean): string {
    const expires = Math.floor(now.getTime() / 1000) + LIFETIME_S;
    return `${COOKIE}=${expires}.${this.#sign(String(expires))}; Path=/; Max-Age=${LIFETIME_S}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  /** The cookie that ends one. */
  readonly expiredCookie = `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`;

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }

  #hasPassword(authorization: string | undefined): boolean {
    const [scheme = '', value = ''] = (authorization ?? '').split(' ');
    if (scheme.toLowerCase() === 'bearer') return this.isPassword(value);
    if (scheme.toLowerCase() !== 'basic') return false;
    const decoded = Buffer.from(value, 'base64').toString('utf8');
    return this.isPassword(decoded.slice(decoded.indexOf(':') + 1));
  }

  #hasCookie(header: string | undefined, now: Date): boolean {
    const value = (header ?? '').split(/;\s*/).find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
    const [expires = '', signature = ''] = (value ?? '').split('.');
    return Number(expires) * 1000 > now.getTime() && sameText(signature, this.#sign(expires));
  }
}
