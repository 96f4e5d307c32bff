/** The longest names that the server takes, where a page has to place them. */
import { LONGEST_TAG } from '@plantops/shared/tags.ts';
import { call } from './api.ts';
import type { Garden } from './garden.ts';

const LONGEST_NAME = 100;

/** A name of words, as people write it. */
const inWords = (start: string): string =>
  `${start} beside the old bookshelf under the skylight between kitchen, bathroom and winter garden upstairs`.slice(
    0,
    LONGEST_NAME,
  );
/** A name without a place to break it. */
const inOneWord = (start: string): string => `${start}${'verylongname'.repeat(9)}`.slice(0, LONGEST_NAME);

/** Gives plants, devices, rooms and tags of a garden the longest names, with spaces and without. */
export async function nameAtLength(
  url: string,
  { fernId, calatheaId, oliveId, lonelyId, devices }: Garden,
): Promise<void> {
  const room = async (name: string) => (await call<{ id: string }>(url, 'POST', '/api/rooms', { name })).body.id;
  const [words, word] = [await room(inWords('The room')), await room(inOneWord('Room'))];
  const tags = [inWords('By the window').slice(0, LONGEST_TAG).trim(), inOneWord('Tag').slice(0, LONGEST_TAG)];
  for (const [id, name, roomId] of [
    [fernId, inWords('Fern'), words],
    [calatheaId, inOneWord('Calathea'), word],
    [oliveId, inOneWord('Olive'), words],
    [lonelyId, inWords('Monstera'), word],
  ] as const)
    await named('PUT', `/api/plants/${id}`, { name, species: inWords('Nephrolepis exaltata'), room_id: roomId, tags });
  for (const [device, name] of [
    [devices.shelf, inWords('Shelf sensor')],
    [devices.weak, inOneWord('Balcony')],
    [devices.silent, inWords('Silent sensor')],
    [devices.spare, inOneWord('Spare')],
  ] as const)
    await named('PATCH', `/api/devices/${device.device_id}`, { name });

  async function named(method: string, path: string, change: object): Promise<void> {
    const { status, body } = await call(url, method, path, change);
    if (status !== 200) throw new Error(`not named: ${JSON.stringify(body)}`);
  }
}
