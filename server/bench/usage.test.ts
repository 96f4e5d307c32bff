import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { familyOf, processorTimeUs, residentMb } from './usage.ts';

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
});

/** Starts a Node.js that says when it is there, and waits. */
async function startNode(program = ''): Promise<number> {
  const child = spawn(process.execPath, ['-e', `${program}; console.log('here'); setInterval(() => {}, 1000)`]);
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

describe.runIf(process.platform === 'linux')('what processes use', () => {
  it('counts memory that two of them share once, and what each has for itself twice', async () => {
    const [one, other] = [await startNode(), await startNode('globalThis.own = Buffer.alloc(64 * 1024 * 1024, 1)')];
    const together = residentMb([one, other]);
    const [small, large] = [residentMb([one]), residentMb([other])];
    expect(large - small).toBeGreaterThan(55);
    expect(together).toBeGreaterThan(large + 5);
    expect(together).toBeLessThan(large + small - 20);
  });

  it('knows a process, and those that it has started by the names of their programs', async () => {
    const child = await startNode(`require('node:child_process').spawn('sleep', ['60'])`);
    const all = familyOf(child);
    expect(all[0]).toBe(child);
    const sleepers = familyOf(process.pid, new Set(['sleep']));
    expect(sleepers).toHaveLength(1);
    expect(all).toContain(sleepers[0]);
    process.kill(sleepers[0] as number, 'SIGKILL');
  });

  it('counts the time of children that have ended', async () => {
    const burn = `const until = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < until);`;
    const child = await startNode(
      `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}])`,
    );
    expect(processorTimeUs([child])).toBeGreaterThan(300_000);
  });
});
