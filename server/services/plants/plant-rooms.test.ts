import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { MOST_ROOMS } from '@plantops/shared/api/rooms.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { PlantRooms } from './plant-rooms.ts';
import { Plants } from './plants.ts';

const databases = useTestDatabases();
let database: Database;
let heard: ReturnType<typeof heardChanges>;
let rooms: PlantRooms;
let plants: Plants;

beforeEach(async () => {
  database = await databases.pool();
  const bus = new ChangeBus(silentLog);
  heard = heardChanges(bus);
  rooms = new PlantRooms({ database, bus });
  plants = new Plants({ database, diagnoses: noVerdicts, bus, clock: new FakeClock() });
});

const names = async (): Promise<string[]> => (await rooms.list()).map(({ name }) => name);
const make = async (...named: string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const name of named) ids.push((await rooms.create({ name })).id);
  return ids;
};

describe('rooms', () => {
  it('stand in the order in which they were made, or at the place that is asked for', async () => {
    await make('Kitchen', 'Bath');
    const hall = await rooms.create({ name: 'Hall', position: 1 });
    expect(hall).toEqual({ id: expect.stringMatching(/^room_[0-9a-f]{16}$/), name: 'Hall', position: 1 });
    await rooms.create({ name: 'Attic', position: 150 });
    expect(await names()).toEqual(['Kitchen', 'Hall', 'Bath', 'Attic']);
    expect((await rooms.list()).map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  });

  it('take the order that they are given; those that are not named follow as they were', async () => {
    const [kitchen = '', bath = '', hall = ''] = await make('Kitchen', 'Bath', 'Hall');
    expect((await rooms.order([hall, kitchen])).map(({ id }) => id)).toEqual([hall, kitchen, bath]);
    expect(heard.at(-1)).toEqual(['rooms_changed', {}]);
    await expect(rooms.order([hall, 'room_0'])).rejects.toMatchObject({ code: 'room_not_found', status: 404 });
    expect(await names()).toEqual(['Hall', 'Kitchen', 'Bath']);
  });

  it.each(['kitchen', 'KITCHEN', 'Kitchen'])(
    'has no second one of a name that a person takes for the same: %s',
    async (name) => {
      const [, bath = ''] = await make('Kitchen', 'Bath');
      const refusal = { code: 'room_exists', status: 409, fields: [{ pointer: '/name' }] };
      await expect(rooms.create({ name })).rejects.toMatchObject(refusal);
      await expect(rooms.rename(bath, name)).rejects.toMatchObject(refusal);
      expect(await names()).toEqual(['Kitchen', 'Bath']);
    },
  );

  it('a new name is told of with the plants in it; only the letters may change, too', async () => {
    const [kitchen = ''] = await make('kitchen');
    const { id } = await plants.create({ name: 'Fern', room_id: kitchen });
    heard.length = 0;
    expect(await rooms.rename(kitchen, 'Kitchen')).toMatchObject({ id: kitchen, name: 'Kitchen' });
    expect(heard).toEqual([
      ['rooms_changed', {}],
      ['plants_changed', { plantIds: [id] }],
    ]);
    expect(await plants.get(id)).toMatchObject({ room_id: kitchen, place: { room: 'Kitchen' } });
  });

  it('a deleted one leaves its plants without a room, and can be brought back with those that still have none', async () => {
    const [kitchen = '', bath = '', hall = ''] = await make('Kitchen', 'Bath', 'Hall');
    const [fern, palm] = await Promise.all(['Fern', 'Palm'].map((name) => plants.create({ name, room_id: bath })));
    const inBath = [fern?.id, palm?.id].toSorted();
    const deleted = await rooms.remove(bath);
    expect(deleted).toEqual({ id: bath, name: 'Bath', position: 1, plant_ids: inBath });
    expect(await plants.get(fern?.id ?? '')).toMatchObject({ room_id: null, place: { room: null } });
    expect(await rooms.list()).toMatchObject([{ id: kitchen }, { id: hall, position: 1 }]);
    await plants.update(palm?.id ?? '', { room_id: kitchen });
    heard.length = 0;
    expect(await rooms.create(deleted)).toEqual({ id: bath, name: 'Bath', position: 1 });
    expect(heard).toEqual([
      ['rooms_changed', {}],
      ['plants_changed', { plantIds: [fern?.id] }],
    ]);
    expect([(await plants.get(fern?.id ?? '')).room_id, (await plants.get(palm?.id ?? '')).room_id]).toEqual([
      bath,
      kitchen,
    ]);
    await expect(rooms.create({ ...deleted, name: 'Bath 2' })).rejects.toMatchObject({ code: 'room_exists' });
  });

  it('end at a number that no house has', async () => {
    await database.query(
      `INSERT INTO rooms SELECT 'room_' || n, 'Room ' || n, n FROM generate_series(1, ${MOST_ROOMS - 1}) n`,
    );
    await make('The last one');
    await expect(rooms.create({ name: 'One more' })).rejects.toMatchObject({ code: 'room_limit_reached', status: 403 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['renamed', () => rooms.rename('room_0', 'x')],
    ['deleted', () => rooms.remove('room_0')],
    ['given a plant', () => plants.create({ name: 'Fern', room_id: 'room_0' })],
  ])('one that is not there cannot be %s', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'room_not_found', status: 404 });
  });

  it('that are made at the same time get a place each, and no name twice', async () => {
    const made = await Promise.allSettled(['A', 'B', 'a', 'C'].map((name) => rooms.create({ name })));
    expect(made.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect((await rooms.list()).map(({ position }) => position)).toEqual([0, 1, 2]);
  });
});

describe('the list of plants', () => {
  it('has those of a room, and those with a tag however it is capitalised', async () => {
    const [kitchen = ''] = await make('Kitchen');
    const fern = await plants.create({ name: 'Fern', room_id: kitchen, tags: ['Grün', 'shade'] });
    const palm = await plants.create({ name: 'Palm', tags: ['GRÜN'] });
    const ids = async (filter: object) => (await plants.list({ limit: 10, ...filter })).map(({ id }) => id);
    expect(await ids({ roomId: kitchen })).toEqual([fern.id]);
    expect(await ids({ tag: 'grün' })).toEqual([fern.id, palm.id].toSorted());
    expect(await ids({ tag: 'shade', roomId: kitchen })).toEqual([fern.id]);
    expect(await ids({ tag: 'gr' })).toEqual([]);
  });
});
