import type { PlantActions } from '../../services/plants/plant-actions.ts';
import type { PlantRooms } from '../../services/plants/plant-rooms.ts';
import type { Handlers } from '../router.ts';

export function roomHandlers(rooms: PlantRooms, actions: PlantActions) {
  return {
    async actOnPlants({ body }) {
      return { status: 200, body: await actions.act(body) };
    },
    async undoPlantActions({ body }) {
      return { status: 200, body: await actions.undo(body) };
    },
    async listRooms() {
      return { status: 200, body: await rooms.list() };
    },
    async createRoom({ body }) {
      return { status: 201, body: await rooms.create(body) };
    },
    async orderRooms({ body }) {
      return { status: 200, body: await rooms.order(body.room_ids) };
    },
    async updateRoom({ params, body }) {
      return { status: 200, body: await rooms.rename(params.id, body.name) };
    },
    async deleteRoom({ params }) {
      return { status: 200, body: await rooms.remove(params.id) };
    },
  } satisfies Partial<Handlers>;
}
