/** REST shapes of the rooms that plants stand in. */
import { z } from 'zod';
import { id, plainText } from './fields.ts';

/** Of the id of a room. */
export const ROOM_ID = /^room_[0-9a-f]{16}$/;
/** More rooms than a house has; a list of them is always read as a whole. */
export const MOST_ROOMS = 200;
/** The most plants that one request may name. */
export const MOST_PLANTS_AT_ONCE = 1000;

const name = plainText(60);

export const roomSchema = z
  .strictObject({
    id,
    name: z.string(),
    position: z.int().min(0).meta({ description: 'Its place in the order in which a person walks, from 0' }),
  })
  .meta({ id: 'Room' });

export const createRoomSchema = z
  .strictObject({
    name,
    id: z
      .string()
      .regex(ROOM_ID, 'is not the id of a room')
      .optional()
      .meta({ description: 'Of a room that was deleted, to bring it back' }),
    position: z.int().min(0).max(MOST_ROOMS).optional().meta({ description: 'The last one when left out' }),
    plant_ids: z
      .array(id)
      .max(MOST_PLANTS_AT_ONCE)
      .optional()
      .meta({ description: 'Plants to put there; those that have another room stay in it' }),
  })
  .meta({ id: 'CreateRoom', description: 'What deleting a room answers, to take that back' });

export const updateRoomSchema = z.strictObject({ name }).meta({ id: 'UpdateRoom' });

export const orderRoomsSchema = z
  .strictObject({
    room_ids: z
      .array(id)
      .min(1)
      .max(2 * MOST_ROOMS)
      .refine((ids) => new Set(ids).size === ids.length, 'names a room twice')
      .meta({
        description: 'As a person walks through them; rooms that are left out follow in the order that they had',
      }),
  })
  .meta({ id: 'OrderRooms' });

export const deletedRoomSchema = z
  .strictObject({ ...roomSchema.shape, plant_ids: z.array(id) })
  .meta({ id: 'DeletedRoom', description: 'The room that was deleted, and the plants that have none now' });

export type Room = z.infer<typeof roomSchema>;
export type CreateRoom = z.infer<typeof createRoomSchema>;
export type DeletedRoom = z.infer<typeof deletedRoomSchema>;
