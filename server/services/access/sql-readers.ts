import { ProblemError } from '@plantops/shared/problem.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import { newPassword } from '../../broker/password-hash.ts';
import { sqlStateOf } from '../../db/errors.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import {
  createReadingRole,
  dropReadingRole,
  endLongReads,
  endReading,
  grantReading,
  LONGEST_TRANSACTION_S,
  renewReadingRole,
} from '../../db/reading-roles.ts';
import { deleteReadingAccount, insertReadingAccount } from '../../db/repositories/reading-accounts.ts';
import { addressOf, tryToRead, withAccount } from '../../db/with-account.ts';
import type { ReaderHome, ReadingLogin } from './reading-accounts.ts';

export interface SqlReadersOptions {
  database: Database;
  /** How this server connects past a pooler, and so where others do: a pooler may not know their roles. */
  direct: pg.ClientConfig;
  /** Where others connect, if that is another place: the port of an embedded database. */
  publicPort: number | undefined;
  /** Whether the database is PlantOps' own, which nobody else uses. */
  isOwn: boolean;
  log: Logger;
}

const INSUFFICIENT_PRIVILEGE = '42501';

/** What keeps a database from having such a role, as a sentence with what to do. */
function refusal(failure: unknown): ProblemError {
  const said = failure instanceof Error ? failure.message : String(failure);
  const remedy =
    sqlStateOf(failure) === INSUFFICIENT_PRIVILEGE
      ? 'Let the user in DATABASE_URL make roles (ALTER ROLE … CREATEROLE), and own the tables, then try again'
      : 'Its pg_hba.conf must let a new role log in from where this server is';
  return new ProblemError('reading_account_refused', `The database says: ${said}. ${remedy}`, [], { cause: failure });
}
const isOfDatabase = (failure: unknown): boolean => /^(42|28|08P|0L|2B)/.test(sqlStateOf(failure) ?? '');

/** Accounts that read the database with SQL: roles of PostgreSQL. */
export function sqlReaders({ database, direct, publicPort, isOwn, log }: SqlReadersOptions): ReaderHome {
  const outside: pg.ClientConfig =
    publicPort === undefined ? direct : { ...direct, host: '127.0.0.1', port: publicPort };

  async function tried<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      throw isOfDatabase(failure) ? refusal(failure) : failure;
    }
  }
  const loginOf = (username: string, password: string): ReadingLogin => {
    const address = addressOf(outside, username, password);
    return { username, password, address, command: `psql "${address}" -c "SELECT name, species FROM plants"` };
  };

  return {
    create: (account) =>
      tried(async () => {
        const password = newPassword();
        const username = await inTransaction(database, async (transaction) => {
          const made = await createReadingRole(transaction, password, isOwn);
          await insertReadingAccount(transaction, { ...account, username: made });
          return made;
        });
        try {
          await tryToRead(withAccount(direct, username, password));
        } catch (failure) {
          await dropReadingRole(database, username);
          await deleteReadingAccount(database, account.id);
          throw refusal(failure);
        }
        return loginOf(username, password);
      }),
    renew: ({ username }) =>
      tried(async () => {
        const password = newPassword();
        await inTransaction(database, (transaction) => renewReadingRole(transaction, username, password, isOwn));
        await endReading(database, username);
        return loginOf(username, password);
      }),
    remove: ({ id, username }) =>
      tried(async () => {
        await dropReadingRole(database, username);
        await deleteReadingAccount(database, id);
      }),
    refresh: () => inTransaction(database, (transaction) => grantReading(transaction, isOwn)),
    async watch(accounts) {
      const usernames = accounts.map(({ username }) => username);
      for (const username of await endLongReads(database, usernames))
        log.info(`a connection of ${username} was ended: it had read for more than ${LONGEST_TRANSACTION_S} s`);
    },
  };
}
