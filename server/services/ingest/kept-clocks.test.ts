import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { listClockOffsets } from '../../db/repositories/device-clocks.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { KeptClocks } from './kept-clocks.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const HOUR_MS = 3_600_000;
const databases = useTestDatabases();
let database: Database;
let bus: ChangeBus;

beforeEach(async () => {
  database = await databases.pool();
  bus = new ChangeBus(silentLog);
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash)
     SELECT d, d, d, 'h', 'h' FROM unnest(ARRAY['dev_1', 'dev_2']) AS d`,
  );
});

async function started(): Promise<KeptClocks> {
  const clocks = new KeptClocks({ database, bus, clock: new FakeClock(NOW), log: silentLog });
  await clocks.load();
  return clocks;
}
const place = (clocks: KeptClocks, deviceId: string, sentMs: number) =>
  clocks.place(deviceId, sentMs, NOW, 300_000).offsetMs;

describe('the clocks of devices', () => {
  it('are known again after a restart, and right ones are forgotten', async () => {
    const before = await started();
    for (const deviceId of ['dev_1', 'dev_2', 'unknown']) place(before, deviceId, NOW.getTime() + HOUR_MS);
    await before.stop();
    expect(await listClockOffsets(database)).toEqual([
      { deviceId: 'dev_1', offsetMs: -HOUR_MS },
      { deviceId: 'dev_2', offsetMs: -HOUR_MS },
    ]);
    const after = await started();
    // Kept for two hours: by itself it looks like a clock that is behind.
    expect(after.place('dev_1', NOW.getTime() - HOUR_MS, NOW, 300_000).time).toEqual(
      new Date(NOW.getTime() - 2 * HOUR_MS),
    );
    const right: string[] = [];
    after.onRight((deviceId) => right.push(deviceId));
    place(after, 'dev_2', NOW.getTime() + 30 * HOUR_MS);
    place(after, 'dev_2', NOW.getTime());
    expect(right).toEqual(['dev_2']);
    await after.stop();
    expect(await listClockOffsets(database)).toEqual([{ deviceId: 'dev_1', offsetMs: -HOUR_MS }]);
  });

  it('are told to be right when a right time comes: as the first, and after a time that is none', async () => {
    const clocks = await started();
    const right: string[] = [];
    clocks.onRight((deviceId) => right.push(deviceId));
    for (const sentMs of [NOW.getTime(), NOW.getTime() + 1, 10_000, Number.NaN]) place(clocks, 'dev_1', sentMs);
    expect(right).toEqual(['dev_1']);
    place(clocks, 'dev_1', NOW.getTime() - 2 * HOUR_MS);
    expect(right, 'what was kept for hours says nothing').toEqual(['dev_1']);
    place(clocks, 'dev_1', NOW.getTime() + 2);
    expect(right).toEqual(['dev_1', 'dev_1']);
    await clocks.stop();
  });

  it('go with their device, and with data that are replaced', async () => {
    const clocks = await started();
    for (const deviceId of ['dev_1', 'dev_2']) place(clocks, deviceId, NOW.getTime() + HOUR_MS);
    await bus.publish('device_removed', { deviceId: 'dev_1', plantIds: [] });
    expect(place(clocks, 'dev_1', NOW.getTime() - HOUR_MS)).toBeUndefined();
    await bus.publish('data_replaced', {});
    expect(place(clocks, 'dev_2', NOW.getTime() - HOUR_MS)).toBeUndefined();
    await clocks.stop();
    expect(await listClockOffsets(database)).toEqual([]);
  });
});
