/** REST shapes of the photos of a plant. */
import { z } from 'zod';
import { dateTime, id } from './fields.ts';

export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** Most photos of one plant: one a week for years, and a backup that can still be carried about. */
export const MOST_PHOTOS = 300;

export const plantPhotoSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Made from its content: the same photo has the same one' }),
    plant_id: id,
    taken_at: dateTime.meta({ description: 'When it was taken, as far as that was said; else when it was stored' }),
    media_type: z.enum(PHOTO_TYPES),
    bytes: z.int(),
    url: z.string().meta({ description: 'Path of the picture; it never shows another one' }),
  })
  .meta({ id: 'PlantPhoto' });

export const updatePhotoSchema = z
  .strictObject({ taken_at: z.iso.datetime({ offset: true }) })
  .meta({ id: 'UpdatePlantPhoto' });

export type PlantPhoto = z.infer<typeof plantPhotoSchema>;
