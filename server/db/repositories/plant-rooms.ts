/** The rooms that plants stand in. */
import type { Room } from '@plantops/shared/api/rooms.ts';
import type { Queryable } from '../pool.ts';

/** All rooms in the order in which a person walks through them. */
export async function listRooms(database: Queryable): Promise<Room[]> {
  const { rows } = await database.query<Room>('SELECT id, name, position FROM rooms ORDER BY position, id');
  return rows;
}

/** Until the transaction ends, nobody else changes rooms: their names and places are compared with one another. */
export async function lockRooms(connection: Queryable): Promise<void> {
  await connection.query('LOCK TABLE rooms IN SHARE ROW EXCLUSIVE MODE');
}

/** Locks the room, so that it cannot be deleted before the transaction ends. @returns its name; undefined without one */
export async function roomName(connection: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await connection.query<{ name: string }>('SELECT name FROM rooms WHERE id = $1 FOR KEY SHARE', [id]);
  return rows[0]?.name;
}

export async function insertRoom(connection: Queryable, { id, name, position }: Room): Promise<void> {
  await connection.query('INSERT INTO rooms (id, name, position) VALUES ($1, $2, $3)', [id, name, position]);
}

export async function renameRoom(connection: Queryable, id: string, name: string): Promise<void> {
  await connection.query('UPDATE rooms SET name = $2 WHERE id = $1', [id, name]);
}

/** Gives each room the place that it has in the list. */
export async function placeRooms(connection: Queryable, ids: readonly string[]): Promise<void> {
  await connection.query(
    `UPDATE rooms r SET position = o.place - 1 FROM unnest($1::text[]) WITH ORDINALITY AS o (id, place) WHERE r.id = o.id`,
    [ids],
  );
}

/** Plants that stand in it have no room then. */
export async function deleteRoom(connection: Queryable, id: string): Promise<void> {
  await connection.query('DELETE FROM rooms WHERE id = $1', [id]);
}

export async function plantsInRoom(database: Queryable, id: string): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM plants WHERE room_id = $1 ORDER BY id', [id]);
  return rows.map((row) => row.id);
}

/** Puts plants that have no room into one. @returns those that are there now */
export async function fillRoom(connection: Queryable, id: string, plantIds: readonly string[]): Promise<string[]> {
  const { rows } = await connection.query<{ id: string }>(
    'UPDATE plants SET room_id = $1 WHERE id = ANY($2) AND room_id IS NULL RETURNING id',
    [id, plantIds],
  );
  return rows.map((row) => row.id);
}

/** Makes rooms of those that were words about the places of plants, in earlier versions. */
export async function adoptRoomsOfPlaces(connection: Queryable): Promise<void> {
  await connection.query('SELECT adopt_rooms_of_places()');
}
