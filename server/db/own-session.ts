import pg from 'pg';

/** Works on a connection of its own, which is ended then. @throws whatever the connection or the work throws */
export async function inSession<T>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // queries report their own failures
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
