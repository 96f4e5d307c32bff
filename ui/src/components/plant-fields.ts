import type { PlaceChange, Plant } from '../api/generated';

/** What the dialog for a plant asks for; of its place, room and tags only what was changed. */
export type PlantFields = Pick<Plant, 'name' | 'species'> &
  Partial<Pick<Plant, 'room_id' | 'tags'>> & { place?: PlaceChange };

/** What takes a change back: the plant as it was. The name of a room is no part of a place that can be changed. */
export function fieldsOf({ name, species, place, room_id, tags }: Plant): PlantFields {
  const { room: _room, ...changeable } = place;
  return { name, species, place: changeable, room_id, tags };
}
