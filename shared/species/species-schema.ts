/** What the species library contains about each species. */
import { z } from 'zod';
import { thresholdsSchema } from '../thresholds.ts';

/** How a species grows; selects the picture for a plant without a photo. */
export const PLANT_FORMS = [
  'leafy',
  'vine',
  'palm',
  'fern',
  'succulent',
  'cactus',
  'flowering',
  'tree',
  'herb',
] as const;
export type PlantForm = (typeof PLANT_FORMS)[number];

/** How to water, from driest to wettest. Each way belongs to a band of soil moisture, see `species-care.ts`. */
export const WATERINGS = ['dry_out', 'mostly_dry', 'surface_dry', 'keep_moist', 'keep_wet'] as const;
export type Watering = (typeof WATERINGS)[number];

/** How much light the place should have, from darkest to brightest. */
export const LIGHTS = ['shade', 'indirect', 'some_sun', 'full_sun'] as const;
export type Light = (typeof LIGHTS)[number];

/** `unknown`: none of our sources says anything, so the plant may be toxic. */
export const PET_RISKS = ['toxic', 'safe', 'unknown'] as const;

const inEveryLanguage = z.strictObject({ en: z.string(), de: z.string() });

export const speciesSchema = z
  .strictObject({
    name: z.string().meta({ description: 'The accepted scientific name' }),
    synonyms: z.array(z.string()).meta({ description: 'Other scientific names that are still in use' }),
    common_names: z.array(z.string()).meta({ description: 'In English, the most common first' }),
    german_names: z.array(z.string()).meta({ description: 'In German, the most common first' }),
    form: z.enum(PLANT_FORMS),
    thresholds: thresholdsSchema,
    watering: z.enum(WATERINGS).meta({ description: 'How far the soil may dry before the next watering' }),
    light: z.enum(LIGHTS).meta({ description: 'The light it wants' }),
    season: inEveryLanguage.meta({ description: 'What the seasons ask for, in words' }),
    pets: z.enum(PET_RISKS).meta({ description: 'For cats and dogs that chew on it; `unknown` is no promise' }),
    source: z.string(),
  })
  .meta({ id: 'Species' });

export type Species = z.infer<typeof speciesSchema>;
