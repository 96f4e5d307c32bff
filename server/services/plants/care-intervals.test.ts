import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { CareIntervals } from './care-intervals.ts';
import { Journal } from './journal.ts';
import { Plants } from './plants.ts';

const MAY = new Date('2026-05-10T12:00:00Z');
const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let heard: ReturnType<typeof heardChanges>;
let plants: Plants;
let journal: Journal;
let zone: string;
let intervals: CareIntervals;
let fern: string;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(MAY);
  zone = 'Europe/Berlin';
  const bus = new ChangeBus(silentLog);
  plants = new Plants({ database, diagnoses: noVerdicts, bus, clock });
  journal = new Journal({ database, plants, bus, clock });
  intervals = new CareIntervals({ database, timeZone: () => Promise.resolve(zone), bus, clock });
  fern = (await plants.create({ name: 'Fern' })).id;
  heard = heardChanges(bus);
});

const DAY_MS = 86_400_000;
const feeding = { fertilizing: { summer_days: 14, winter_days: null } };

describe('the intervals of a plant', () => {
  it('count from when they were set, then from the last entry of their kind', async () => {
    expect(await intervals.get(fern)).toEqual([]);
    const set = await intervals.set(fern, { ...feeding, repotting: { summer_days: 365, winter_days: null } });
    expect(set).toEqual([
      {
        kind: 'fertilizing',
        summer_days: 14,
        winter_days: null,
        since: MAY.toISOString(),
        last_at: null,
        next_on: '2026-05-24',
      },
      {
        kind: 'repotting',
        summer_days: 365,
        winter_days: null,
        since: MAY.toISOString(),
        last_at: null,
        next_on: '2027-05-10',
      },
    ]);
    expect(heard).toEqual([['plants_changed', { plantIds: [fern] }]]);
    // 23:30 in Berlin is the same day there, though not in the zones to its east.
    await journal.add(fern, { kind: 'fertilizing', at: '2026-05-09T21:30:00Z' });
    expect(await intervals.get(fern)).toMatchObject([
      { last_at: '2026-05-09T21:30:00.000Z', next_on: '2026-05-23' },
      {},
    ]);
  });

  it('that are changed go on from where they are; one that is left out, or has no days, is gone', async () => {
    await intervals.set(fern, { ...feeding, pruning: { summer_days: 30, winter_days: 60 } });
    await clock.advance(3 * DAY_MS);
    const changed = await intervals.set(fern, {
      fertilizing: { summer_days: 7, winter_days: 40 },
      moving: { summer_days: null, winter_days: null },
    });
    expect(changed).toMatchObject([{ kind: 'fertilizing', since: MAY.toISOString(), next_on: '2026-05-17' }]);
    expect(changed).toHaveLength(1);
  });

  it('have their summer where the owner lives', async () => {
    zone = 'Australia/Sydney';
    expect(await intervals.set(fern, feeding)).toMatchObject([{ next_on: '2026-09-01' }]);
  });

  it('come back with a plant that was removed', async () => {
    const set = await intervals.set(fern, feeding);
    await plants.remove(fern);
    await expect(intervals.get(fern)).rejects.toMatchObject({ code: 'plant_not_found' });
    await expect(intervals.set(fern, feeding)).rejects.toMatchObject({ code: 'plant_not_found' });
    await plants.restore(fern);
    expect(await intervals.get(fern)).toEqual(set);
  });

  it('say what is due, of all plants that have some', async () => {
    const palm = (await plants.create({ name: 'Palm' })).id;
    await intervals.set(fern, feeding);
    await intervals.set(palm, { pruning: { summer_days: 20, winter_days: null } });
    await clock.advance(15 * DAY_MS);
    expect(await intervals.due()).toEqual(
      new Map([
        [fern, [{ kind: 'fertilizing', due_on: '2026-05-24', every_days: 14 }]],
        [palm, []],
      ]),
    );
    await journal.add(fern, { kind: 'fertilizing' });
    expect((await intervals.due()).get(fern)).toEqual([]);
  });
});

describe('a move in the journal', () => {
  it('names the room and puts the plant there, unless it was moved again since', async () => {
    await database.query(`INSERT INTO rooms (id, name, position) VALUES ('room_1', 'Bath', 0), ('room_2', 'Hall', 1)`);
    expect(await journal.add(fern, { kind: 'moving', room_id: 'room_1' })).toMatchObject({
      kind: 'moving',
      room: 'Bath',
    });
    expect((await plants.get(fern)).room_id).toBe('room_1');
    await journal.add(fern, { kind: 'moving', room_id: 'room_2', at: '2026-05-01T12:00:00Z' });
    expect((await plants.get(fern)).room_id).toBe('room_1');
    await expect(journal.add(fern, { kind: 'moving', room_id: 'room_0' })).rejects.toMatchObject({
      code: 'room_not_found',
    });
    expect((await journal.list(fern, { limit: 5 })).entries.map(({ room }) => room)).toEqual(['Bath', 'Hall']);
  });
});
