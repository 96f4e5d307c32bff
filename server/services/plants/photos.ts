import { hash } from 'node:crypto';
import { MOST_PHOTOS, type PlantPhoto } from '@plantops/shared/api/photos.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/photos.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { possibleTime } from './journal.ts';
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

/** @param mediaType the type that the sender claims @throws ProblemError `invalid_photo` */
function acceptedPhoto(mediaType: string, content: Buffer): repository.Photo {
  if (content.length === 0) throw new ProblemError('invalid_photo', `The body is empty: ${TAKEN}`);
  const type = photoTypeOf(content);
  if (type === undefined) throw new ProblemError('invalid_photo', `The body is not a photo: ${TAKEN}`);
  if (type !== mediaType)
    throw new ProblemError(
      'invalid_photo',
      `The body is not what its Content-Type says: it looks like ${type}, not ${mediaType}`,
    );
  return { mediaType, version: hash('sha256', content, 'base64url').slice(0, VERSION_LENGTH), content };
}

export interface PhotosOptions {
  database: Queryable;
  plants: Plants;
  bus: ChangeBus;
  clock: Clock;
}

/** The photos of plants, each of its day. The newest one is the picture of the plant. */
export class Photos {
  readonly #options: PhotosOptions;

  constructor(options: PhotosOptions) {
    this.#options = options;
  }

  /**
   * One with its picture: that of the version, if the plant has it, else the newest.
   * @throws ProblemError `plant_not_found`, `photo_not_found`
   */
  async get(plantId: string, version?: string): Promise<repository.Photo> {
    const { database } = this.#options;
    const photo =
      (version === undefined ? undefined : await repository.findPhoto(database, plantId, version)) ??
      (await repository.findPhoto(database, plantId));
    return photo ?? this.#missing(plantId, 'has no photo');
  }

  /** All of a plant, newest first. @throws ProblemError `plant_not_found` */
  async list(plantId: string): Promise<PlantPhoto[]> {
    const { database, plants } = this.#options;
    await plants.get(plantId);
    return repository.listPhotos(database, plantId);
  }

  /**
   * Adds a photo; the same one again only gets another time.
   * @param mediaType the type that the sender claims
   * @param takenAt undefined: now
   * @throws ProblemError `plant_not_found`, `invalid_photo`, `photo_limit_reached`, `invalid_request`
   */
  async add(plantId: string, mediaType: string, content: Buffer, takenAt?: string): Promise<PlantPhoto> {
    const { database, clock } = this.#options;
    const photo = acceptedPhoto(mediaType, content);
    const time = takenAt === undefined ? clock.now() : possibleTime(takenAt, clock.now(), '/taken_at');
    if ((await repository.countOtherPhotos(database, plantId, photo.version)) >= MOST_PHOTOS)
      throw new ProblemError(
        'photo_limit_reached',
        `A plant may have ${MOST_PHOTOS} photos: remove some that tell nothing new`,
      );
    if (!(await repository.savePhoto(database, plantId, photo, time)))
      throw new ProblemError('plant_not_found', `There is no plant ${plantId}`);
    await this.#changed(plantId);
    return this.#described(plantId, photo.version);
  }

  /** Says when a photo was taken. @throws ProblemError `plant_not_found`, `photo_not_found`, `invalid_request` */
  async setTime(plantId: string, version: string, takenAt: string): Promise<PlantPhoto> {
    const { database, clock } = this.#options;
    const time = possibleTime(takenAt, clock.now(), '/taken_at');
    if (!(await repository.setPhotoTime(database, plantId, version, time))) await this.#missing(plantId);
    await this.#changed(plantId);
    return this.#described(plantId, version);
  }

  /** @param version undefined: the newest @throws ProblemError `plant_not_found`, `photo_not_found` */
  async remove(plantId: string, version?: string): Promise<Plant> {
    const { database, plants } = this.#options;
    const { version: gone } = version === undefined ? await this.get(plantId) : { version };
    if (!(await repository.deletePhoto(database, plantId, gone))) await this.#missing(plantId);
    await this.#changed(plantId);
    return plants.get(plantId);
  }

  async #described(plantId: string, version: string): Promise<PlantPhoto> {
    return (await repository.describePhoto(this.#options.database, plantId, version)) ?? this.#missing(plantId);
  }

  async #missing(plantId: string, what = 'has no such photo'): Promise<never> {
    const { name } = await this.#options.plants.get(plantId);
    throw new ProblemError('photo_not_found', `The plant ${name} ${what}`);
  }

  async #changed(plantId: string): Promise<void> {
    await this.#options.bus.publish('plants_changed', { plantIds: [plantId] });
  }
}
