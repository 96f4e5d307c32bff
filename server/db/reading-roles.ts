/**
 * Roles of other programs that read the owner's data with SQL. All belong to one group, which may read what is documented in
 * docs/sql.md and nothing else: no password or hash, no session, token, setting, message on its way, photo or flow.
 */
import pg from 'pg';
import type { Database, Queryable } from './pool.ts';
import { scramVerifier } from './scram-verifier.ts';

/** What may be read. Where a table holds secrets, all of its columns but these. */
export const READABLE: Readonly<Record<string, { without?: readonly string[] }>> = {
  plants: {},
  rooms: {},
  devices: { without: ['mqtt_password_hash', 'mqtt_broker_hash'] },
  telemetry: {},
  latest_readings: {},
  readings_5min: {},
  readings_hourly: {},
  readings_daily: {},
  alerts: {},
  journal_entries: {},
  care_plans: {},
  calibrations: {},
  device_findings: {},
};

/** How much one role may take. Few connections, so that those of PlantOps are never used up. */
const MOST_CONNECTIONS = 3;
const LONGEST_STATEMENT_S = 30;
/** A client can set its own limit, so those that go on after this are ended. It leaves PostgreSQL's own message the time. */
export const LONGEST_TRANSACTION_S = 60;
const ROLE_SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_read_only: 'on',
  statement_timeout: `${LONGEST_STATEMENT_S}s`,
  idle_in_transaction_session_timeout: `${LONGEST_STATEMENT_S}s`,
  idle_session_timeout: '1h',
};
/** Only a superuser may set it for others, and nobody else may change it. */
const SUPERUSER_SETTINGS: Readonly<Record<string, string>> = { temp_file_limit: '1GB' };

/**
 * What PostgreSQL allows everybody and a reader has no use for: large objects are written also where nothing else can be,
 * and locks that PlantOps waits for can be held.
 */
const PRIVATE_FUNCTIONS = '^(lo_|lowrite$|pg_(try_)?advisory_)';

interface Names {
  database: string;
  schema: string;
  group: string;
  /** What its roles begin with. */
  prefix: string;
  isSuperuser: boolean;
}

async function namesOf(connection: Queryable): Promise<Names> {
  const { rows } = await connection.query<Names>(
    `SELECT current_database() AS database, current_schema() AS schema,
            left(current_database(), 48) || '_reading' AS group, left(current_database(), 48) || '_reader_' AS prefix,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS "isSuperuser"`,
  );
  return rows[0] as Names;
}

const quoted = (name: string): string => pg.escapeIdentifier(name);
const exists = async (connection: Queryable, role: string): Promise<boolean> =>
  (await connection.query('SELECT FROM pg_roles WHERE rolname = $1', [role])).rowCount === 1;

/**
 * Makes the group, or brings its rights up to date: with columns that a migration has added, and without those that it may
 * no longer read.
 * @param isOwn whether nobody but PlantOps and its readers use the database, so that what everybody may do can be less
 */
export async function grantReading(connection: Queryable, isOwn: boolean): Promise<void> {
  const { database, schema, group } = await namesOf(connection);
  const [role, inSchema] = [quoted(group), quoted(schema)];
  if (!(await exists(connection, group))) await connection.query(`CREATE ROLE ${role} NOLOGIN`);
  // Only where it has rights: in a schema that others share, their tables are not ours to revoke on.
  const { rows: granted } = await connection.query<{ name: string }>(
    `SELECT DISTINCT table_name AS name FROM information_schema.column_privileges
     WHERE grantee = $1 AND table_schema = current_schema()`,
    [group],
  );
  for (const { name } of granted) await connection.query(`REVOKE ALL ON ${quoted(name)} FROM ${role}`);
  await connection.query(`GRANT USAGE ON SCHEMA ${inSchema} TO ${role}`);
  for (const [table, { without }] of Object.entries(READABLE)) {
    const columns = without ? ` (${await columnsOf(connection, table, without)})` : '';
    await connection.query(`GRANT SELECT${columns} ON ${quoted(table)} TO ${role}`);
  }
  if (!isOwn) return;
  await connection.query(`REVOKE TEMPORARY ON DATABASE ${quoted(database)} FROM PUBLIC`);
  const { rows } = await connection.query<{ name: string }>(
    `SELECT oid::regprocedure::text AS name FROM pg_proc
     WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ $1
       AND has_function_privilege($2, oid, 'EXECUTE')`,
    [PRIVATE_FUNCTIONS, group],
  );
  const engine = `${database.slice(0, 56)}_engine`;
  const hasEngine = await exists(connection, engine);
  for (const { name } of rows) {
    await connection.query(`REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC`);
    if (hasEngine && name.startsWith('pg_'))
      await connection.query(`GRANT EXECUTE ON FUNCTION ${name} TO ${quoted(engine)}`);
  }
}

async function columnsOf(connection: Queryable, table: string, without: readonly string[]): Promise<string> {
  const { rows } = await connection.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 AND NOT column_name = ANY($2)`,
    [table, without],
  );
  return rows.map(({ column_name }) => quoted(column_name)).join(', ');
}

/** The first name of a role that nobody has: roles are shared by all databases of a server. */
async function freeName(connection: Queryable, prefix: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${prefix}${number}`;
    // One that is noted and missing was left behind when the database was moved.
    const { rowCount } = await connection.query('SELECT FROM reading_accounts WHERE username = $1', [name]);
    if (rowCount === 0 && !(await exists(connection, name))) return name;
  }
}

async function setPassword(connection: Queryable, username: string, password: string, names: Names): Promise<void> {
  const role = quoted(username);
  const verb = (await exists(connection, username)) ? 'ALTER' : 'CREATE';
  await connection.query(
    `${verb} ROLE ${role} LOGIN CONNECTION LIMIT ${MOST_CONNECTIONS} PASSWORD ${pg.escapeLiteral(await scramVerifier(password))}`,
  );
  const settings = { ...ROLE_SETTINGS, ...(names.isSuperuser && SUPERUSER_SETTINGS) };
  for (const [name, value] of Object.entries(settings))
    await connection.query(`ALTER ROLE ${role} SET ${name} = ${pg.escapeLiteral(value)}`);
  await connection.query(`GRANT ${quoted(names.group)} TO ${role}`);
  // Whoever may end a connection must have the rights of its role. A superuser may end all.
  if (!names.isSuperuser) await connection.query(`GRANT ${role} TO CURRENT_USER`);
}

/**
 * Makes a role. Belongs into a transaction.
 * @returns its name
 */
export async function createReadingRole(connection: Queryable, password: string, isOwn: boolean): Promise<string> {
  // Several servers may do this at the same time.
  await connection.query(`SELECT pg_advisory_xact_lock(hashtext('plantops reading roles'))`);
  await grantReading(connection, isOwn);
  const names = await namesOf(connection);
  const username = await freeName(connection, names.prefix);
  await setPassword(connection, username, password, names);
  return username;
}

/** Gives a role another password, or makes it again where the database was moved without its roles. Belongs into a transaction. */
export async function renewReadingRole(
  connection: Queryable,
  username: string,
  password: string,
  isOwn: boolean,
): Promise<void> {
  await connection.query(`SELECT pg_advisory_xact_lock(hashtext('plantops reading roles'))`);
  await grantReading(connection, isOwn);
  await setPassword(connection, username, password, await namesOf(connection));
}

/** Removes a role, and ends its connections. One that is gone already is no failure. */
export async function dropReadingRole(database: Database, username: string): Promise<void> {
  if (!(await exists(database, username))) return;
  const role = quoted(username);
  // First, so that none comes back meanwhile.
  await database.query(`ALTER ROLE ${role} NOLOGIN`);
  await endReading(database, username);
  await database.query(`DROP OWNED BY ${role}`);
  await database.query(`DROP ROLE ${role}`);
}

/** Ends all connections of a role. */
export async function endReading(connection: Queryable, username: string): Promise<void> {
  // Waited for, since an end is only asked for (ms).
  await connection.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1', [username]);
}

/** Ends what goes on for too long in the roles. @returns whose connections were ended */
export async function endLongReads(
  connection: Queryable,
  usernames: readonly string[],
  longestS = LONGEST_TRANSACTION_S,
): Promise<string[]> {
  const { rows } = await connection.query<{ username: string }>(
    `SELECT usename::text AS username, pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE usename = ANY($1) AND xact_start < now() - make_interval(secs => $2)`,
    [usernames, longestS],
  );
  return rows.map(({ username }) => username);
}
