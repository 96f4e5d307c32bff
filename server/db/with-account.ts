import pg from 'pg';

/** The same connection as another user. */
export function withAccount(connection: pg.ClientConfig, user: string, password: string): pg.ClientConfig {
  if (connection.connectionString === undefined) return { ...connection, user, password };
  const url = new URL(connection.connectionString);
  // As parameters, they would count for more.
  for (const name of ['user', 'password']) url.searchParams.delete(name);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return { ...connection, connectionString: url.href };
}

/**
 * Logs in and reads: the database's own rules may name who may come from where.
 * @throws what PostgreSQL says, if that cannot be
 */
export async function tryToRead(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT FROM plants LIMIT 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The address of a database for other programs, with user and password in it. */
export function addressOf(connection: pg.ClientConfig, user: string, password: string): string {
  const own = withAccount(connection, user, password);
  if (own.connectionString !== undefined) return own.connectionString;
  const { host = '', port = 5432, database = '' } = own;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  // A folder is that of a socket, which stands in no host name.
  return host.startsWith('/')
    ? `postgresql://${login}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `postgresql://${login}@${host}:${port}/${database}`;
}
