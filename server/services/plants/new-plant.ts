import { randomBytes } from 'node:crypto';
import type { CreatePlant } from '@plantops/shared/api/plants.ts';
import { speciesThresholds } from '@plantops/shared/species/species.ts';
import type { PlantFields } from '../../db/repositories/plants.ts';

export const newPlantId = (): string => `plant_${randomBytes(8).toString('hex')}`;

/** The fields of a new plant; thresholds that are left out are taken from a known species. */
export const newPlantFields = ({
  name,
  species,
  thresholds,
  combine,
  place,
  room_id,
  tags,
}: CreatePlant): PlantFields => ({
  name,
  species: species ?? null,
  thresholds: { ...(species ? speciesThresholds(species) : undefined), ...thresholds },
  combine: combine ?? {},
  place: place ?? {},
  roomId: room_id ?? null,
  tags: tags ?? [],
});
