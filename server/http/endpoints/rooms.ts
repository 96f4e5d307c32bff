/** The rooms that plants stand in, and what is done with several plants at once. */
import {
  actedOnPlantsSchema,
  actOnPlantsSchema,
  undonePlantsSchema,
  undoPlantsSchema,
} from '@plantops/shared/api/plant-actions.ts';
import {
  createRoomSchema,
  deletedRoomSchema,
  orderRoomsSchema,
  roomSchema,
  updateRoomSchema,
} from '@plantops/shared/api/rooms.ts';
import { z } from 'zod';
import { byId, type Endpoint } from './endpoint.ts';

/** A thousand ids, and ways back with tags. */
const MANY_PLANTS_BYTES = 2 * 1024 * 1024;

export const roomsEndpoints = {
  listRooms: {
    method: 'get',
    path: '/api/rooms',
    tag: 'Plants',
    summary: 'All rooms, in the order in which a person walks through them',
    answers: { 200: z.array(roomSchema) },
  },
  createRoom: {
    method: 'post',
    path: '/api/rooms',
    tag: 'Plants',
    summary: 'Make a room, at most 200, or bring a deleted one back with its plants',
    body: createRoomSchema,
    answers: { 201: roomSchema },
    problems: ['room_exists', 'room_limit_reached'],
  },
  orderRooms: {
    method: 'put',
    path: '/api/rooms/order',
    tag: 'Plants',
    summary: 'Set the order of the rooms',
    body: orderRoomsSchema,
    answers: { 200: z.array(roomSchema) },
    problems: ['room_not_found'],
  },
  updateRoom: {
    method: 'patch',
    path: '/api/rooms/:id',
    tag: 'Plants',
    summary: 'Rename a room',
    params: byId,
    body: updateRoomSchema,
    answers: { 200: roomSchema },
    problems: ['room_not_found', 'room_exists'],
  },
  deleteRoom: {
    method: 'delete',
    path: '/api/rooms/:id',
    tag: 'Plants',
    summary: 'Delete a room; its plants have none then. The answer, given to `POST /api/rooms`, takes that back',
    params: byId,
    answers: { 200: deletedRoomSchema },
    problems: ['room_not_found'],
  },
  actOnPlants: {
    method: 'post',
    path: '/api/plants/actions',
    tag: 'Plants',
    summary: 'Water, log care, move, mute or tag several plants at once, all or none; at most 1,000',
    body: actOnPlantsSchema,
    bodyLimitBytes: MANY_PLANTS_BYTES,
    answers: { 200: actedOnPlantsSchema },
    problems: ['room_not_found'],
  },
  undoPlantActions: {
    method: 'post',
    path: '/api/plants/actions/undo',
    tag: 'Plants',
    summary: 'Take back what was done with several plants at once',
    body: undoPlantsSchema,
    bodyLimitBytes: MANY_PLANTS_BYTES,
    answers: { 200: undonePlantsSchema },
  },
} as const satisfies Record<string, Endpoint>;
