/** A real Mosquitto for tests, with the repo's own configuration, and a connection to it that can be cut. */
import net from 'node:net';
import { connectAsync, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { freePort, temporaryDataDir } from './place.ts';
import { prepareBrokerFiles, startMosquitto } from '../broker/mosquitto-process.ts';
import { type Credential, replacePasswordFile } from '../broker/password-file.ts';
import { brokerHash } from '../broker/password-hash.ts';

export const SERVER_NAME = 'plantops-server';
export const PASSWORD = 'secret';
const log = pino({ level: 'silent' });

export interface TestBroker {
  url: string;
  /** Where each client chooses its id. */
  flowsUrl: string;
  passwordFile: string;
  account: { uid: number; gid: number } | undefined;
  reload(): void;
  /** Connects as a device or any other of the `accounts`. */
  connect(username: string, password?: string): Promise<MqttClient>;
  stop(): Promise<void>;
}

/**
 * Starts a broker with the server's account and these accounts, all with the same password.
 * @param settings values of its configuration that differ from the repo's own
 */
export async function startTestBroker(accounts: string[], settings: Record<string, string> = {}): Promise<TestBroker> {
  const { dataDir, remove } = temporaryDataDir();
  const { passwordFile, account } = prepareBrokerFiles({ dataDir, log });
  const hash = await brokerHash(PASSWORD);
  const credentials: Credential[] = [SERVER_NAME, ...accounts].map((username) => ({ username, hash }));
  await replacePasswordFile(passwordFile, credentials, account);
  const broker = await startMosquitto({
    dataDir,
    host: '127.0.0.1',
    port: await freePort(),
    passwordFile,
    settings,
    log,
  });
  const clients: MqttClient[] = [];
  return {
    url: broker.url,
    flowsUrl: broker.flowsUrl,
    passwordFile,
    account,
    reload: () => broker.reload(),
    async connect(username, password = PASSWORD) {
      const client = await connectAsync(broker.url, { username, password, reconnectPeriod: 0 }, false);
      clients.push(client);
      return client;
    },
    async stop() {
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await broker.stop();
      remove();
    },
  };
}

export interface Line {
  url: string;
  /** Breaks every connection over this line; new ones can still be made. */
  cut(): void;
  close(): Promise<void>;
}

/** A proxy to the broker at `url` whose connections can be cut, as in a network failure. */
export async function lineTo(url: string): Promise<Line> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: `mqtt://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
