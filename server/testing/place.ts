/** What tests of managed processes need: a directory of their own, a free port, and a process that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { brokerHash } from '../broker/password-hash.ts';

/** A new directory in the temporary directory, which every user can enter, like a DATA_DIR. */
export function temporaryDataDir(): { dataDir: string; remove: () => void } {
  // The real path, because macOS's temporary directory is a symbolic link.
  const root = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'plantops-test-'));
  chmodSync(root, 0o711);
  return {
    dataDir: root,
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Below those that systems give to outgoing connections, one of which could otherwise take a port in between. */
const FIRST_PORT = 10_000;
/** How many each worker has to itself. */
const PORTS = 1000;
const firstOfWorker = FIRST_PORT + PORTS * (Number(process.env.VITEST_POOL_ID ?? 0) % 20);
let asked = process.pid;

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(true);
    });
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}

/** A port that nothing is listening on, and that was not given before. */
export async function freePort(): Promise<number> {
  let port: number;
  do port = firstOfWorker + (asked++ % PORTS);
  while (!(await isFree(port)));
  return port;
}

/** A line of Mosquitto's password file. */
export const passwordLine = async (username: string, password: string): Promise<string> =>
  `${username}:${await brokerHash(password)}\n`;

/**
 * Runs the text of a module in a Node.js process of its own. Resolves when it prints "ready". `imports` maps the names
 * to import to the URL of their module.
 */
export async function startServerProcess(imports: Record<string, string>, body: string): Promise<ChildProcess> {
  const header = Object.entries(imports).map(
    ([names, address]) => `import { ${names} } from ${JSON.stringify(address)};`,
  );
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${header.join('\n')}\n${body}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('ready')) resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`ended with ${code} before it was ready`));
    });
  });
  return child;
}

/** Kills a process as a crash or the kernel's out-of-memory killer would. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGKILL');
  await gone;
}
