import type { Request } from 'express';
import type { Plants } from '../../services/plants/plants.ts';
import type { Photos } from '../../services/plants/photos.ts';
import type { Handlers } from '../router.ts';

/** An address with the photo's version never shows another photo; without it, the browser revalidates each time. */
const cacheControl = (isVersioned: boolean): string =>
  isVersioned ? 'private, max-age=31536000, immutable' : 'private, no-cache';

/** The body of an upload, and the type that its sender claims. */
function uploaded(request: Request): [mediaType: string, content: Buffer] {
  const mediaType = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // Without a body, this is not a Buffer.
  const content: unknown = request.body;
  return [mediaType, Buffer.isBuffer(content) ? content : Buffer.alloc(0)];
}

export function photoHandlers(photos: Photos, plants: Pick<Plants, 'get'>) {
  return {
    async getPlantPhoto({ params, query, response }) {
      const { mediaType, version, content } = await photos.get(params.id, query.v);
      response.set({
        'Content-Type': mediaType,
        ETag: `"${version}"`,
        'Cache-Control': cacheControl(query.v === version),
      });
      // Express compares the ETag with If-None-Match and answers 304.
      response.send(content);
      return undefined;
    },
    async setPlantPhoto({ params, request }) {
      await photos.add(params.id, ...uploaded(request));
      return { status: 200, body: await plants.get(params.id) };
    },
    async deletePlantPhoto({ params }) {
      return { status: 200, body: await photos.remove(params.id) };
    },
    async listPlantPhotos({ params }) {
      return { status: 200, body: await photos.list(params.id) };
    },
    async addPlantPhoto({ params, query, request }) {
      return { status: 201, body: await photos.add(params.id, ...uploaded(request), query.taken_at) };
    },
    async updatePlantPhoto({ params, body }) {
      return { status: 200, body: await photos.setTime(params.id, params.photo, body.taken_at) };
    },
    async removePlantPhoto({ params }) {
      await photos.remove(params.id, params.photo);
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
