import type { DeviceWays, Way, WayPath } from '@plantops/shared/api/ways.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { saveRejections } from '../../db/repositories/devices.ts';
import { addDevice } from '../../testing/add-device.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { WaysOfDevices } from './device-ways.ts';

const databases = useTestDatabases();
let database: Database;
let followed: DeviceWays;
let ways: WaysOfDevices;

const PATH: WayPath = {
  hops: [
    {
      node_id: 'mine',
      type: 'function',
      name: 'mine',
      tab: 'Telemetry',
      from: null,
      after_ms: 0.1,
      took_ms: 1.5,
      received: '{"temperature":20}',
      failure: 'no "luck" {here}, \\ nor there',
    },
  ],
  hops_left_out: 2,
};
const storedAt = (received_at: string): Way => ({
  id: `1-${received_at}`,
  kind: 'telemetry',
  received_at,
  payload: null,
  outcome: 'stored',
  reason: null,
  causes: null,
  hops: [],
  hops_left_out: 0,
});
const rejectedAt = (second: number, more: object = {}) => ({
  deviceId: 'dev_1',
  receivedAt: new Date(second * 1000),
  topic: 'devices/dev_1/telemetry',
  payload: '{"password":"abc"}',
  reason: 'no reading',
  ...more,
});

beforeEach(async () => {
  database = await databases.pool();
  await addDevice(database, 1);
  await addDevice(database, 2);
  followed = { engine_started_at: '1970-01-01T00:00:00.000Z', ways: [] };
  ways = new WaysOfDevices({
    database,
    devices: {
      get: (id) =>
        id === 'dev_0' ? Promise.reject(new ProblemError('device_not_found', 'no')) : Promise.resolve({} as never),
    },
    followed: () => Promise.resolve(followed),
  });
});

describe('the ways of the messages of a device', () => {
  it('are those that failed, with their path from the database, among those that the engine follows, newest first', async () => {
    followed.ways = [storedAt('1970-01-01T00:00:07.000Z'), storedAt('1970-01-01T00:00:03.000Z')];
    await saveRejections(database, [
      rejectedAt(2),
      rejectedAt(5, { setAside: true, node: { id: 'mine', name: 'mine' }, path: PATH }),
      rejectedAt(6, { deviceId: 'dev_2' }),
      rejectedAt(9, { topic: 'devices/dev_1/heartbeat' }),
    ]);
    const { engine_started_at, ways: listed } = await ways.list('dev_1');
    expect(engine_started_at).toBe('1970-01-01T00:00:00.000Z');
    expect(listed.map(({ received_at, outcome, kind }) => [received_at.slice(17, 19), outcome, kind])).toEqual([
      ['09', 'rejected', 'heartbeat'],
      ['07', 'stored', 'telemetry'],
      ['05', 'set_aside', 'telemetry'],
      ['03', 'stored', 'telemetry'],
      ['02', 'rejected', 'telemetry'],
    ]);
    expect(listed[2]).toEqual({
      id: expect.stringMatching(/^failed-\d+$/) as string,
      kind: 'telemetry',
      received_at: '1970-01-01T00:00:05.000Z',
      payload: '{"password":"•••"}',
      outcome: 'set_aside',
      reason: 'no reading',
      causes: null,
      ...PATH,
    });
    expect(listed[4]).toMatchObject({ hops: [], hops_left_out: 0 });
  });

  it('are at most ten that failed, and a path in another form counts as not known', async () => {
    await saveRejections(
      database,
      Array.from({ length: 12 }, (_, second) => rejectedAt(second, { path: PATH })),
    );
    await database.query(
      `UPDATE rejected_messages SET path = '{"hops":[7]}' WHERE id = (SELECT max(id) FROM rejected_messages)`,
    );
    const { ways: listed } = await ways.list('dev_1');
    expect(listed.map(({ hops }) => hops.length)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('are not told of a device that is not there', async () => {
    await expect(ways.list('dev_0')).rejects.toMatchObject({ code: 'device_not_found' });
  });
});
