/** Where a plant stands and what it stands in. Everything is optional: what is not said is guessed, and said to be. */
import { z } from 'zod';
import { plainText } from '../api/fields.ts';
import { POT_MATERIALS, SITES, WINDOWS } from './place-words.ts';

export { POT_MATERIALS, SITES, WINDOWS };

export const placeSchema = z
  .strictObject({
    site: z.enum(SITES).nullable(),
    window: z.enum(WINDOWS).nullable().meta({ description: 'The direction of its window; `none`: far from any' }),
    room: plainText(60).nullable().meta({ description: 'The name of its room; `room_id` says which one it is' }),
    pot_cm: z.number().min(2).max(200).nullable().meta({ description: 'Diameter of the pot at its top, cm' }),
    pot_material: z.enum(POT_MATERIALS).nullable(),
    repotted_on: z.iso.date().nullable().meta({ description: 'Last repotting, if it is not in the journal' }),
    pets: z.boolean().nullable().meta({ description: 'Whether cats or dogs can reach it' }),
  })
  .meta({ id: 'Place', description: 'Where a plant stands and what it stands in; null: not said' });

export const placeChangeSchema = placeSchema
  .omit({ room: true })
  .partial()
  .meta({ id: 'PlaceChange', description: 'Only the parts that are given are changed; null: not said (any more)' });

export type Place = z.infer<typeof placeSchema>;

export type PlaceChange = z.infer<typeof placeChangeSchema>;

export const UNKNOWN_PLACE: Place = {
  site: null,
  window: null,
  room: null,
  pot_cm: null,
  pot_material: null,
  repotted_on: null,
  pets: null,
};
