import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pulse } from '../port/offers.ts';
import { PortClosedError } from '../port/port-end.ts';
import { type EngineCrash, EngineProcess } from './engine-process.ts';

const FAKE = path.join(import.meta.dirname, '..', 'testing', 'fake-engine.mjs');
const BEAT: Pulse = {
  flowsRunning: true,
  brokerConnected: true,
  brokerPasses: true,
  brokerRoundTripMs: 2,
  messagesInFlight: 1,
  messagesReceived: 2,
  messagesLetGo: 3,
  messagesSetAside: 4,
  traffic: {
    kinds: {
      telemetry: { handedOut: 2, rejected: 0, setAside: 0 },
      heartbeat: { handedOut: 0, rejected: 0, setAside: 0 },
      gateway: { handedOut: 0, rejected: 0, setAside: 0 },
    },
    nodeErrors: 1,
    lastFault: { nodeId: null, node: null, reason: 'no luck' },
    answered: { count: 2, afterMs: 0.5 },
  },
  ingest: {
    stored: 2,
    late: 1,
    repeated: 0,
    messages: [{ kind: 'telemetry', rejected: 1, setAside: 0 }],
    commit: { count: 1, sumS: 0.5, buckets: [0, 1] },
    delivery: { count: 2, sumS: 0.5, buckets: [1, 2] },
  },
  canary: null,
  broker: { isRefused: false, isContested: false, isHeldBack: false, figures: null },
  readingsWaiting: 6,
  openAlerts: 7,
  devices: { online: 8, offline: 9 },
  failingNodes: [],
  warnings: [],
};

let folder: string;
let clock: FakeClock;
let crashes: EngineCrash[];
let runs: number;
let lines: string;
let cooldownS: number;
let engine: EngineProcess;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-engine-'));
  clock = new FakeClock();
  [crashes, runs, lines, cooldownS] = [[], 0, '', 900];
});
afterEach(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

function newEngine(mode: string, beat: Pulse = BEAT): EngineProcess {
  engine = new EngineProcess({
    command: {
      command: process.execPath,
      args: [FAKE, mode, JSON.stringify(beat)],
      env: {},
      directory: folder,
      mark: FAKE,
      pidFile: path.join(folder, 'engine.pid'),
      account: undefined,
    },
    settings: () => ({
      logLevel: 'info',
      heartbeatIntervalS: 60,
      database: { connection: {}, direct: {} },
      broker: {
        url: 'mqtt://127.0.0.1',
        username: 'u',
        password: 'p',
        commands: { username: 'c', password: 'p' },
        canary: { username: 'k', password: 'p' },
      },
      credentialSecret: 's',
      handsOnAtOnce: true,
      userDir: folder,
      filesDir: folder,
      ofOwner: {
        alertCooldownS: cooldownS,
        modelReady: false,
        outbox: { waiting: 0 },
        timeZone: 'UTC',
        wills: [],
        announceReadings: false,
        holdBack: false,
      },
    }),
    handlers: {
      calls: {} as never,
      news: { changes: () => undefined, care_progress: () => undefined, crash: () => undefined },
    },
    onRunning: () => {
      runs += 1;
    },
    onCrash: (crash) => void crashes.push(crash),
    clock,
    log: pino({ level: 'debug' }, { write: (line: string) => void (lines += line) }),
  });
  return engine;
}

const follow = () => engine.call('follow', { name: 'data_replaced', change: {} });
const ended = (pid: number | undefined) =>
  expect.poll(() => pid === undefined || !existsSync(`/proc/${pid}`), { timeout: 5000 }).toBe(true);

describe('the process of the engine', () => {
  it('is started, told its settings, asked, told of changes of the settings before it is asked again, and stopped', async () => {
    newEngine('well');
    await engine.prepare();
    expect([engine.pulse, engine.address]).toEqual([undefined, undefined]);
    await engine.start();
    expect(engine.pulse).toEqual(BEAT);
    expect(runs).toBe(1);
    expect(await follow()).toEqual([expect.stringContaining('"alertCooldownS":900')]);
    cooldownS = 60;
    expect(await follow()).toEqual([expect.stringContaining('"alertCooldownS":60')]);
    const { pid } = engine;
    await engine.stop();
    await ended(pid);
    expect([crashes, engine.pulse, clock.timers]).toEqual([[], undefined, 0]);
    await expect(engine.call('follow', { name: 'data_replaced', change: {} }, { awayMs: 0 })).rejects.toThrow();
  });

  it('that ends is started again at once, and calls meanwhile wait for it', async () => {
    newEngine('crash');
    await engine.start();
    await expect.poll(() => crashes).toHaveLength(1);
    expect(crashes[0]).toEqual({ at: clock.now(), reason: 'it ended with 7', lastForeignNode: 'mine' });
    const call = follow();
    await clock.advance(100);
    expect(await call).toHaveLength(1);
    expect(lines).toContain('readings wait at the broker');
  });

  it('that keeps ending is started after growing pauses of two seconds at most', async () => {
    newEngine('crash');
    await engine.start();
    for (const [count, pauseMs] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [4, 800],
      [5, 1600],
      [6, 2000],
      [7, 2000],
    ] as const) {
      await expect.poll(() => crashes.length, { timeout: 10_000 }).toBe(count);
      const { pid } = engine;
      await clock.advance(pauseMs - 1);
      expect(engine.pid).toBe(pid);
      await clock.advance(1);
      await expect.poll(() => engine.pid).not.toBe(pid);
    }
  });

  it('that must be started anew ends in order, and that is no crash', async () => {
    newEngine('well');
    await engine.start();
    const { pid } = engine;
    await engine.restart();
    await ended(pid);
    await expect.poll(() => engine.address).toBeDefined();
    expect([await follow(), crashes, engine.pid === pid]).toEqual([[expect.anything()], [], false]);
  });

  it('that is silent for ten seconds is ended and started again', async () => {
    newEngine('mute');
    await engine.start();
    const { pid } = engine;
    await clock.advance(10_000);
    expect([engine.pid, crashes]).toEqual([pid, []]);
    await clock.advance(1000);
    await expect.poll(() => crashes).toHaveLength(1);
    expect(crashes[0]?.reason).toBe('it did not answer for 10 s');
    await ended(pid);
  });

  it('that never listens is ended and started again, and the start of the host does not wait for ever', async () => {
    newEngine('stuck');
    const started = engine.start();
    await expect.poll(() => engine.pid).toBeDefined();
    await clock.advance(30_000);
    await started;
    await expect.poll(() => crashes).toHaveLength(1);
    expect(crashes[0]?.reason).toBe('it did not listen within 30 s');
    await expect(engine.call('follow', { name: 'data_replaced', change: {} }, { awayMs: 0 })).rejects.toThrow(
      PortClosedError,
    );
  });

  it('whose flows do not run is told of, and runs without them', async () => {
    newEngine('well', { ...BEAT, flowsRunning: false });
    const started = engine.start();
    await expect.poll(() => engine.pulse).toBeDefined();
    await clock.advance(30_000);
    await started;
    expect(runs).toBe(0);
    expect(lines).toContain('the flows do not run yet');
  });

  it('has its lines in the log, and what a flow prints', async () => {
    newEngine('chatty');
    await engine.start();
    await expect.poll(() => lines).toContain('printed by a flow');
    for (const text of ['a line of the log', 'flow engine: no line of a log', String.raw`flows: {\"listening\":1}`])
      await expect.poll(() => lines).toContain(text);
  });

  it('that a killed host left behind is ended before another is started', async () => {
    newEngine('mute');
    await engine.start();
    const left = engine.pid;
    const first = engine;
    writeFileSync(path.join(folder, 'engine.pid'), `${left}\n`);
    newEngine('well');
    const prepared = engine.prepare();
    await expect.poll(() => lines).toContain('was left behind');
    for (let wait = 0; wait < 20; wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await clock.advance(20);
    }
    await prepared;
    await ended(left);
    await first.stop();
  });
});
