import type { PlaceChange, Plant } from '../api/generated';

/** What the dialog for a plant asks for; of its place, room and tags only what was changed. */
export type PlantFields = Pick<Plant, 'name' | 'species'> &
  Partial<Pick<Plant, 'room_id' | 'tags'>> & { place?: PlaceChange };
