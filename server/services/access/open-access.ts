import type pg from 'pg';
import type { Database } from '../../db/pool.ts';
import type { SyncCredentials } from '../devices/sync-credentials.ts';
import { AccessTokens } from './access-tokens.ts';
import { Audit } from './audit.ts';
import { mqttReaders } from './mqtt-readers.ts';
import { OwnerPassword, type OwnerPasswordOptions } from './owner-password.ts';
import { ReadingAccounts } from './reading-accounts.ts';
import { Sessions, type SessionsOptions } from './sessions.ts';
import { sqlReaders } from './sql-readers.ts';

export interface AccessNeeds extends Omit<SessionsOptions, 'password'> {
  password: OwnerPasswordOptions;
  database: Database;
  /** How this server connects to the database, past a pooler. */
  direct: pg.ClientConfig;
  /** Whether the database is the embedded one. */
  hasOwnDatabase: boolean;
  /** Where the embedded database listens besides its socket. */
  databasePort: number | undefined;
  syncCredentials: SyncCredentials;
  /** Makes a password what the broker reads; as Mosquitto does by default. */
  hashForBroker?: (password: string) => Promise<string>;
  /** The broker's address for others. If host is undefined, the host name under which they reached the server. */
  publicBroker: { host: string | undefined; port: number };
}

/** Who may use this server, its database and its broker. */
export async function openAccess({
  direct,
  hasOwnDatabase,
  databasePort,
  syncCredentials,
  hashForBroker,
  publicBroker,
  password: ofOwner,
  ...options
}: AccessNeeds) {
  const { database, clock, log } = options;
  const password = new OwnerPassword(ofOwner);
  const sessions = new Sessions({ ...options, password: password.mark });
  await sessions.load();
  const tokens = new AccessTokens(options);
  await tokens.load();
  const readers = new ReadingAccounts({
    database,
    homes: {
      sql: sqlReaders({ database, direct, publicPort: databasePort, isOwn: hasOwnDatabase, log }),
      mqtt: mqttReaders({
        database,
        syncCredentials,
        hashForBroker,
        brokerFor: (requestHost) => ({ host: publicBroker.host ?? requestHost, port: publicBroker.port }),
      }),
    },
    clock,
    log,
  });
  return { password, sessions, tokens, readers, audit: new Audit(options) };
}
