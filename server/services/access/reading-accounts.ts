import {
  type CreateReadingAccount,
  type NewReadingAccount,
  READING_ACCOUNT_KINDS,
  type ReadingAccount,
  type ReadingAccountKind,
} from '@plantops/shared/api/access.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import {
  findReadingAccount,
  listReadingAccounts,
  type StoredReadingAccount,
} from '../../db/repositories/reading-accounts.ts';
import { newId } from './secret.ts';

/** More programs than one household has; the broker's access rules name as many (`mosquitto/acl`). */
export const MOST_READERS = 5;
const WATCH_MS = 15_000;

/** How another program connects, shown once. */
export interface ReadingLogin {
  username: string;
  password: string;
  address: string;
  command: string;
}

/** Where accounts of one kind are made, and what keeps them. */
export interface ReaderHome {
  /** Makes an account and notes it. @throws ProblemError `reading_account_refused`, `broker_unavailable` */
  create(account: Omit<StoredReadingAccount, 'username'>, requestHost: string): Promise<ReadingLogin>;
  /** Gives it another password, and disconnects who uses the old one. @throws as `create` does */
  renew(account: StoredReadingAccount, requestHost: string): Promise<ReadingLogin>;
  /** Removes it and the note of it, and ends its connections. @throws as `create` does */
  remove(account: StoredReadingAccount): Promise<void>;
  /** To be called at the start, where there are any. */
  refresh?(accounts: readonly StoredReadingAccount[]): Promise<void>;
  /** To be called every few seconds, where there are any. */
  watch?(accounts: readonly StoredReadingAccount[]): Promise<void>;
}

export interface ReadingAccountsOptions {
  database: Queryable;
  homes: Readonly<Record<ReadingAccountKind, ReaderHome>>;
  clock: Clock;
  log: Logger;
}

const shown = ({ id, kind, name, username, createdAt }: StoredReadingAccount): ReadingAccount => ({
  id,
  kind,
  name,
  username,
  created_at: createdAt.toISOString(),
});

/** Accounts of other programs that read the database or the broker, and change nothing. */
export class ReadingAccounts {
  readonly #options: ReadingAccountsOptions;
  #watching: Timer | undefined;
  /** The work that was asked for last: one after another, so that their number is kept. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ReadingAccountsOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#each('refresh');
    this.#watching = this.#options.clock.every(WATCH_MS, () => void this.#each('watch'));
  }

  stop(): void {
    this.#watching?.cancel();
  }

  /** The oldest first. */
  async list(): Promise<ReadingAccount[]> {
    return (await listReadingAccounts(this.#options.database)).map(shown);
  }

  /**
   * When this resolves, the account can be used.
   * @param requestHost the host name by which the owner reaches the server, where no other is known
   * @throws ProblemError `reading_account_limit_reached`, `reading_account_refused`, `broker_unavailable`
   */
  create({ kind, name }: CreateReadingAccount, requestHost: string): Promise<NewReadingAccount> {
    return this.#inTurn(async () => {
      const { database, homes, clock } = this.#options;
      const present = (await listReadingAccounts(database)).filter((account) => account.kind === kind);
      if (present.length >= MOST_READERS)
        throw new ProblemError(
          'reading_account_limit_reached',
          `There are ${MOST_READERS} such accounts already: revoke one first`,
        );
      const account = { id: newId(), kind, name, createdAt: clock.now() };
      const login = await homes[kind].create(account, requestHost);
      return { ...shown({ ...account, username: login.username }), ...login };
    });
  }

  /** @throws ProblemError `reading_account_not_found`, `reading_account_refused`, `broker_unavailable` */
  renew(id: string, requestHost: string): Promise<NewReadingAccount> {
    return this.#inTurn(async () => {
      const account = await this.#find(id);
      return { ...shown(account), ...(await this.#options.homes[account.kind].renew(account, requestHost)) };
    });
  }

  /**
   * When this resolves, nobody is connected with the account, and nobody can be.
   * @throws ProblemError `reading_account_not_found`, `reading_account_refused`, `broker_unavailable`
   */
  revoke(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const account = await this.#find(id);
      await this.#options.homes[account.kind].remove(account);
    });
  }

  async #find(id: string): Promise<StoredReadingAccount> {
    const account = await findReadingAccount(this.#options.database, id);
    if (!account) throw new ProblemError('reading_account_not_found', `There is no account ${id}`);
    return account;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #each(what: 'refresh' | 'watch'): Promise<void> {
    const { database, homes, log } = this.#options;
    try {
      const accounts = await listReadingAccounts(database);
      for (const kind of READING_ACCOUNT_KINDS) {
        const ofKind = accounts.filter((account) => account.kind === kind);
        if (ofKind.length > 0) await homes[kind][what]?.(ofKind);
      }
    } catch (failure) {
      // The database may be away; the next round is seconds away.
      log.debug({ err: failure }, 'accounts that only read were not looked after');
    }
  }
}
