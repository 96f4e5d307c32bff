import type { IncomingMessage } from 'node:http';
import type { TokenScope } from '@plantops/shared/api/access.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { AccessTokens } from '../services/access/access-tokens.ts';
import type { OwnerPassword } from '../services/access/owner-password.ts';
import { type Session, SESSION_DAYS, type Sessions } from '../services/access/sessions.ts';
import { clientOf } from './client.ts';
import type { WrongGuesses } from './wrong-guesses.ts';

/** What a browser sends its session in. */
export const SESSION_COOKIE = 'plantops_session';

/** Who makes a request. */
export type Caller =
  /** No password is set: everyone is the owner. */
  | { by: 'anyone' }
  /** The password itself, as Bearer or Basic. */
  | { by: 'password' }
  | { by: 'session'; session: Session }
  | { by: 'token'; id: string; name: string; scope: TokenScope };

/** What is asked for: looking, changing, or what only the owner in person may do, such as making tokens. */
export type Right = 'read' | 'write' | 'owner';

/** The password or token in an Authorization header: Bearer, or Basic with any user name. */
function secretOf(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(.*)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1);
}

const cookieOf = (header: string | undefined): string =>
  (header ?? '')
    .split(/;\s*/)
    .find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`))
    ?.slice(SESSION_COOKIE.length + 1) ?? '';

export interface OwnerSessionOptions {
  /** Where none is required, everyone is the owner. */
  password: Pick<OwnerPassword, 'isRequired' | 'matches' | 'onChange'>;
  sessions: Pick<Sessions, 'begin' | 'find' | 'findNew' | 'seen' | 'end' | 'onEnd'>;
  tokens: Pick<AccessTokens, 'use' | 'onEnd'>;
  guesses: Pick<WrongGuesses, 'answerLate'>;
  /**
   * Where others count guesses, too: tells whether this is the password, late if it is wrong.
   * @throws ProblemError `too_many_requests`, `engine_unavailable`
   */
  judgedElsewhere?: ((candidate: string, address: string) => Promise<boolean>) | undefined;
}

/**
 * Tells who makes a request: a browser with a session, a script with the owner password or a token of its own, or, if
 * no password is set, anyone.
 */
export class OwnerSession {
  readonly #options: OwnerSessionOptions;

  constructor(options: OwnerSessionOptions) {
    this.#options = options;
  }

  get passwordRequired(): boolean {
    return this.#options.password.isRequired;
  }

  /**
   * Who makes the request; undefined for a stranger. A wrong password or token is told late.
   * @throws ProblemError `too_many_requests` after many wrong ones from this address; a right one is always taken
   */
  async callerOf(request: IncomingMessage): Promise<Caller | undefined> {
    if (!this.passwordRequired) return { by: 'anyone' };
    const session = await this.#sessionOf(request);
    if (session) return { by: 'session', session };
    const given = secretOf(request.headers.authorization);
    if (given === undefined) return undefined;
    const token = this.#options.tokens.use(given);
    if (token) return { by: 'token', id: token.id, name: token.name, scope: token.scope };
    return (await this.isPassword(given, request)) ? { by: 'password' } : undefined;
  }

  /** Whether the request may do this, without a word on why not. @throws ProblemError as `callerOf` does */
  async may(request: IncomingMessage, right: Right): Promise<boolean> {
    const caller = await this.callerOf(request);
    return caller !== undefined && allows(caller, right);
  }

  /**
   * Who makes the request, if they may do this.
   * @throws ProblemError `unauthorized`, `scope_too_small`, `too_many_requests`
   */
  async admit(request: IncomingMessage, right: Right): Promise<Caller> {
    const caller = await this.callerOf(request);
    if (!caller)
      throw new ProblemError(
        'unauthorized',
        'Give the owner password: POST /api/session, or the header Authorization: Bearer <password or token>',
      );
    if (!allows(caller, right))
      throw new ProblemError(
        'scope_too_small',
        right === 'owner'
          ? 'A token opens what scripts need; this takes the owner password or a session'
          : 'This token may only read: make one with the scope "write" in the settings',
      );
    return caller;
  }

  /**
   * Whether this is the owner password. A wrong one is told late.
   * @throws ProblemError `too_many_requests` after many wrong ones from this address
   */
  isPassword(candidate: string, request: IncomingMessage): Promise<boolean> {
    const { judgedElsewhere } = this.#options;
    const { address } = clientOf(request);
    return judgedElsewhere ? judgedElsewhere(candidate, address) : this.judge(candidate, address);
  }

  /** The same for whoever has been asked at this address. */
  async judge(candidate: string, address: string): Promise<boolean> {
    const { password, guesses } = this.#options;
    if (!password.isRequired) return false;
    if (await password.matches(candidate)) return true;
    await guesses.answerLate(address);
    return false;
  }

  /** Begins a session for the browser of the request. @returns the cookie for it */
  async begin(request: IncomingMessage): Promise<string> {
    const secret = await this.#options.sessions.begin({
      address: clientOf(request).address,
      userAgent: request.headers['user-agent'],
    });
    return cookie(request, secret, SESSION_DAYS * 86_400);
  }

  /** Ends the session of the request, if it has one, everywhere. @returns the cookie that makes the browser forget it */
  async end(request: IncomingMessage): Promise<string> {
    const session = this.#options.sessions.find(cookieOf(request.headers.cookie));
    if (session) await this.#options.sessions.end(session.id);
    return cookie(request, '', 0);
  }

  /**
   * For a request that stays open: calls `ended` once when what let it in has ended: a session, a token, or, where it
   * came without or with the password itself, that password.
   * @returns a function that ends the watch
   */
  onEnd(caller: Caller, ended: () => void): () => void {
    if (caller.by === 'session') return this.#options.sessions.onEnd(caller.session, ended);
    if (caller.by === 'token') return this.#options.tokens.onEnd(caller, ended);
    return this.#options.password.onChange(ended);
  }

  async #sessionOf(request: IncomingMessage): Promise<Session | undefined> {
    const secret = cookieOf(request.headers.cookie);
    const { sessions } = this.#options;
    const session = secret === '' ? undefined : (sessions.find(secret) ?? (await sessions.findNew(secret)));
    if (session) this.#options.sessions.seen(session, clientOf(request).address);
    return session;
  }
}

/** Whether the caller may do this. */
const allows = (caller: Caller, right: Right): boolean =>
  caller.by !== 'token' || right === 'read' || (right === 'write' && caller.scope === 'write');

/** Scripts cannot read it, other sites cannot send it, and over HTTPS it is sent over nothing else. */
function cookie(request: IncomingMessage, value: string, lifetimeS: number): string {
  const { isHttps, prefix } = clientOf(request);
  return `${SESSION_COOKIE}=${value}; Path=${prefix}/; Max-Age=${lifetimeS}; HttpOnly; SameSite=Strict${isHttps ? '; Secure' : ''}`;
}
