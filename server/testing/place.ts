/** What tests of the managed processes need: a place of their own, a free port, a server that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { brokerHash } from '../broker/password-hash.ts';

/** A new directory below the temporary one or `parent`, reachable by every user as a DATA_DIR would be. */
export function temporaryDataDir(parent = os.tmpdir()): { dataDir: string; remove: () => void } {
  // Real path: macOS's temporary directory is a link.
  const root = mkdtempSync(path.join(realpathSync(parent), 'plantops-test-'));
  chmodSync(root, 0o711);
  return {
    dataDir: root,
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** A line of Mosquitto's password file. */
export const passwordLine = async (username: string, password: string): Promise<string> =>
  `${username}:${await brokerHash(password)}\n`;

/** Runs a module text in a Node.js of its own and resolves when it prints "ready". `imports` maps names to addresses of modules. */
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

/** Ends a process as a crash or the kernel's out-of-memory killer would. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGKILL');
  await gone;
}
