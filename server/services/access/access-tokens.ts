import type { AccessToken, CreateAccessToken, NewAccessToken } from '@plantops/shared/api/access.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { deleteToken, insertToken, loadTokens, type StoredToken, updateUsed } from '../../db/repositories/access.ts';
import { hashOf, newId, newSecret } from './secret.ts';

/** What every token begins with, so that one that was published by mistake is found. */
export const TOKEN_PREFIX = 'pot_';
/** More than anybody keeps apart. */
const MOST_TOKENS = 100;
const NOTE_USED_MS = 60_000;

const shown = ({ id, name, scope, createdAt, usedAt }: StoredToken): AccessToken => ({
  id,
  name,
  scope,
  created_at: createdAt.toISOString(),
  used_at: usedAt?.toISOString() ?? null,
});

export interface AccessTokensOptions {
  database: Queryable;
  /** Called when one was made or revoked. */
  onChanged?: () => void;
  clock: Clock;
  log: Logger;
}

/** Tokens that scripts use instead of the owner password. Held in memory; the table lets them go on after a restart. */
export class AccessTokens {
  readonly #database: Queryable;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #byHash = new Map<string, StoredToken>();
  /** Of programs that this server starts itself: kept nowhere, and shown to nobody. */
  readonly #ofServer = new Map<string, StoredToken>();
  readonly #unnoted = new Set<StoredToken>();
  readonly #endings = new Map<string, Set<() => void>>();
  readonly #onChanged: () => void;
  #noting: Timer | undefined;

  constructor({ database, clock, log, onChanged }: AccessTokensOptions) {
    this.#onChanged = onChanged ?? (() => undefined);
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  async load(): Promise<void> {
    for (const token of await loadTokens(this.#database)) this.#byHash.set(token.secretHash, token);
  }

  /** Takes over what was made and revoked elsewhere. */
  async loadAgain(): Promise<void> {
    const known = [...this.#byHash.values()];
    const stored = new Map((await loadTokens(this.#database)).map((token) => [token.secretHash, token]));
    for (const [hash, token] of stored) if (!this.#byHash.has(hash)) this.#byHash.set(hash, token);
    for (const token of known) if (!stored.has(token.secretHash)) this.#forget(token);
  }

  start(): void {
    this.#noting = this.#clock.every(NOTE_USED_MS, () => void this.#noteUsed());
  }

  async stop(): Promise<void> {
    this.#noting?.cancel();
    await this.#noteUsed();
  }

  /** The token of a secret, which counts as used now; undefined if there is none. */
  use(secret: string): Readonly<StoredToken> | undefined {
    const hash = hashOf(secret);
    const token = this.#byHash.get(hash);
    if (!token) return this.#ofServer.get(hash);
    token.usedAt = this.#clock.now();
    this.#unnoted.add(token);
    return token;
  }

  /** A token for a program that this server starts itself, which holds as long as the server runs. @returns its secret */
  forOwnProgram(name: string): string {
    const secret = `${TOKEN_PREFIX}${newSecret()}`;
    const secretHash = hashOf(secret);
    this.#ofServer.set(secretHash, {
      id: newId(),
      secretHash,
      name,
      scope: 'write',
      createdAt: this.#clock.now(),
      usedAt: null,
    });
    return secret;
  }

  /** All tokens, the oldest first. */
  list(): AccessToken[] {
    return [...this.#byHash.values()].map(shown);
  }

  /** @throws ProblemError `token_limit_reached` */
  async create({ name, scope }: CreateAccessToken): Promise<NewAccessToken> {
    if (this.#byHash.size >= MOST_TOKENS)
      throw new ProblemError('token_limit_reached', `There are ${MOST_TOKENS} tokens already: revoke one first`);
    const secret = `${TOKEN_PREFIX}${newSecret()}`;
    const token: StoredToken = {
      id: newId(),
      secretHash: hashOf(secret),
      name,
      scope,
      createdAt: this.#clock.now(),
      usedAt: null,
    };
    await insertToken(this.#database, token);
    this.#byHash.set(token.secretHash, token);
    this.#onChanged();
    return { ...shown(token), token: secret };
  }

  /** Revokes a token: its next request is refused, and its open connections are closed. @throws ProblemError `token_not_found` */
  async revoke(id: string): Promise<void> {
    const token = [...this.#byHash.values()].find((each) => each.id === id);
    if (!token) throw new ProblemError('token_not_found', `There is no token ${id}`);
    this.#forget(token);
    await deleteToken(this.#database, id);
    this.#onChanged();
  }

  #forget(token: StoredToken): void {
    this.#byHash.delete(token.secretHash);
    this.#unnoted.delete(token);
    for (const end of this.#endings.get(token.id) ?? []) end();
  }

  /** Calls `ended` once when the token is revoked. @returns a function that ends the watch */
  onEnd({ id }: Pick<StoredToken, 'id'>, ended: () => void): () => void {
    const listeners = this.#endings.get(id) ?? new Set();
    this.#endings.set(id, listeners);
    const leave = (): void => {
      listeners.delete(end);
      if (listeners.size === 0) this.#endings.delete(id);
    };
    const end = (): void => {
      leave();
      ended();
    };
    listeners.add(end);
    return leave;
  }

  async #noteUsed(): Promise<void> {
    if (this.#unnoted.size === 0) return;
    const noted = [...this.#unnoted];
    this.#unnoted.clear();
    await updateUsed(this.#database, noted).catch((failure: unknown) =>
      this.#log.debug({ err: failure }, 'when tokens were last used was not noted'),
    );
  }
}
