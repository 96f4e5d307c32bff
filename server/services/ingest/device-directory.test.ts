import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Queryable } from '../../db/pool.ts';
import type { DirectoryRow } from '../../db/repositories/directory.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { DeviceDirectory } from './device-directory.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

const row = (deviceId: string, plantId: string | null = null, rest: Partial<DirectoryRow> = {}): DirectoryRow => ({
  deviceId,
  name: null,
  macAddress: `mac of ${deviceId}`,
  status: 'online',
  lastSeenAt: null,
  plantId,
  plantName: plantId && `name of ${plantId}`,
  thresholds: plantId ? { humidity: { min: 40 } } : null,
  ...rest,
});

/** A database with these rows, which may change. */
function databaseOf(rows: DirectoryRow[]) {
  const table = { rows };
  const query = vi.fn((sql: string, [wanted]: unknown[] = []) =>
    Promise.resolve({
      rows: table.rows.filter(({ deviceId, plantId }) => {
        if (sql.includes('d.id = ANY')) return (wanted as string[]).includes(deviceId);
        return sql.includes('p.id = $1') ? plantId === wanted : true;
      }),
    }),
  );
  const bus = new ChangeBus(pino({ level: 'silent' }));
  const directory = new DeviceDirectory({ database: { query } as unknown as Queryable, bus, clock });
  return { table, query, directory, bus };
}

describe('the device directory', () => {
  it('knows devices and their plants from memory once it is loaded', async () => {
    const { directory, query } = databaseOf([row('d1', 'p1'), row('d2')]);
    expect(directory.find('d1')).toBeUndefined();
    expect(await directory.load()).toHaveLength(2);
    expect(directory.find('d1')).toMatchObject({
      deviceId: 'd1',
      plant: { id: 'p1', name: 'name of p1', thresholds: { humidity: { min: 40 } } },
    });
    expect(directory.find('d2')).toMatchObject({ plant: null });
    expect(directory.size).toBe(2);
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('names a device by its name, or else its MAC address, or else its id', async () => {
    const { directory } = databaseOf([row('d1', null, { name: 'Window sill' }), row('d2')]);
    await directory.load();
    expect(['d1', 'd2', 'd3'].map((id) => directory.nameOf(id))).toEqual(['Window sill', 'mac of d2', 'd3']);
  });

  it('looks up a device it does not know, and a non-existent one at most every 5 seconds', async () => {
    const { directory, query, table } = databaseOf([]);
    expect(await directory.lookUp('d1')).toBeUndefined();
    expect(await directory.lookUp('d1')).toBeUndefined();
    expect(query).toHaveBeenCalledTimes(1);
    table.rows = [row('d1')];
    await clock.advance(5000);
    expect(await directory.lookUp('d1')).toMatchObject({ deviceId: 'd1' });
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('knows a device as soon as it is announced, even if it was unknown just before', async () => {
    const { directory, table, bus } = databaseOf([]);
    await directory.lookUp('d1');
    table.rows = [row('d1')];
    await bus.publish('devices_changed', { deviceIds: ['d1'] });
    expect(await directory.lookUp('d1')).toMatchObject({ deviceId: 'd1' });
  });

  it('forgets unknown ids before they fill the memory', async () => {
    const { directory, query } = databaseOf([]);
    for (let number = 0; number <= 1000; number += 1) await directory.lookUp(`x${number}`);
    await directory.lookUp('x0');
    expect(query).toHaveBeenCalledTimes(1002);
  });

  it('follows a change of assignment and a removal', async () => {
    const { directory, table, bus } = databaseOf([row('d1', 'p1')]);
    await directory.load();
    table.rows = [row('d1', 'p2')];
    await bus.publish('devices_changed', { deviceIds: ['d1'] });
    expect(directory.find('d1')?.plant?.id).toBe('p2');
    table.rows = [];
    await bus.publish('devices_changed', { deviceIds: ['d1'] });
    expect(directory.find('d1')).toBeUndefined();
  });

  it("gives every device of a plant the plant's new thresholds", async () => {
    const { directory, table, bus } = databaseOf([row('d1', 'p1'), row('d2', 'p1'), row('d3', 'p2')]);
    await directory.load();
    table.rows = table.rows.map((each) => ({ ...each, thresholds: { humidity: { min: 50 } } }));
    await bus.publish('thresholds_changed', { plantIds: ['p1'] });
    expect(['d1', 'd2', 'd3'].map((id) => directory.find(id)?.plant?.thresholds.humidity?.min)).toEqual([50, 50, 40]);
  });

  it('drops deleted devices when it is loaded again', async () => {
    const { directory, table } = databaseOf([row('d1'), row('d2')]);
    await directory.load();
    table.rows = [row('d2')];
    await directory.load();
    expect([directory.find('d1'), directory.size]).toEqual([undefined, 1]);
  });
});
