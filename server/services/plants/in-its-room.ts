import { isMissingReference } from '../../db/errors.ts';
import { roomNotFound } from './plant-rooms.ts';

/** Stores a plant that is said to stand in a room. @throws ProblemError `room_not_found` */
export async function inItsRoom<T>(roomId: string | null | undefined, store: () => Promise<T>): Promise<T> {
  try {
    return await store();
  } catch (failure) {
    if (roomId != null && isMissingReference(failure, 'plants_room_id_fkey')) throw roomNotFound(roomId);
    throw failure;
  }
}
