/** A way to a server that counts the bytes that pass. */
import net from 'node:net';

export interface CountingRelay {
  port: number;
  /** Bytes that have passed so far, in both directions. */
  bytes(): number;
  stop(): Promise<void>;
}

/** @param target a host and a port, or a folder with a PostgreSQL's socket */
export async function startCountingRelay(target: { host: string; port: number }): Promise<CountingRelay> {
  let passed = 0;
  const open = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(target.host.startsWith('/') ? { path: `${target.host}/.s.PGSQL.${target.port}` } : target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('data', (bytes) => (passed += bytes.length));
      from.on('error', () => to.destroy());
      from.on('close', () => open.delete(from));
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    bytes: () => passed,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
