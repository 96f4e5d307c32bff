import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Front } from './client.ts';
import { limitConnections, MOST_OF_ONE } from './connection-budget.ts';

let server: http.Server;
let sockets: net.Socket[];
/** Connections that the server works with. */
const served = (): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((failure, count) => (failure ? reject(failure) : resolve(count))),
  );

async function start(trusted: string[] = []): Promise<void> {
  server = http.createServer((_request, response) => response.end('here'));
  limitConnections(server, new Front(trusted), pino({ level: 'silent' }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}
async function connect(count: number, from: string): Promise<void> {
  const { port } = server.address() as net.AddressInfo;
  await Promise.all(
    Array.from({ length: count }, () => {
      const socket = net.connect({ port, host: '127.0.0.1', localAddress: from });
      socket.on('error', () => undefined);
      sockets.push(socket);
      return once(socket, 'connect');
    }),
  );
}
beforeEach(() => {
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('closes what an address has too many of at once, answers others, and lets it in again when some are closed', async () => {
  await start();
  await connect(MOST_OF_ONE + 50, '127.0.0.1');
  await expect.poll(served).toBe(MOST_OF_ONE);
  const closed = (): net.Socket[] => sockets.filter(({ destroyed, readableEnded }) => destroyed || readableEnded);
  await expect.poll(() => closed().length).toBe(50);
  // One that closes makes room for one.
  sockets.find((socket) => !closed().includes(socket))?.destroy();
  await expect.poll(served).toBe(MOST_OF_ONE - 1);
  await connect(3, '127.0.0.1');
  await expect.poll(() => closed().length).toBe(50 + 1 + 2);
  expect(await served()).toBe(MOST_OF_ONE);
  const other = sockets.length;
  await connect(1, '127.0.0.2');
  sockets[other]?.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(String((await once(sockets[other] as net.Socket, 'data'))[0])).toContain('here');
  for (const socket of sockets.splice(0)) socket.destroy();
  await expect.poll(served).toBe(0);
  await connect(1, '127.0.0.1');
  sockets[0]?.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(String((await once(sockets[0] as net.Socket, 'data'))[0])).toContain('here');
});

it('does not count those of a proxy that is trusted, which speaks for many', async () => {
  await start(['127.0.0.1']);
  await connect(MOST_OF_ONE + 50, '127.0.0.1');
  await expect.poll(served).toBe(MOST_OF_ONE + 50);
});
