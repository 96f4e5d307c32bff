/** Real NATS servers for tests, with the repo's own configuration. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { accountsFileText, natsHash } from '../broker/nats/accounts-file.ts';
import { replacePasswordFile } from '../broker/password-file.ts';
import { freePort, temporaryDataDir } from './place.ts';

export const SERVER_NAME = 'plantops-server';
export const PASSWORD = 'secret';
/** How long a server may take to start, and to find the others, on a busy machine (ms). */
const STARTED_WITHIN_MS = 30_000;

const CONFIG = readFileSync(path.join(import.meta.dirname, '..', 'broker', 'nats', 'nats.conf'), 'utf8');
/** Replaces a line that must be there. */
const withLine = (text: string, line: string, other: string): string => {
  if (!text.includes(line)) throw new Error(`nats.conf has no line ${line}`);
  return text.replace(line, other);
};

export interface TestNats {
  /** By NATS's own protocol. */
  url: string;
  /** By MQTT. */
  mqttUrl: string;
  reload(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface TestCluster {
  servers: TestNats[];
  /** The file of accounts that all of them read. */
  accountsFile: string;
  /** Connects as a device or another of the accounts, by default at the first server. */
  connect(username: string, options?: IClientOptions & { at?: TestNats }): Promise<MqttClient>;
  stop(): Promise<void>;
}

/** Starts servers with the server's account and these accounts, all with the same password. */
export async function startTestNats(accounts: readonly string[], count = 1): Promise<TestCluster> {
  const { dataDir, remove } = temporaryDataDir();
  const accountsFile = path.join(dataDir, 'accounts.conf');
  const hash = await natsHash(PASSWORD);
  const credentials = [SERVER_NAME, ...accounts].map((username) => ({ username, hash }));
  await replacePasswordFile(accountsFile, credentials, undefined, (all) => accountsFileText(SERVER_NAME, all));
  const ports = await Promise.all(
    Array.from({ length: count }, async () => ({
      client: await freePort(),
      mqtt: await freePort(),
      cluster: await freePort(),
    })),
  );
  const routes = ports.map(({ cluster }) => `nats://127.0.0.1:${cluster}`).join(', ');
  const servers = ports.map(({ client, mqtt, cluster }, index): TestNats => {
    const file = path.join(dataDir, `nats-${index}.conf`);
    const moved = withLine(
      withLine(CONFIG, '"0.0.0.0:4222"', `"127.0.0.1:${client}"`),
      '"0.0.0.0:1883"',
      `"127.0.0.1:${mqtt}"`,
    );
    writeFileSync(
      file,
      count === 1
        ? moved
        : `${moved}\ncluster { name: plantops, listen: "127.0.0.1:${cluster}", routes: [${routes}], no_advertise: true }\n`,
    );
    let child: ChildProcess | undefined;
    const url = `nats://127.0.0.1:${client}`;
    const mqttUrl = `mqtt://127.0.0.1:${mqtt}`;
    return {
      url,
      mqttUrl,
      reload: () => void child?.kill('SIGHUP'),
      async kill() {
        const dying = child;
        child = undefined;
        if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
        await new Promise((resolve) => {
          dying.once('exit', resolve);
          dying.kill('SIGKILL');
        });
      },
      async start() {
        child = spawn('nats-server', ['-c', file], {
          stdio: 'ignore',
          env: { ...process.env, NATS_NAME: `n${index}`, NATS_STORE: path.join(dataDir, `store-${index}`) },
        });
        await started(mqttUrl);
      },
    };
  });
  const clients: MqttClient[] = [];
  const cluster: TestCluster = {
    servers,
    accountsFile,
    async connect(username, { at = servers[0], ...options } = {}) {
      const client = await connectAsync(
        at?.mqttUrl ?? '',
        { username, password: PASSWORD, clientId: username, protocolVersion: 4, reconnectPeriod: 0, ...options },
        false,
      );
      clients.push(client);
      return client;
    },
    async stop() {
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await Promise.all(servers.map((server) => server.kill()));
      remove();
    },
  };
  await Promise.all(servers.map((server) => server.start()));
  return cluster;
}

/** Resolves when a client can log in, which it can once JetStream has a leader. */
async function started(url: string): Promise<void> {
  const until = performance.now() + STARTED_WITHIN_MS;
  for (;;) {
    try {
      const client = await connectAsync(
        url,
        { username: SERVER_NAME, password: 'wrong', protocolVersion: 4, reconnectPeriod: 0, connectTimeout: 1000 },
        false,
      );
      await client.endAsync(true);
      return;
    } catch (failure) {
      // It answers.
      if (/not authorized/i.test((failure as Error).message)) return;
      if (performance.now() > until) throw failure;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }
}
