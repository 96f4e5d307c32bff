/**
 * The entrypoint of the broker's container, run here with the system's Mosquitto and a directory in place of
 * /mosquitto.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deriveBrokerConfig } from '../broker/mosquitto-config.ts';
import { findServiceAccount, isRoot } from './service-account.ts';
import { freePort, passwordLine, temporaryDataDir } from '../testing/place.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'mosquitto');
const account = isRoot() ? findServiceAccount('mosquitto') : undefined;
let root: string;
let remove: () => void;
let port: number;
let passwordFile: string;
let entrypoint: ChildProcess;
let client: MqttClient | undefined;

beforeEach(async () => {
  ({ dataDir: root, remove } = temporaryDataDir());
  port = await freePort();
  passwordFile = path.join(root, 'auth', 'passwords');
  const source = path.join(root, 'source');
  mkdirSync(source);
  for (const name of ['entrypoint.sh', 'acl']) copyFileSync(path.join(folder, name), path.join(source, name));
  writeFileSync(
    path.join(source, 'mosquitto.conf'),
    deriveBrokerConfig(readFileSync(path.join(folder, 'mosquitto.conf'), 'utf8'), {
      host: '127.0.0.1',
      port,
      flowsPort: await freePort(),
      passwordFile,
      aclFile: path.join(root, 'config', 'acl'),
      persistenceLocation: path.join(root, 'data'),
    }),
  );
  entrypoint = spawn('sh', [path.join(source, 'entrypoint.sh')], {
    stdio: 'ignore',
    env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin`, MOSQUITTO_HOME: root },
  });
});

afterEach(async () => {
  await client?.endAsync(true);
  client = undefined;
  if (entrypoint.exitCode === null) entrypoint.kill('SIGTERM');
  remove();
});

/** Replaces the file as the server does in its own container, whose user has the broker's uid. */
function replacePasswords(text: string): void {
  writeFileSync(`${passwordFile}.draft`, text, { mode: 0o600 });
  if (account) chownSync(`${passwordFile}.draft`, account.uid, account.gid);
  renameSync(`${passwordFile}.draft`, passwordFile);
}

async function tryConnect(username: string): Promise<string> {
  try {
    const connected = await connectAsync(
      `mqtt://127.0.0.1:${port}`,
      { username, password: 'secret', reconnectPeriod: 0 },
      false,
    );
    if (client) await connected.endAsync(true);
    else client = connected;
    return 'in';
  } catch (error) {
    return (error as Error).message;
  }
}

test('starts without a password file, reads each new one within a second, disconnects nobody, and stops on SIGTERM', async () => {
  await expect.poll(() => tryConnect('device-1'), { timeout: 5000 }).toMatch(/Not authorized/);

  const first = await passwordLine('device-1', 'secret');
  replacePasswords(first);
  await expect.poll(() => tryConnect('device-1'), { timeout: 3000 }).toBe('in');
  replacePasswords(first + (await passwordLine('device-2', 'secret')));
  await expect.poll(() => tryConnect('device-2'), { timeout: 1000, interval: 50 }).toBe('in');
  expect(client?.connected).toBe(true);

  const ended = new Promise((resolve) => {
    entrypoint.once('exit', resolve);
  });
  entrypoint.kill('SIGTERM');
  expect(await ended).toBe(0);
});
