/** The flow engine's own account in the database, which sees what a reading needs and no secret. */
import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import type { DatabaseAccess } from './direct-way.ts';
import type { Database } from './pool.ts';
import { tryToRead, withAccount } from './with-account.ts';

/** Rights of the engine, by table. Where a table holds secrets, only some of its columns can be read. */
const RIGHTS: Readonly<Record<string, string>> = {
  // A sensor behind a gateway becomes a device without credentials.
  devices: 'UPDATE, INSERT (id, via, sensor_key, mac_address, name, name_at_gateway, dialect, sensor_types)',
  plants: 'SELECT',
  telemetry: 'SELECT, INSERT, UPDATE',
  latest_readings: 'SELECT, INSERT, UPDATE',
  alerts: 'SELECT, INSERT, UPDATE',
  notices: 'SELECT, INSERT',
  rejected_messages: 'SELECT, INSERT, DELETE',
  receipt_times: 'SELECT, INSERT, UPDATE',
  waiting_messages: 'SELECT, INSERT, DELETE',
  device_clocks: 'SELECT, INSERT, UPDATE, DELETE',
  mutes: 'SELECT',
  calibrations: 'SELECT',
  journal_entries: 'SELECT',
  device_findings: 'SELECT, INSERT, UPDATE, DELETE',
  device_rhythms: 'SELECT, INSERT, UPDATE',
  ignored_sensors: 'SELECT',
  canary: 'SELECT, INSERT, UPDATE',
};
/** Hashes of the devices' passwords. */
const HIDDEN = ['mqtt_password_hash', 'mqtt_broker_hash'];

/**
 * Makes the account, or brings its rights up to date, where this server may. Its password follows from the encryption key,
 * so that every host of a database makes the same one.
 * @returns how the engine connects; with the server's own account where there can be no other
 */
export async function engineAccess(
  access: DatabaseAccess,
  database: Database,
  encryptionKey: string,
  log: Logger,
): Promise<DatabaseAccess> {
  const password = createHmac('sha256', encryptionKey).update('plantops engine database account').digest('base64url');
  try {
    const user = await makeAccount(database, password);
    const own = {
      connection: withAccount(access.connection, user, password),
      direct: withAccount(access.direct, user, password),
    };
    await tryToRead(own.connection);
    return own;
  } catch (failure) {
    log.warn(
      `The flow engine has no database account of its own, so flows could read secrets at rest: ${(failure as Error).message}. Give the account in DATABASE_URL the right to create roles, and have a pooler let in the roles of the database (docs/operate.md)`,
    );
    return access;
  }
}

async function makeAccount(database: Database, password: string): Promise<string> {
  const client = await database.connect();
  try {
    const { rows } = await client.query<{ name: string; shown: string; schema: string }>(
      `SELECT left(current_database(), 56) || '_engine' AS name, current_schema() AS schema,
              (SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
               WHERE table_schema = current_schema() AND table_name = 'devices' AND NOT column_name = ANY($1)) AS shown`,
      [HIDDEN],
    );
    const [{ name, shown, schema }] = rows as [{ name: string; shown: string; schema: string }];
    const role = client.escapeIdentifier(name);
    const inSchema = client.escapeIdentifier(schema);
    await client.query('BEGIN');
    // Several servers may do this at the same time.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('plantops engine account'))`);
    const found = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
    await client.query(
      `${found.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`,
    );
    // In one round trip: this is done at each start.
    await client.query(
      [
        `GRANT USAGE ON SCHEMA ${inSchema} TO ${role}`,
        `REVOKE ALL ON ALL TABLES IN SCHEMA ${inSchema} FROM ${role}`,
        ...Object.entries(RIGHTS).map(
          ([table, rights]) => `GRANT ${rights} ON ${client.escapeIdentifier(table)} TO ${role}`,
        ),
        `GRANT SELECT (${shown}) ON devices TO ${role}`,
        `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${inSchema} TO ${role}`,
        'COMMIT',
      ].join(';\n'),
    );
    return name;
  } catch (failure) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw failure;
  } finally {
    client.release();
  }
}
