import { createHmac } from 'node:crypto';
import type { SessionEntry } from '@plantops/shared/api/access.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import {
  deleteSessions,
  findSession,
  insertSession,
  loadSessions,
  type StoredSession,
  updateSeen,
} from '../../db/repositories/access.ts';
import { browserName } from './browser-name.ts';
import { hashOf, newId, newSecret } from './secret.ts';

/** How long a browser stays logged in. */
export const SESSION_DAYS = 30;
/** More browsers than one owner has; the one that was seen least lately makes room. */
const MOST_SESSIONS = 200;
const NOTE_SEEN_MS = 60_000;

/** A browser that the owner password was given in. */
export type Session = Readonly<StoredSession>;

export interface SessionsOptions {
  database: Queryable;
  /** The owner's password, or what is kept of it: sessions of another one end. Undefined if none is needed. */
  password: string | undefined;
  /** The server's session key: sessions of another server end. */
  key: string;
  /** Whether sessions begin and end elsewhere, too. */
  areShared?: boolean;
  /** Called when one began, or some ended. */
  onChanged?: () => void;
  clock: Clock;
  log: Logger;
}

/**
 * The browsers that are logged in. All are held in memory, so that a request needs no query; the table lets them go on
 * after a restart.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  #passwordMark: string;
  readonly #bySecret = new Map<string, StoredSession>();
  readonly #unnoted = new Set<StoredSession>();
  /** What must be told when a session ends, by its id. */
  readonly #endings = new Map<string, Set<() => void>>();
  #noting: Timer | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#passwordMark = this.#markOf(options.password);
  }

  async load(): Promise<void> {
    const { database, clock } = this.#options;
    for (const session of await loadSessions(database, this.#passwordMark, clock.now()))
      this.#bySecret.set(session.secretHash, session);
  }

  /** Takes over what began and ended elsewhere. */
  async loadAgain(): Promise<void> {
    const { database, clock } = this.#options;
    const known = [...this.#bySecret.values()];
    const stored = await loadSessions(database, this.#passwordMark, clock.now());
    for (const session of stored) {
      const before = this.#bySecret.get(session.secretHash);
      if (!before || before.seenAt < session.seenAt) this.#bySecret.set(session.secretHash, session);
    }
    const ids = new Set(stored.map(({ id }) => id));
    this.#forget(known.filter(({ id }) => !ids.has(id)));
  }

  /** A session that began elsewhere a moment ago; undefined if there is none. */
  async findNew(secret: string): Promise<Session | undefined> {
    if (!this.#options.areShared) return undefined;
    const session = await findSession(this.#options.database, hashOf(secret), this.#passwordMark);
    if (!session || !this.#goesOn(session)) return undefined;
    this.#bySecret.set(session.secretHash, session);
    return session;
  }

  start(): void {
    this.#noting = this.#options.clock.every(NOTE_SEEN_MS, () => void this.#noteAndLook());
  }

  async stop(): Promise<void> {
    this.#noting?.cancel();
    await this.#noteSeen();
  }

  /** Ends all sessions, since the password is another one; those that begin from now on are bound to it. */
  async changePassword(password: string | undefined): Promise<void> {
    this.#passwordMark = this.#markOf(password);
    await this.endOthers(undefined);
  }

  /** Begins a session. @returns the secret that its browser keeps */
  async begin({ address, userAgent }: { address: string; userAgent: string | undefined }): Promise<string> {
    const { database, clock } = this.#options;
    const secret = newSecret();
    const now = clock.now();
    const session: StoredSession = {
      id: newId(),
      secretHash: hashOf(secret),
      address,
      browser: browserName(userAgent),
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + SESSION_DAYS * 86_400_000),
    };
    await insertSession(database, session, this.#passwordMark);
    this.#bySecret.set(session.secretHash, session);
    this.#options.onChanged?.();
    const all = [...this.#bySecret.values()].sort((a, b) => b.seenAt.getTime() - a.seenAt.getTime());
    await this.#end(all.filter((each, place) => place >= MOST_SESSIONS || !this.#goesOn(each)));
    return secret;
  }

  /** The session of a secret; undefined if it has ended, or never was. */
  find(secret: string): Session | undefined {
    const session = this.#bySecret.get(hashOf(secret));
    return session && this.#goesOn(session) ? session : undefined;
  }

  /** Notes that a session was used just now. */
  seen(found: Session, address: string): void {
    const session = this.#bySecret.get(found.secretHash);
    if (!session) return;
    session.seenAt = this.#options.clock.now();
    session.address = address;
    this.#unnoted.add(session);
  }

  /** All sessions, the one that was seen last first. @param currentId the one of the request */
  list(currentId: string | undefined): SessionEntry[] {
    return [...this.#bySecret.values()]
      .filter((session) => this.#goesOn(session))
      .sort(
        (a, b) => Number(b.id === currentId) - Number(a.id === currentId) || b.seenAt.getTime() - a.seenAt.getTime(),
      )
      .map(({ id, browser, address, createdAt, seenAt, expiresAt }) => ({
        id,
        current: id === currentId,
        browser,
        address,
        created_at: createdAt.toISOString(),
        seen_at: seenAt.toISOString(),
        expires_at: expiresAt.toISOString(),
      }));
  }

  /** Ends a session everywhere: its next request is refused, and its open connections are closed. @returns whether there was one */
  async end(id: string): Promise<boolean> {
    const ended = [...this.#bySecret.values()].filter((session) => session.id === id);
    await this.#end(ended);
    return ended.length > 0;
  }

  /** Ends all sessions but one. @returns how many */
  async endOthers(currentId: string | undefined): Promise<number> {
    const ended = [...this.#bySecret.values()].filter(({ id }) => id !== currentId);
    await this.#end(ended);
    return ended.length;
  }

  /** Calls `ended` once when the session ends, by itself or by the owner. @returns a function that ends the watch */
  onEnd({ id, expiresAt }: Session, ended: () => void): () => void {
    const { clock } = this.#options;
    const listeners = this.#endings.get(id) ?? new Set();
    this.#endings.set(id, listeners);
    const leave = (): void => {
      timer.cancel();
      listeners.delete(end);
      if (listeners.size === 0) this.#endings.delete(id);
    };
    const end = (): void => {
      leave();
      ended();
    };
    const timer = clock.after(expiresAt.getTime() - clock.now().getTime(), end);
    listeners.add(end);
    return leave;
  }

  #markOf(password: string | undefined): string {
    return createHmac('sha256', this.#options.key)
      .update(`session ${password ?? ''}`)
      .digest('base64url');
  }

  #goesOn({ expiresAt }: StoredSession): boolean {
    return this.#options.clock.now() < expiresAt;
  }

  async #end(sessions: readonly StoredSession[]): Promise<void> {
    if (sessions.length === 0) return;
    // In memory first: a session ends also while the database is away.
    this.#forget(sessions);
    await deleteSessions(
      this.#options.database,
      sessions.map(({ id }) => id),
    );
    this.#options.onChanged?.();
  }

  #forget(sessions: readonly StoredSession[]): void {
    for (const session of sessions) {
      this.#bySecret.delete(session.secretHash);
      this.#unnoted.delete(session);
      for (const end of this.#endings.get(session.id) ?? []) end();
    }
  }

  /** Where sessions are used elsewhere, too, that is seen here. */
  async #noteAndLook(): Promise<void> {
    await this.#noteSeen();
    if (this.#options.areShared) await this.loadAgain().catch(() => undefined);
  }

  async #noteSeen(): Promise<void> {
    if (this.#unnoted.size === 0) return;
    const noted = [...this.#unnoted];
    this.#unnoted.clear();
    const { database, log } = this.#options;
    await updateSeen(database, noted).catch((failure: unknown) =>
      log.debug({ err: failure }, 'when sessions were last seen was not noted'),
    );
  }
}
