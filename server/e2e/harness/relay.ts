import net from 'node:net';

/** A way to a server that can stop passing anything on, without closing a connection or saying so. */
export interface Relay {
  url: string;
  /** From now on nothing is passed, on connections of before and on new ones. */
  hold(): void;
  /** Passes again, and first what was held back. */
  pass(): void;
  stop(): Promise<void>;
}

/** Starts a relay to the server at this address. */
export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<net.Socket>();
  let isHolding = false;
  const relay = net.createServer((client) => {
    const server = net.connect({ host: hostname, port: Number(port) });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (isHolding) from.pause();
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(relay.address() as net.AddressInfo).port}`,
    hold() {
      isHolding = true;
      for (const socket of sockets) socket.pause();
    },
    pass() {
      isHolding = false;
      for (const socket of sockets) socket.resume();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => relay.close(resolve));
    },
  };
}
