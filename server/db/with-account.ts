import type pg from 'pg';

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
