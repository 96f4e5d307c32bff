import { ProblemError } from '@plantops/shared/problem.ts';
import { brokerHash, newPassword } from '../../broker/password-hash.ts';
import type { Queryable } from '../../db/pool.ts';
import { deleteReadingAccount, insertReadingAccount, setBrokerHash } from '../../db/repositories/reading-accounts.ts';
import type { SyncCredentials } from '../devices/sync-credentials.ts';
import { MOST_READERS, type ReaderHome, type ReadingLogin } from './reading-accounts.ts';

/** How their usernames begin; a number follows. `mosquitto/acl` says what they may do. */
const READER_PREFIX = 'plantops-reader-';

export interface MqttReadersOptions {
  database: Queryable;
  syncCredentials: SyncCredentials;
  /** Makes a password what the broker reads; as Mosquitto does by default. */
  hashForBroker?: ((password: string) => Promise<string>) | undefined;
  /** Where the broker is for who reached this server under a host name. */
  brokerFor: (requestHost: string) => { host: string; port: number };
}

/** Accounts that hear what devices publish: lines of the broker's password file. */
export function mqttReaders({
  database,
  syncCredentials,
  hashForBroker = brokerHash,
  brokerFor,
}: MqttReadersOptions): ReaderHome {
  const loginOf = (username: string, password: string, requestHost: string): ReadingLogin => {
    const { host, port } = brokerFor(requestHost);
    const named = host.includes(':') ? `[${host}]` : host;
    return {
      username,
      password,
      address: `mqtt://${username}:${encodeURIComponent(password)}@${named}:${port}`,
      command: `mosquitto_sub -h ${host} -p ${port} -i ${username} -u ${username} -P '${password}' -v -t 'devices/+/telemetry'`,
    };
  };

  /** Notes it under the first name that is free. */
  async function note(account: Parameters<ReaderHome['create']>[0], hash: string): Promise<string> {
    for (let number = 1; number <= MOST_READERS; number += 1) {
      const username = `${READER_PREFIX}${number}`;
      if (await insertReadingAccount(database, { ...account, username }, hash)) return username;
    }
    throw new ProblemError('reading_account_limit_reached', `There are ${MOST_READERS} such accounts already`);
  }

  return {
    async create(account, requestHost) {
      const password = newPassword();
      const username = await note(account, await hashForBroker(password));
      try {
        await syncCredentials([username]);
      } catch (failure) {
        // Nobody has seen its password.
        await deleteReadingAccount(database, account.id);
        throw failure;
      }
      return loginOf(username, password, requestHost);
    },
    async renew({ id, username }, requestHost) {
      const password = newPassword();
      await setBrokerHash(database, id, await hashForBroker(password));
      await syncCredentials([username]);
      return loginOf(username, password, requestHost);
    },
    async remove({ id, username }) {
      await deleteReadingAccount(database, id);
      await syncCredentials([username]);
    },
  };
}
