/** What the species library contains about each species. */
import { z } from 'zod';
import { thresholdsSchema } from '../thresholds.ts';

/**
 * How a species grows or what is noticed first about it; selects the picture for a plant without a photo. `sword`: stiff
 * upright blades, as snake plants have. `spathe`: one coloured leaf around a spike, as peace lilies have. `fruiting`:
 * grown for its fruit, other than a tree.
 */
export const PLANT_FORMS = [
  'leafy',
  'vine',
  'palm',
  'fern',
  'sword',
  'grass',
  'succulent',
  'cactus',
  'bromeliad',
  'flowering',
  'orchid',
  'spathe',
  'bulb',
  'tree',
  'herb',
  'vegetable',
  'fruiting',
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
export type PetRisk = (typeof PET_RISKS)[number];

const inEveryLanguage = z.strictObject({ en: z.string(), de: z.string() });

export const speciesSchema = z
  .strictObject({
    name: z.string().meta({ description: 'The accepted scientific name' }),
    synonyms: z.array(z.string()).meta({ description: 'Other scientific names that are still in use' }),
    common_names: z.array(z.string()).meta({ description: 'In English, the most common first' }),
    german_names: z.array(z.string()).meta({ description: 'In German, the most common first' }),
    cultivars: z.array(z.string()).meta({ description: 'Cultivars by which it is known, without quotes' }),
    popularity: z.int().min(1).max(5).meta({
      description: 'How many people keep it: 5 is found in most homes and gardens, 1 is rare. Our own judgement',
    }),
    form: z.enum(PLANT_FORMS),
    thresholds: thresholdsSchema,
    watering: z.enum(WATERINGS).meta({ description: 'How far the soil may dry before the next watering' }),
    light: z.enum(LIGHTS).meta({ description: 'The light it wants' }),
    season: inEveryLanguage.meta({ description: 'What the seasons ask for, in words' }),
    pets: z.enum(PET_RISKS).meta({ description: 'For cats and dogs that chew on it; `unknown` is no promise' }),
    pets_source: z
      .string()
      .nullable()
      .meta({ description: 'Who says so about cats and dogs: a page, or that it is judged; null where it is unknown' }),
    source: z.string(),
  })
  .meta({ id: 'Species' });

export type Species = z.infer<typeof speciesSchema>;

/**
 * How surely a name means a species. `exact`: it is one of its names. `likely`: a plural, a typo, a cultivar, or words
 * beside a name, and nothing else is as near. `genus`: several species are called so. `unknown`: none is taken.
 */
export const MATCH_CERTAINTIES = ['exact', 'likely', 'genus', 'unknown'] as const;

/** What a name that somebody wrote means. */
export const speciesMatchSchema = z
  .strictObject({
    certainty: z.enum(MATCH_CERTAINTIES).meta({
      description:
        '`exact`: a name of the species; `likely`: a plural, a typo, a cultivar or words beside a name, and nothing else is as near; `genus`: several species are called so; `unknown`: none is taken',
    }),
    species: speciesSchema.nullable().meta({
      description:
        'What a plant with this name is taken for. At `genus` an entry of its own with careful ranges: the widest of its species, the driest way of watering, the least light',
    }),
    suggestions: z
      .array(speciesSchema)
      .meta({ description: 'At `genus` its species, at `unknown` those with a similar name; the most likely first' }),
  })
  .meta({ id: 'SpeciesMatch' });

export type SpeciesMatch = z.infer<typeof speciesMatchSchema>;
