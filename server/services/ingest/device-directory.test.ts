import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { patiently } from '@plantops/shared/testing/patiently.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Queryable } from '../../db/pool.ts';
import type { DirectoryRow } from '../../db/repositories/directory.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import type { ChangeName } from '../bus/changes.ts';
import { DeviceDirectory } from './device-directory.ts';
import { databaseError } from '../../testing/database-error.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

const row = (deviceId: string, plantId: string | null = null, rest: Partial<DirectoryRow> = {}): DirectoryRow => ({
  deviceId,
  name: null,
  macAddress: `mac of ${deviceId}`,
  kind: 'device',
  via: null,
  status: 'online',
  lastSeenAt: null,
  isPaused: false,
  plantId,
  plantName: plantId && `name of ${plantId}`,
  thresholds: plantId ? { humidity: { min: 40 } } : null,
  combine: {},
  calibrations: undefined,
  ...rest,
});

/** A database with these rows, which may change. */
function databaseOf(rows: DirectoryRow[]) {
  const table = { rows };
  const query = vi.fn((sql: string, [wanted]: unknown[] = []) =>
    Promise.resolve({
      rows: table.rows.filter(({ deviceId, plantId }) => {
        if (sql.includes('d.id = ANY')) return (wanted as string[]).includes(deviceId);
        return sql.includes('p.id = ANY') ? (wanted as (string | null)[]).includes(plantId) : true;
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

  it('reads plants that change together at once', async () => {
    const { query, bus } = databaseOf([row('d1', 'p1'), row('d2', 'p2')]);
    await bus.publish('plants_changed', { plantIds: ['p1', 'p2'] });
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('looks up a device it does not know, and a non-existent one at most every 5 seconds', async () => {
    const { directory, query, table } = databaseOf([]);
    expect(await directory.lookUp('d1')).toBeUndefined();
    expect(await directory.lookUp('d1')).toBeUndefined();
    expect(query).toHaveBeenCalledTimes(1);
    table.rows = [row('d1')];
    await clock.advance(4999);
    expect(await directory.lookUp('d1')).toBeUndefined();
    expect(query).toHaveBeenCalledTimes(1);
    await clock.advance(1);
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

  it('asks once for a device, however many of its messages wait, and for each device by itself', async () => {
    const { directory, query } = databaseOf([row('d1'), row('d2')]);
    const found = await Promise.all(['d1', 'd1', 'd2', 'd1'].map((id) => directory.lookUp(id)));
    expect(found.map((device) => device?.deviceId)).toEqual(['d1', 'd1', 'd2', 'd1']);
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('asks again at every later look-up of a device that was removed meanwhile', async () => {
    const { directory, table } = databaseOf([row('d1')]);
    expect(await directory.lookUp('d1')).toBeDefined();
    table.rows = [];
    expect(await directory.lookUp('d1')).toBeUndefined();
    expect(directory.find('d1')).toBeUndefined();
  });

  it('waits for the database to look a device up, as often as it is away', async () => {
    const { directory, query } = databaseOf([row('d1')]);
    const away = databaseError('57P03');
    for (let round = 0; round < 2; round += 1) {
      query.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
      let isFound = false;
      const found = directory.lookUp('d1').then((device) => {
        isFound = true;
        return device;
      });
      await clock.advance(599);
      expect(isFound).toBe(false);
      await clock.advance(1);
      expect(await found).toMatchObject({ deviceId: 'd1' });
    }
    expect(clock.timers).toBe(0);
  });

  it('fails a look-up for another reason, and asks again at the next one', async () => {
    const { directory, query } = databaseOf([row('d1')]);
    query.mockRejectedValueOnce(new Error('a bug'));
    await expect(directory.lookUp('d1')).rejects.toThrow('a bug');
    expect(await directory.lookUp('d1')).toMatchObject({ deviceId: 'd1' });
  });

  it.each([
    ['devices_changed', { deviceIds: ['d1'] }],
    ['device_moved', { deviceIds: ['d1'], plantIds: ['p1', 'p2'] }],
    ['device_removed', { deviceId: 'd1', plantIds: ['p1'] }],
    ['plant_removed', { plantId: 'p1', deviceIds: ['d1'] }],
    ['plant_restored', { plantIds: ['p1'], deviceIds: ['d1'] }],
    ['plants_changed', { plantIds: ['p1'] }],
    ['thresholds_changed', { plantIds: ['p1'] }],
    ['database_changed', { deviceIds: ['d1'], plantIds: [] }],
    ['database_changed', { deviceIds: [], plantIds: ['p1'] }],
    ['changes_missed', {}],
    ['data_replaced', {}],
  ] as const)('follows %s %j, the first time and the second', async (name, change) => {
    const { directory, table, bus } = databaseOf([row('d1', 'p1'), row('d2', 'p2')]);
    await directory.load();
    for (const plantName of ['Fern', 'Palm']) {
      table.rows = [row('d1', 'p1', { plantName }), row('d2', 'p2')];
      await bus.publish<ChangeName>(name, change);
      expect([directory.find('d1')?.plant?.name, directory.find('d2')?.plant?.name]).toEqual([plantName, 'name of p2']);
    }
  });

  it('knows a device of a restored backup, even if it was unknown just before', async () => {
    const { directory, table, bus } = databaseOf([]);
    for (const id of ['d1', 'd2']) {
      expect(await directory.lookUp(id)).toBeUndefined();
      table.rows = [row(id)];
      await bus.publish('data_replaced', {});
      expect(await directory.lookUp(id)).toMatchObject({ deviceId: id });
    }
  });

  it('has a plant without a name or limits as one with an empty name and no limits', async () => {
    const { directory } = databaseOf([row('d1', 'p1', { plantName: null, thresholds: null })]);
    await directory.load();
    expect(directory.find('d1')?.plant).toEqual({ id: 'p1', name: '', thresholds: {}, combine: {} });
  });

  describe('whose answers overtake each other', () => {
    /** Has each question answered when `answer` says so, with the rows of when it was asked. */
    function slowDatabase(rows: DirectoryRow[]) {
      const made = databaseOf(rows);
      const at = made.query.getMockImplementation();
      const waiting: (() => void)[] = [];
      made.query.mockImplementation(async (...asked) => {
        const answer = await at?.(...asked);
        await new Promise<void>((resolve) => waiting.push(resolve));
        return answer ?? { rows: [] };
      });
      /** @param place of the question among all that were asked */
      const answer = async (place: number): Promise<void> => {
        await patiently(() => expect(waiting.length).toBeGreaterThan(place));
        waiting[place]?.();
      };
      return { ...made, answer };
    }

    it('knows a device that is made while it is looked up, for the message that waits and for the next', async () => {
      const { directory, table, bus, answer } = slowDatabase([]);
      const found = directory.lookUp('d1');
      table.rows = [row('d1', 'p1')];
      const told = bus.publish('devices_changed', { deviceIds: ['d1'] });
      await answer(1);
      await told;
      await answer(0);
      expect(await found).toMatchObject({ deviceId: 'd1' });
      expect(directory.find('d1')?.plant?.id).toBe('p1');
    });

    it('keeps what changed while everything is read: a new plant, a removed device and a new one', async () => {
      const { directory, table, bus, answer } = slowDatabase([row('d1', 'p1'), row('d2', 'p1')]);
      const loaded = directory.load();
      table.rows = [row('d1', 'p2'), row('d3')];
      const told = bus.publish('devices_changed', { deviceIds: ['d1', 'd2', 'd3'] });
      for (const place of [1, 2, 3]) await answer(place);
      await told;
      await answer(0);
      expect(await loaded).toHaveLength(2);
      expect(directory.find('d1')?.plant?.id).toBe('p2');
      expect([directory.find('d2'), directory.find('d3')?.deviceId, directory.size]).toEqual([undefined, 'd3', 2]);
    });

    it('takes the newer of two readings of everything, whichever is answered first', async () => {
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const { directory, table, answer } = slowDatabase([row('d1', 'p1'), row('d2')]);
        const first = directory.load();
        table.rows = [row('d1', 'p2')];
        const second = directory.load();
        for (const place of order) await answer(place);
        await Promise.all([first, second]);
        expect([directory.find('d1')?.plant?.id, directory.size]).toEqual(['p2', 1]);
      }
    });

    it('takes the newer name and limits of a plant, and follows what changes after that', async () => {
      const { directory, table, bus, answer } = slowDatabase([row('d1', 'p1', { plantName: 'Fern' })]);
      const first = bus.publish('plants_changed', { plantIds: ['p1'] });
      table.rows = [row('d1', 'p1', { plantName: 'Palm' })];
      const second = bus.publish('plants_changed', { plantIds: ['p1'] });
      await answer(1);
      await second;
      await answer(0);
      await first;
      expect(directory.find('d1')?.plant?.name).toBe('Palm');
      table.rows = [row('d1', 'p1', { plantName: 'Ivy' })];
      const third = bus.publish('plants_changed', { plantIds: ['p1'] });
      await answer(2);
      await third;
      expect(directory.find('d1')?.plant?.name).toBe('Ivy');
    });

    it('still takes the answers after one that failed', async () => {
      const { directory, table, query, bus } = databaseOf([]);
      query.mockRejectedValueOnce(new Error('a bug'));
      await expect(directory.load()).rejects.toThrow('a bug');
      table.rows = [row('d1')];
      await bus.publish('devices_changed', { deviceIds: ['d1'] });
      expect(directory.find('d1')?.deviceId).toBe('d1');
    });
  });
});
