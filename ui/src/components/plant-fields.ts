import type { PlaceChange, Plant } from '../api/generated';

/** What the dialog for a plant asks for; of its place only what was changed. */
export type PlantFields = Pick<Plant, 'name' | 'species'> & { place?: PlaceChange };
