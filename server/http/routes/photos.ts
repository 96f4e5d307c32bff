import type { Photos } from '../../services/plants/photos.ts';
import type { Handlers } from '../router.ts';

/** An address with the photo's version never shows another photo; without it, the browser revalidates each time. */
const cacheControl = (isVersioned: boolean): string =>
  isVersioned ? 'private, max-age=31536000, immutable' : 'private, no-cache';

export function photoHandlers(photos: Photos) {
  return {
    async getPlantPhoto({ params, query, response }) {
      const { mediaType, version, content } = await photos.get(params.id);
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
      const mediaType = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
      // Without a body, this is not a Buffer.
      const content: unknown = request.body;
      return {
        status: 200,
        body: await photos.set(params.id, mediaType, Buffer.isBuffer(content) ? content : Buffer.alloc(0)),
      };
    },
    async deletePlantPhoto({ params }) {
      return { status: 200, body: await photos.remove(params.id) };
    },
  } satisfies Partial<Handlers>;
}
