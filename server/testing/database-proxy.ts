/** A way to PostgreSQL that can be frozen or broken, in tests. */
import net from 'node:net';

export interface DatabaseProxy {
  port: number;
  /** How many connections have been made. */
  readonly connections: number;
  /** Whether something was sent to the database that it has not answered. */
  isAsked(): boolean;
  /** The database's answers are held back, as if it hung. */
  freeze(): void;
  /** Lets out what was held back. */
  thaw(): void;
  /** Cuts all connections. */
  breakAll(): void;
  stop(): Promise<void>;
}

/** Starts a proxy in front of the database at this address. */
export async function startDatabaseProxy(target: { host: string; port: number }): Promise<DatabaseProxy> {
  const clients = new Set<net.Socket>();
  let connections = 0;
  let isFrozen = false;
  let unanswered = 0;
  let held: (() => void)[] = [];
  const server = net.createServer((client) => {
    connections += 1;
    clients.add(client);
    const database = net.connect(
      target.host.startsWith('/') ? { path: `${target.host}/.s.PGSQL.${target.port}` } : target,
    );
    client.on('data', (bytes) => {
      unanswered += 1;
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      const pass = (): void => {
        unanswered = 0;
        client.write(bytes);
      };
      if (isFrozen) held.push(pass);
      else pass();
    });
    client.on('close', () => {
      clients.delete(client);
      database.destroy();
    });
    database.on('close', () => client.destroy());
    for (const socket of [client, database]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => clients.forEach((client) => client.destroy());
  return {
    port: (server.address() as net.AddressInfo).port,
    get connections() {
      return connections;
    },
    isAsked: () => unanswered > 0,
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
      for (const pass of held.splice(0)) pass();
      held = [];
    },
    breakAll,
    async stop() {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
