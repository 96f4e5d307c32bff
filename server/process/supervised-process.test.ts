import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDataDir } from '../testing/place.ts';
import { type ProcessExit, type ProcessSpec, SupervisedProcess } from './supervised-process.ts';

let clock: FakeClock;
let place: ReturnType<typeof temporaryDataDir>;
let exits: ProcessExit[];
let lines: string[];
let supervised: SupervisedProcess | undefined;

beforeEach(() => {
  clock = new FakeClock();
  place = temporaryDataDir();
  exits = [];
  lines = [];
});
afterEach(async () => {
  // The clock stands still: however long the child takes to end, it is not killed for it.
  await supervised?.stop();
  supervised = undefined;
  expect(clock.timers, 'timers after the stop').toBe(0);
  place.remove();
});

const pidFile = (): string => path.join(place.dataDir, 'pid');
const pid = (): number => Number(readFileSync(pidFile(), 'utf8'));

function processOf(script: string, options: Partial<ProcessSpec> = {}): SupervisedProcess {
  supervised = new SupervisedProcess({
    name: 'Owl',
    command: '/bin/sh',
    args: ['-c', script],
    directory: place.dataDir,
    account: undefined,
    env: { PATH: '/usr/bin:/bin' },
    pidFile: pidFile(),
    isReady: () => Promise.resolve(true),
    readyWithinMs: 5000,
    stopSteps: [{ signal: 'SIGTERM', waitMs: 20_000 }],
    levelOf: () => 'debug',
    clock,
    log: pino({ level: 'info' }, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) }),
    ...options,
  });
  supervised.onExit((exit) => exits.push(exit));
  return supervised;
}

/** Lets time pass while something waits for it; it stands still while only the child works. */
async function settled<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  let isSettled = false;
  void promise?.then(
    () => (isSettled = true),
    () => (isSettled = true),
  );
  while (promise && !isSettled) await clock.advance(clock.timers > 0 ? 10 : 0);
  return promise;
}

/** Kills it, and waits until it was noticed. @returns how long the next start is put off */
async function crash(): Promise<number> {
  const before = exits.length;
  process.kill(pid(), 'SIGKILL');
  await expect.poll(() => exits.length).toBe(before + 1);
  return exits.at(-1)?.restartInMs ?? 0;
}

/** Lets the pause before the next start pass, and waits until it runs again. */
async function restarted(pauseMs: number): Promise<void> {
  lines.length = 0;
  await clock.advance(pauseMs - 1);
  expect(lines, 'not earlier').toEqual([]);
  await clock.advance(1);
  await clock.advance(10);
  await expect.poll(() => lines).toEqual(['Owl runs again']);
}

describe('a supervised process', () => {
  it('is started again after pauses that double, and at the first pace again once it has run for a minute', async () => {
    await settled(processOf('exec sleep 1000').start());
    for (const pauseMs of [250, 500, 1000]) {
      expect(await crash()).toBe(pauseMs);
      await restarted(pauseMs);
    }
    await clock.advance(60_000);
    expect(await crash()).toBe(250);
    await restarted(250);
    await clock.advance(59_000);
    expect(await crash(), 'it ran for less than a minute').toBe(500);
  });

  it('waits for half a minute at most before it is started again', async () => {
    await settled(processOf('exec sleep 1000').start());
    for (let round = 0; round < 8; round += 1) await restarted(await crash());
    expect(await crash()).toBe(30_000);
  });

  it('is not started again once it is stopped, even if that was planned', async () => {
    const owl = processOf('exec sleep 1000');
    await settled(owl.start());
    await crash();
    expect(clock.timers).toBe(1);
    await settled(owl.stop());
    expect(clock.timers).toBe(0);
  });

  it('is asked to end, and killed if it does not within its time', async () => {
    const owl = processOf("trap '' TERM; echo ready; while :; do sleep 0.01; done", {
      isReady: () => Promise.resolve(lines.includes('Owl: ready')),
      levelOf: () => 'warn',
    });
    const starting = owl.start();
    await expect.poll(() => lines).toEqual(['Owl: ready']);
    await settled(starting);
    const stopped = owl.stop();
    await clock.advance(19_999);
    expect(lines).toEqual(['Owl: ready']);
    await clock.advance(1);
    await stopped;
    expect(lines).toEqual(['Owl: ready', 'Owl did not end 20 s after SIGTERM']);
    expect(exits, 'it was asked to').toEqual([]);
  });

  it('that ends while it starts fails the start with what it said last', async () => {
    await expect(
      settled(
        processOf('for n in 1 2 3 4 5 6 7 8 9; do echo line $n; done; exit 3', {
          isReady: () => Promise.resolve(false),
          readyWithinMs: Infinity,
        }).start(),
      ),
    ).rejects.toThrow(/^Owl ended while starting\. It said:\nline 2\n(.*\n)*line 9$/);
  });

  it('that does not serve in its time is ended, and the start fails', async () => {
    await expect(
      settled(processOf('exec sleep 1000', { isReady: () => Promise.reject(new Error('refused')) }).start()),
    ).rejects.toThrow(/^Owl does not serve after 5 s\./);
  });

  it('that is not there fails the start with the reason', async () => {
    await expect(settled(processOf('', { command: '/nowhere/owl' }).start())).rejects.toThrow(
      /^Owl ended while starting\. It said:\nspawn .*ENOENT/,
    );
  });

  it('rereads its files when it is asked to, and if it was asked while starting, once it is ready', async () => {
    let isReady = false;
    const owl = processOf("trap 'echo reread' HUP; echo trapped; while :; do sleep 0.01; done", {
      isReady: () => Promise.resolve(isReady),
      levelOf: () => 'warn',
    });
    const starting = owl.start();
    owl.reload();
    await expect.poll(() => lines).toEqual(['Owl: trapped']);
    isReady = true;
    await settled(starting);
    await expect.poll(() => lines).toEqual(['Owl: trapped', 'Owl: reread']);
    owl.reload();
    await expect.poll(() => lines).toHaveLength(3);
  });

  it('tells a listener of each exit until it is removed', async () => {
    const owl = processOf('echo last words >&2; exec sleep 1000');
    const heard: (string | null)[] = [];
    const remove = owl.onExit(({ signal }) => heard.push(signal));
    await settled(owl.start());
    await restarted(await crash());
    remove();
    await crash();
    expect([heard, exits.map(({ signal }) => signal)]).toEqual([['SIGKILL'], ['SIGKILL', 'SIGKILL']]);
  });
});
