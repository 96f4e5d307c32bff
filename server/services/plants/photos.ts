import { hash } from 'node:crypto';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/photos.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { Plants } from './plants.ts';

const startsWith = (content: Buffer, bytes: readonly number[], offset = 0): boolean =>
  bytes.every((byte, index) => content[offset + index] === byte);
const ascii = (text: string): number[] => [...Buffer.from(text, 'ascii')];

/**
 * The first bytes of each file type. Sources: JPEG, ITU-T T.81 (start of image, then a marker); PNG, ISO/IEC 15948 5.2;
 * WebP, RFC 9649 2.4.
 */
const LOOKS_LIKE: Record<string, (content: Buffer) => boolean> = {
  'image/jpeg': (content) => startsWith(content, [0xff, 0xd8, 0xff]),
  'image/png': (content) => startsWith(content, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]),
  'image/webp': (content) => startsWith(content, ascii('RIFF')) && startsWith(content, ascii('WEBP'), 8),
};
const TAKEN = 'a JPEG, PNG or WebP picture is taken here';
/** How many characters of the hash are used: enough to distinguish two photos of one plant. */
const VERSION_LENGTH = 16;

/** The actual type of the content, whatever its sender claims. */
export const photoTypeOf = (content: Buffer): string | undefined =>
  Object.keys(LOOKS_LIKE).find((mediaType) => LOOKS_LIKE[mediaType]?.(content));

/** One photo per plant. */
export class Photos {
  readonly #database: Queryable;
  readonly #plants: Plants;
  readonly #bus: ChangeBus;

  constructor({ database, plants, bus }: { database: Queryable; plants: Plants; bus: ChangeBus }) {
    this.#database = database;
    this.#plants = plants;
    this.#bus = bus;
  }

  /** @throws ProblemError `plant_not_found`, `photo_not_found` */
  async get(plantId: string): Promise<repository.Photo> {
    const photo = await repository.findPhoto(this.#database, plantId);
    if (photo) return photo;
    await this.#plants.get(plantId);
    throw new ProblemError('photo_not_found', `The plant ${plantId} has no photo`);
  }

  /**
   * Sets or replaces the photo.
   * @param mediaType the type that the sender claims
   * @throws ProblemError `plant_not_found`, `invalid_photo`
   */
  async set(plantId: string, mediaType: string, content: Buffer): Promise<Plant> {
    if (content.length === 0) throw new ProblemError('invalid_photo', `The body is empty: ${TAKEN}`);
    const type = photoTypeOf(content);
    if (type === undefined) throw new ProblemError('invalid_photo', `The body is not a photo: ${TAKEN}`);
    if (type !== mediaType)
      throw new ProblemError(
        'invalid_photo',
        `The body is not what its Content-Type says: it looks like ${type}, not ${mediaType}`,
      );
    const version = hash('sha256', content, 'base64url').slice(0, VERSION_LENGTH);
    if (!(await repository.savePhoto(this.#database, plantId, { mediaType, version, content })))
      throw new ProblemError('plant_not_found', `There is no plant ${plantId}`);
    return this.#changed(plantId);
  }

  /** @throws ProblemError `plant_not_found`, `photo_not_found` */
  async remove(plantId: string): Promise<Plant> {
    const plant = await this.#plants.get(plantId);
    if (!(await repository.deletePhoto(this.#database, plantId)))
      throw new ProblemError('photo_not_found', `The plant ${plant.name} has no photo`);
    return this.#changed(plantId);
  }

  async #changed(plantId: string): Promise<Plant> {
    await this.#bus.publish('plants_changed', { plantIds: [plantId] });
    return this.#plants.get(plantId);
  }
}
