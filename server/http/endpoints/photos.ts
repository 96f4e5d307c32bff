/** The photos of plants. */
import { PHOTO_TYPES, plantPhotoSchema, updatePhotoSchema } from '@plantops/shared/api/photos.ts';
import { plantSchema } from '@plantops/shared/api/plants.ts';
import { z } from 'zod';
import { byId, type Endpoint, queryText } from './endpoint.ts';

const UPLOAD = { mediaTypes: PHOTO_TYPES, limitBytes: 4 * 1024 * 1024 };
const byPhoto = byId.extend({ photo: z.string().regex(/^[\w-]{1,64}$/) });

export const photosEndpoints = {
  getPlantPhoto: {
    method: 'get',
    path: '/api/plants/:id/photo',
    tag: 'Plants',
    summary: 'The newest photo of a plant, or the one that `v` names',
    params: byId,
    query: z.strictObject({
      v: queryText(64).optional().meta({
        description:
          'As in `photo_url`: a photo by its id, whose answer may be kept for ever; one that is gone is answered by the newest',
      }),
    }),
    answers: { 200: PHOTO_TYPES, 304: null },
    problems: ['plant_not_found', 'photo_not_found'],
  },
  setPlantPhoto: {
    method: 'put',
    path: '/api/plants/:id/photo',
    tag: 'Plants',
    summary: 'Add a photo of now, which becomes the picture of the plant: JPEG, PNG or WebP, at most 4 MB',
    params: byId,
    upload: UPLOAD,
    answers: { 200: plantSchema },
    problems: ['plant_not_found', 'invalid_photo', 'photo_limit_reached'],
  },
  deletePlantPhoto: {
    method: 'delete',
    path: '/api/plants/:id/photo',
    tag: 'Plants',
    summary: 'Remove the newest photo of a plant; the one before it becomes its picture',
    params: byId,
    answers: { 200: plantSchema },
    problems: ['plant_not_found', 'photo_not_found'],
  },
  listPlantPhotos: {
    method: 'get',
    path: '/api/plants/:id/photos',
    tag: 'Plants',
    summary: 'All photos of a plant, newest first, at most 300',
    params: byId,
    answers: { 200: z.array(plantPhotoSchema) },
    problems: ['plant_not_found'],
  },
  addPlantPhoto: {
    method: 'post',
    path: '/api/plants/:id/photos',
    tag: 'Plants',
    summary: 'Add a photo of any day: JPEG, PNG or WebP, at most 4 MB. The same one again only gets another time',
    params: byId,
    query: z.strictObject({
      taken_at: z.iso
        .datetime({ offset: true })
        .optional()
        .meta({ description: 'When it was taken; now if not given' }),
    }),
    upload: UPLOAD,
    answers: { 201: plantPhotoSchema },
    problems: ['plant_not_found', 'invalid_photo', 'photo_limit_reached'],
  },
  updatePlantPhoto: {
    method: 'patch',
    path: '/api/plants/:id/photos/:photo',
    tag: 'Plants',
    summary: 'Say when a photo was taken',
    params: byPhoto,
    body: updatePhotoSchema,
    answers: { 200: plantPhotoSchema },
    problems: ['plant_not_found', 'photo_not_found'],
  },
  removePlantPhoto: {
    method: 'delete',
    path: '/api/plants/:id/photos/:photo',
    tag: 'Plants',
    summary: 'Remove a photo',
    params: byPhoto,
    answers: { 204: null },
    problems: ['plant_not_found', 'photo_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
