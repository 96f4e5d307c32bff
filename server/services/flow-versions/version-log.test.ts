import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import {
  findFlowVersion,
  insertFlowVersion,
  KEPT_VERSIONS,
  listFlowVersions,
} from '../../db/repositories/flow-versions.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { VersionLog } from './version-log.ts';

const databases = useTestDatabases();
const flow = (name: string, more: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 't', type: 'tab', label: 'One' },
  { id: 'a', type: 'function', z: 't', name, x: 1, y: 1, wires: [[]], ...more },
];
let database: Database;
let clock: FakeClock;
let log: VersionLog;
let told: number;

/** Fails as a database does that is away, while it is told to. */
let isAway: boolean;
const flaky = (): Database =>
  new Proxy(database, {
    get(target, name) {
      if (name === 'connect' && isAway)
        return () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  isAway = false;
  told = 0;
  log = new VersionLog({
    database: flaky(),
    onRecorded: ({ isNew }) => (told += isNew ? 1 : 0),
    clock,
    log: silentLog,
  });
});
afterEach(() => log.stop());

const listed = async () =>
  (await listFlowVersions(database, { limit: 10 })).map(({ number, who, note, cameFrom }) => [
    number,
    who,
    note,
    cameFrom,
  ]);

describe('the log of versions', () => {
  it('numbers what was deployed, with who, when, why and what changed', async () => {
    expect(await log.record(flow('one'), { who: 'shipped' })).toBe(1);
    await clock.advance(60_000);
    expect(await log.record(flow('two'), { who: 'editor' })).toBe(2);
    expect(await log.record(flow('one'), { who: 'roll_back', note: 'better', cameFrom: 1 })).toBe(3);
    expect(await listed()).toEqual([
      [3, 'roll_back', 'better', 1],
      [2, 'editor', null, null],
      [1, 'shipped', null, null],
    ]);
    const [, second, first] = await listFlowVersions(database, { limit: 10 });
    expect(first?.summary).toBeNull();
    expect(second?.createdAt).toEqual(new Date('2026-01-07T12:01:00Z'));
    expect(second?.summary).toMatchObject({ added: 0, changed: 1, first: [{ kind: 'changed', properties: ['name'] }] });
    expect((await findFlowVersion(database, { number: 2 }))?.flows).toEqual(flow('two'));
    expect([log.newest, told]).toEqual([3, 3]);
  });

  it('takes the same flows again for no new version, in whatever order their nodes are', async () => {
    await log.record(flow('one'), { who: 'shipped' });
    expect(await log.record(flow('one').toReversed(), { who: 'files' })).toBe(1);
    expect([await listed(), told]).toEqual([[[1, 'shipped', null, null]], 1]);
  });

  it('tells of a restore also where it brought the flows of the newest version', async () => {
    await log.record(flow('one'), { who: 'editor' });
    expect(await log.record(flow('one'), { who: 'restore' })).toBe(2);
    expect(await listFlowVersions(database, { limit: 1 })).toMatchObject([
      { who: 'restore', summary: { added: 0, removed: 0, changed: 0, rewired: 0, moved: 0, first: [] } },
    ]);
  });

  it('makes a version of flows whose nodes were only moved, and says so', async () => {
    await log.record(flow('one'), { who: 'shipped' });
    expect(await log.record(flow('one', { x: 200 }), { who: 'editor' })).toBe(2);
    const [newest] = await listFlowVersions(database, { limit: 1 });
    expect(newest?.summary).toEqual({ added: 0, removed: 0, changed: 0, rewired: 0, moved: 1, first: [] });
  });

  it('keeps the order of keys, and text that JSONB refuses', async () => {
    const odd: FlowNode[] = [{ type: 'function', id: 'a', func: 'a\u0000b\ud800', name: 'z' }];
    await log.record(odd, { who: 'api' });
    expect(JSON.stringify((await findFlowVersion(database, {}))?.flows)).toBe(JSON.stringify(odd));
  });

  it('records what was deployed while the database was away when it answers again, in order and with its times', async () => {
    await log.record(flow('one'), { who: 'shipped' });
    isAway = true;
    const [second, third] = [log.record(flow('two'), { who: 'editor' }), log.record(flow('three'), { who: 'api' })];
    await clock.advance(5000);
    expect(await listed()).toHaveLength(1);
    isAway = false;
    await clock.advance(2000);
    expect(await Promise.all([second, third])).toEqual([2, 3]);
    const [newest, before] = await listFlowVersions(database, { limit: 2 });
    expect([newest?.who, before?.who]).toEqual(['api', 'editor']);
    expect(before?.createdAt).toEqual(new Date('2026-01-07T12:00:00Z'));
  });

  it('stops without waiting for a database that is away', async () => {
    isAway = true;
    const lost = log.record(flow('one'), { who: 'editor' });
    await clock.advance(0);
    await log.stop();
    await expect(lost).rejects.toThrow('away');
    expect(clock.timers).toBe(0);
  });

  it('forgets what waits when a backup is restored', async () => {
    isAway = true;
    const lost = log.record(flow('one'), { who: 'editor' });
    await clock.advance(0);
    log.forget();
    isAway = false;
    await clock.advance(2000);
    await expect(lost).rejects.toThrow('A backup was restored meanwhile');
    expect(await log.record(flow('two'), { who: 'restore' })).toBe(1);
    expect(await listed()).toEqual([[1, 'restore', null, null]]);
  });

  it('keeps the newest of many', async () => {
    await insertFlowVersion(database, {
      number: KEPT_VERSIONS,
      createdAt: clock.now(),
      who: 'editor',
      note: null,
      cameFrom: null,
      flows: flow('old'),
      summary: null,
      outcome: null,
    });
    await insertFlowVersion(database, {
      number: 1,
      createdAt: clock.now(),
      who: 'editor',
      note: null,
      cameFrom: null,
      flows: flow('oldest'),
      summary: null,
      outcome: null,
    });
    expect(await log.record(flow('new'), { who: 'editor' })).toBe(KEPT_VERSIONS + 1);
    expect((await listed()).map(([number]) => number)).toEqual([KEPT_VERSIONS + 1, KEPT_VERSIONS]);
  });
});
