import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { PasswordAttempts } from './password-attempts.ts';
import { sameText } from './same-text.ts';

const COOKIE = 'plantops_session';
const LIFETIME_S = 30 * 86_400;

/** The password in an Authorization header: Bearer, or Basic with any user name. */
function passwordOf(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(.*)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1);
}

/**
 * The owner's session: a signed cookie for browsers; `Authorization: Bearer <password>`, or Basic with any user name,
 * for scripts. If no password is set, everyone is the owner.
 */
export class OwnerSession {
  readonly #password: string | undefined;
  readonly #key: Buffer;
  readonly #clock: Clock;
  readonly #attempts: PasswordAttempts;

  /** @param secret signs the cookies; a changed password invalidates earlier ones */
  constructor(password: string | undefined, secret: string, clock: Clock) {
    this.#password = password;
    this.#clock = clock;
    this.#attempts = new PasswordAttempts(clock);
    this.#key = createHmac('sha256', secret)
      .update(`session ${password ?? ''}`)
      .digest();
  }

  get passwordRequired(): boolean {
    return this.#password !== undefined;
  }

  /**
   * Whether the password sent with the request is right.
   * @throws ProblemError `too_many_requests` if its address has sent too many wrong ones
   */
  isPassword(candidate: string, request: IncomingMessage): boolean {
    if (this.#password === undefined) return false;
    const address = request.socket.remoteAddress ?? '';
    if (this.#attempts.isExhausted(address))
      throw new ProblemError('too_many_requests', 'Too many wrong passwords from this address: wait a minute');
    if (sameText(candidate, this.#password)) return true;
    this.#attempts.failed(address);
    return false;
  }

  /** @throws ProblemError `too_many_requests` as isPassword does */
  isOwner(request: IncomingMessage): boolean {
    if (this.#password === undefined || this.#cookieEnd(request.headers.cookie) !== undefined) return true;
    const given = passwordOf(request.headers.authorization);
    return given !== undefined && this.isPassword(given, request);
  }

  /**
   * How long the owner's request may go on, for one that stays open: a function that says whether its session has
   * ended. One that was let in by a password, or needs none, has no end.
   */
  endOf(request: IncomingMessage): () => boolean {
    const end = this.#cookieEnd(request.headers.cookie);
    if (this.#password === undefined || !end) return () => false;
    return () => this.#clock.now() >= end;
  }

  /** The cookie that starts a session. */
  cookie(secure: boolean): string {
    const expires = Math.floor(this.#clock.now().getTime() / 1000) + LIFETIME_S;
    return `${COOKIE}=${expires}.${this.#sign(String(expires))}; Path=/; Max-Age=${LIFETIME_S}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  /** The cookie that ends a session. */
  readonly expiredCookie = `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`;

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }

  /** When the session of the cookie ends; undefined if it has ended, or if the cookie is not ours. */
  #cookieEnd(header: string | undefined): Date | undefined {
    const value = (header ?? '')
      .split(/;\s*/)
      .find((cookie) => cookie.startsWith(`${COOKIE}=`))
      ?.slice(COOKIE.length + 1);
    const [expires = '', signature = ''] = (value ?? '').split('.');
    if (!sameText(signature, this.#sign(expires))) return undefined;
    const end = new Date(Number(expires) * 1000);
    return this.#clock.now() < end ? end : undefined;
  }
}
