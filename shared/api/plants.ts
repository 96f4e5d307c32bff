/** REST shapes of plants. */
import { z } from 'zod';
import { placeChangeSchema, placeSchema } from '../diagnosis/place.ts';
import { combineSchema } from '../judging/combine.ts';
import { PLANT_STATUSES } from '../judging/plant-status.ts';
import { METRIC_NAMES } from '../metrics.ts';
import { LIGHTS, PET_RISKS, PLANT_FORMS } from '../species/species-schema.ts';
import { verdictSchema } from '../diagnosis/verdict.ts';
import { LONGEST_TAG, MOST_TAGS, nameKey } from '../tags.ts';
import { thresholdsSchema } from '../thresholds.ts';
import { dateTime, id, plainText } from './fields.ts';
import { latestReadingSchema } from './readings.ts';

export const tagSchema = plainText(LONGEST_TAG);
export const tagsSchema = z
  .array(tagSchema)
  .max(MOST_TAGS)
  .refine((tags) => new Set(tags.map(nameKey)).size === tags.length, 'has a tag twice');

export const createPlantSchema = z
  .strictObject({
    name: plainText(100),
    species: plainText(100).nullable().optional(),
    thresholds: thresholdsSchema.optional(),
    combine: combineSchema.optional(),
    place: placeChangeSchema.optional(),
    room_id: id.nullable().optional(),
    tags: tagsSchema.optional(),
  })
  .meta({ id: 'CreatePlant' });

export const updatePlantSchema = z
  .strictObject({
    name: plainText(100).optional(),
    species: plainText(100).nullable().optional(),
    thresholds: thresholdsSchema.optional(),
    combine: combineSchema.optional(),
    place: placeChangeSchema.optional(),
    room_id: id.nullable().optional(),
    tags: tagsSchema.optional(),
  })
  .meta({
    id: 'UpdatePlant',
    description:
      'Only what is given is changed, also inside of place; thresholds, combine and tags are replaced as a whole',
  });

/** Until the given time, no messages are sent about a plant or about one of its metrics. */
export const muteSchema = z
  .strictObject({
    metric: z
      .enum(METRIC_NAMES)
      .nullable()
      .meta({ description: 'null: the whole plant, with its devices going offline' }),
    until: dateTime,
  })
  .meta({ id: 'Mute', description: 'Alerts still open and are shown, but no message is sent' });

export const setMuteSchema = z
  .strictObject({
    metric: z.enum(METRIC_NAMES).nullable().default(null),
    until: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'SetMute', description: '`until: null` ends it' });

export const plantSchema = z
  .strictObject({
    id,
    name: z.string(),
    species: z.string().nullable(),
    form: z.enum(PLANT_FORMS).nullable().meta({ description: 'How its species grows, where the library knows it' }),
    thresholds: thresholdsSchema,
    ideal: z
      .strictObject({
        thresholds: thresholdsSchema,
        light: z.enum(LIGHTS),
        pets: z.enum(PET_RISKS).meta({ description: 'For cats and dogs that chew on it; `unknown` is no promise' }),
        pets_source: z.string().nullable().meta({ description: 'Who says so about cats and dogs' }),
      })
      .nullable()
      .meta({ description: 'What its species wants, where the library knows it; the limits of the owner come first' }),
    combine: combineSchema,
    place: placeSchema,
    room_id: id.nullable().meta({ description: 'The room that it stands in; null: not said' }),
    tags: z.array(z.string()).meta({ description: 'In the order in which they were given' }),
    created_at: dateTime,
    status: z.enum(PLANT_STATUSES).meta({
      description:
        'The most urgent: `alert`; `offline`, none of its devices is heard; `stale`, a metric has no new values; `no_data`, nothing was measured; `ok`; `no_sensor`, it never had a device',
    }),
    stale: z
      .array(z.strictObject({ metric: z.enum(METRIC_NAMES), since: dateTime }))
      .meta({ description: 'Metrics without new values for three of their own intervals, and when the last one came' }),
    latest: latestReadingSchema.nullable().meta({
      description:
        'Where several devices measure a metric, one value made from those that are fresh, as `combine` says',
    }),
    device_count: z.int(),
    offline_count: z.int().meta({ description: 'How many of its devices are offline' }),
    open_alerts: z.int(),
    unseen_alerts: z
      .int()
      .meta({ description: 'Those of them that the owner has not acknowledged: they need somebody' }),
    mutes: z.array(muteSchema).meta({ description: 'Those that have not ended' }),
    last_watered_at: dateTime.nullable().meta({ description: 'From its journal' }),
    verdict: verdictSchema
      .nullable()
      .meta({ description: 'How it is, from its diagnosis; null until it was judged for the first time' }),
    photo_url: z.string().nullable().meta({ description: 'Path of its photo; another photo has another path' }),
  })
  .meta({ id: 'Plant' });

export const removedPlantSchema = z
  .strictObject({ id, name: z.string(), species: z.string().nullable(), removed_at: dateTime })
  .meta({ id: 'RemovedPlant', description: 'Kept for 30 days, and can be brought back' });

export type CreatePlant = z.infer<typeof createPlantSchema>;
export type UpdatePlant = z.infer<typeof updatePlantSchema>;
export type Plant = z.infer<typeof plantSchema>;
export type Mute = z.infer<typeof muteSchema>;
export type SetMute = z.infer<typeof setMuteSchema>;
export type RemovedPlant = z.infer<typeof removedPlantSchema>;
