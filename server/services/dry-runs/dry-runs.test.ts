import type { DryRun, StartDryRun } from '@plantops/shared/api/dry-runs.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import {
  type Closing,
  type DryEngine,
  DryEngineEndedError,
  type DryFacts,
  type DryMessage,
} from '../../port/dry-offers.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { DryRuns } from './dry-runs.ts';

const databases = useTestDatabases();
const RUNNING: FlowNode[] = [{ id: 'running', type: 'tab' }];
const TRIED: FlowNode[] = [{ id: 'tried', type: 'tab' }];
const BAD: FlowNode[] = [{ id: 'bad', type: 'tab' }];
const ASKED: StartDryRun = { flows: TRIED, source: 'readings', span: 'hour' };

/** Stores each message as the reading that it holds, one degree warmer in the flows that are tried. */
class WarmingEngine implements DryEngine {
  flows: FlowNode[] = [];
  facts: DryFacts | undefined;
  fed: DryMessage[] = [];
  isEnded = false;
  /** What happens instead of the next messages. */
  instead: (() => Promise<never>) | undefined;
  readonly #onHandled: (count: number) => void;

  constructor(onHandled: (count: number) => void) {
    this.#onHandled = onHandled;
  }

  async begin(flows: FlowNode[], facts: DryFacts): Promise<string[]> {
    Object.assign(this, { flows, facts });
    return [];
  }

  async feed(messages: DryMessage[]) {
    if (this.instead) await this.instead();
    const before = this.fed.length;
    this.fed.push(...messages);
    this.#onHandled(this.fed.length);
    const fates = messages.map((message, index) => {
      const { temperature } = JSON.parse('payload' in message ? message.payload : '{}') as { temperature: number };
      const stored = {
        deviceId: 'dev_1',
        plantId: null,
        time: message.at,
        values: { temperature: temperature + (this.flows === TRIED ? 1 : 0) },
      };
      return { number: before + index + 1, stored: [stored], repeated: 0, rejected: [] };
    });
    return { fates, alerts: [], notices: [], commands: [] };
  }

  async finish(): Promise<Closing> {
    return { fates: [], alerts: [], notices: [], commands: [], notActed: [], waiting: [], errors: [] };
  }

  end(): void {
    this.isEnded = true;
  }
}

let database: Database;
let clock: FakeClock;
let engines: WarmingEngine[];
let dryRuns: DryRuns;
/** What the next engines do instead of their work, the one with the flows that are tried first. */
let insteadOf: (WarmingEngine['instead'] | undefined)[];
beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  engines = [];
  insteadOf = [];
  dryRuns = new DryRuns({
    database,
    versions: {
      get: async (number) => {
        throw new ProblemError('flow_version_not_found', `no version ${number}`);
      },
    },
    flows: { owners: RUNNING, obstacles: (flows) => (flows === BAD ? ['it is bad'] : []) },
    openEngine(onHandled) {
      const engine = new WarmingEngine(onHandled);
      engine.instead = insteadOf[engines.length];
      engines.push(engine);
      return engine;
    },
    settings: () => ({ alertCooldownS: 900, heartbeatIntervalS: 60 }),
    onKept: () => undefined,
    bus: new ChangeBus(silentLog),
    clock,
    log: silentLog,
  });
  await addDevice(database, 1);
  await database.query(
    `INSERT INTO telemetry (time, device_id, temperature)
     SELECT $1::timestamptz - make_interval(secs => second), 'dev_1', 20 FROM generate_series(1, 5400, 3) AS second`,
    [clock.now()],
  );
});
afterEach(() => dryRuns.stop());

async function ended(id: number): Promise<DryRun> {
  await expect.poll(() => dryRuns.get(id).state).not.toBe('running');
  return dryRuns.get(id);
}

describe('a dry run', () => {
  it('feeds both versions with the readings of the span, in order and page by page, and compares them', async () => {
    const { id } = await dryRuns.start(ASKED);
    const run = await ended(id);
    expect(run).toMatchObject({ state: 'done', total: 1200, handled: 1200, version: null, span: 'hour' });
    expect(run.result).toMatchObject({ tried: { stored: 1200 }, running: { stored: 1200 }, different: 1200 });
    expect(run.result?.differences[0]).toEqual({
      device_id: 'dev_1',
      time: '2026-01-07T11:00:02.000Z',
      running: { temperature: 20 },
      tried: { temperature: 21 },
    });
    const times = engines[0]?.fed.map(({ at }) => at) ?? [];
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(engines.map(({ flows, isEnded }) => [flows, isEnded])).toEqual([
      [TRIED, true],
      [RUNNING, true],
    ]);
    expect(engines[0]?.facts).toMatchObject({ devices: [{ deviceId: 'dev_1' }], judgesSilence: false });
  });

  it('tells why flows ended their engine, and compares nothing then', async () => {
    insteadOf = [() => Promise.reject(new DryEngineEndedError('function "mine" hangs'))];
    const run = await ended((await dryRuns.start(ASKED)).id);
    expect(run).toMatchObject({
      state: 'done',
      result: { tried: { stopped: 'function "mine" hangs' }, running: null },
    });
  });

  it('goes on alone where those that run end their engine', async () => {
    insteadOf = [undefined, () => Promise.reject(new DryEngineEndedError('it hangs'))];
    const run = await ended((await dryRuns.start(ASKED)).id);
    expect(run.result).toMatchObject({ tried: { stored: 1200, stopped: null }, running: null, different: 0 });
  });

  it('fails with a sentence for any other reason', async () => {
    insteadOf = [() => Promise.reject(new Error('The database is away'))];
    const run = await ended((await dryRuns.start(ASKED)).id);
    expect(run).toMatchObject({ state: 'failed', problem: 'The database is away', result: null });
    expect(engines.every(({ isEnded }) => isEnded)).toBe(true);
  });

  it('is one at a time, and ends when it is cancelled', async () => {
    const { promise: hangs, reject } = Promise.withResolvers<never>();
    let isFed = false;
    insteadOf = [
      () => {
        isFed = true;
        return hangs;
      },
    ];
    const { id } = await dryRuns.start(ASKED);
    await expect(dryRuns.start(ASKED)).rejects.toMatchObject({ code: 'dry_run_in_progress' });
    await expect.poll(() => isFed).toBe(true);
    dryRuns.cancel(id);
    expect(engines.every(({ isEnded }) => isEnded)).toBe(true);
    reject(new DryEngineEndedError('it was ended'));
    await dryRuns.stop();
    expect(dryRuns.get(id)).toMatchObject({ state: 'cancelled', result: null, ended_at: clock.now().toISOString() });
    insteadOf = [];
    expect(await ended((await dryRuns.start(ASKED)).id)).toMatchObject({ state: 'done' });
    expect(dryRuns.list().map(({ state }) => state)).toEqual(['done', 'cancelled']);
  });

  it('is refused for flows that cannot run and versions that are not there', async () => {
    await expect(dryRuns.start({ ...ASKED, flows: BAD })).rejects.toMatchObject({ code: 'flows_refused' });
    await expect(dryRuns.start({ version: 9, source: 'readings', span: 'day' })).rejects.toMatchObject({
      code: 'flow_version_not_found',
    });
    expect(() => dryRuns.get(1)).toThrow('There is no dry run 1');
    expect(engines).toEqual([]);
  });
});
