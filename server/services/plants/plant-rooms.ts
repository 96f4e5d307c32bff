import { randomBytes } from 'node:crypto';
import { type CreateRoom, type DeletedRoom, MOST_ROOMS, type Room } from '@plantops/shared/api/rooms.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { nameKey } from '@plantops/shared/tags.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/plant-rooms.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

export const roomNotFound = (id: string): ProblemError => new ProblemError('room_not_found', `There is no room ${id}`);

/** Rooms in which plants stand, in the order in which their owner walks through them. */
export class PlantRooms {
  readonly #database: Database;
  readonly #bus: ChangeBus;

  constructor({ database, bus }: { database: Database; bus: ChangeBus }) {
    this.#database = database;
    this.#bus = bus;
  }

  list(): Promise<Room[]> {
    return repository.listRooms(this.#database);
  }

  /**
   * Makes a room, or brings a deleted one back with its plants.
   * @throws ProblemError `room_exists`, `room_limit_reached`
   */
  async create({ id, name, position, plant_ids: plantIds = [] }: CreateRoom): Promise<Room> {
    const { room, moved } = await this.#change(async (connection, rooms) => {
      if (rooms.length >= MOST_ROOMS)
        throw new ProblemError(
          'room_limit_reached',
          `There are ${MOST_ROOMS} rooms already, the most that there can be`,
        );
      assertNew(rooms, { id, name });
      const made = { id: id ?? `room_${randomBytes(8).toString('hex')}`, name };
      const place = Math.min(position ?? rooms.length, rooms.length);
      await repository.insertRoom(connection, { ...made, position: place });
      await repository.placeRooms(connection, rooms.map((each) => each.id).toSpliced(place, 0, made.id));
      return {
        room: { ...made, position: place },
        moved: plantIds.length === 0 ? [] : await repository.fillRoom(connection, made.id, plantIds),
      };
    });
    await this.#tell(moved);
    return room;
  }

  /** @throws ProblemError `room_not_found`, `room_exists` */
  async rename(id: string, name: string): Promise<Room> {
    const { room, plantIds } = await this.#change(async (connection, rooms) => {
      const before = rooms.find((each) => each.id === id);
      if (!before) throw roomNotFound(id);
      assertNew(
        rooms.filter((each) => each !== before),
        { name },
      );
      await repository.renameRoom(connection, id, name);
      return { room: { ...before, name }, plantIds: await repository.plantsInRoom(connection, id) };
    });
    await this.#tell(plantIds);
    return room;
  }

  /**
   * Puts rooms into an order. Those that are not named, because they were made meanwhile, say, follow.
   * @throws ProblemError `room_not_found`
   */
  async order(ids: readonly string[]): Promise<Room[]> {
    const rooms = await this.#change(async (connection, before) => {
      const unknown = ids.find((id) => !before.some((room) => room.id === id));
      if (unknown !== undefined) throw roomNotFound(unknown);
      const others = before.map(({ id }) => id).filter((id) => !ids.includes(id));
      await repository.placeRooms(connection, [...ids, ...others]);
      return repository.listRooms(connection);
    });
    await this.#tell([]);
    return rooms;
  }

  /** Its plants have no room then. @throws ProblemError `room_not_found` */
  async remove(id: string): Promise<DeletedRoom> {
    const deleted = await this.#change(async (connection, rooms) => {
      const index = rooms.findIndex((each) => each.id === id);
      const room = rooms[index];
      if (!room) throw roomNotFound(id);
      const plantIds = await repository.plantsInRoom(connection, id);
      await repository.deleteRoom(connection, id);
      await repository.placeRooms(connection, rooms.map((each) => each.id).toSpliced(index, 1));
      return { ...room, position: index, plant_ids: plantIds };
    });
    await this.#tell(deleted.plant_ids);
    return deleted;
  }

  #change<T>(change: (connection: Queryable, rooms: readonly Room[]) => Promise<T>): Promise<T> {
    return inTransaction(this.#database, async (connection) => {
      await repository.lockRooms(connection);
      return change(connection, await repository.listRooms(connection));
    });
  }

  async #tell(plantIds: readonly string[]): Promise<void> {
    await this.#bus.publish('rooms_changed', {});
    if (plantIds.length > 0) await this.#bus.publish('plants_changed', { plantIds });
  }
}

function assertNew(rooms: readonly Room[], { id, name }: Pick<CreateRoom, 'id' | 'name'>): void {
  const same = rooms.find((room) => room.id === id || nameKey(room.name) === nameKey(name));
  if (same)
    throw new ProblemError('room_exists', `There is a room ${same.name} already`, [
      { pointer: '/name', detail: 'is the name of another room' },
    ]);
}
