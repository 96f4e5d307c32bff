/** How a simulated device gets its plant: over the public interface, as the owner would do it. */
import { deviceSchema } from '@plantops/shared/api/devices.ts';
import type { CreatePlant } from '@plantops/shared/api/plants.ts';
import { roomSchema } from '@plantops/shared/api/rooms.ts';
import { problemSchema } from '@plantops/shared/api/server.ts';
import { nameKey } from '@plantops/shared/tags.ts';
import { z } from 'zod';
import { RegistrationError } from './registration.ts';

/**
 * Creates the plant for a device that has none, in the room of this name, which is made where there is none.
 * @throws RegistrationError
 */
export type Planter = (deviceId: string, plant: CreatePlant, room?: string) => Promise<void>;

const TIMEOUT_MS = 15_000;
/** Only the owner can resolve a refusal, so frequent retries are of no use. */
const REFUSED_RETRY_S = 30;

/** Creates plants at `url`, with the owner password if the server asks for one. */
export function createPlanter(url: string, ownerPassword: string | null): Planter {
  async function ask(path: string, body?: unknown): Promise<unknown> {
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${url}/api/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(ownerPassword === null ? {} : { Authorization: `Bearer ${ownerPassword}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = await response.json().catch(() => undefined);
    } catch (error) {
      throw new RegistrationError(`${url} does not answer; is the server running?`, 0, { cause: error });
    }
    if (response.ok) return answer;
    const problem = problemSchema.safeParse(answer);
    const detail = problem.success ? problem.data.detail : `HTTP ${response.status}`;
    if (response.status === 401)
      throw new RegistrationError(
        `${url} asks for the owner password to create plants: give it in the environment, OWNER_PASSWORD (${detail})`,
        REFUSED_RETRY_S,
      );
    throw new RegistrationError(`${url} creates no plant: ${detail}`, response.status >= 500 ? 0 : REFUSED_RETRY_S);
  }

  async function roomNamed(name: string): Promise<string | undefined> {
    const rooms = z.array(roomSchema).safeParse(await ask('rooms'));
    return rooms.data?.find((room) => nameKey(room.name) === nameKey(name))?.id;
  }

  /** Devices start together, so the one that asks for a room may be told that another has just made it. */
  async function makeRoom(name: string): Promise<string | undefined> {
    const known = await roomNamed(name);
    if (known !== undefined) return known;
    const made = roomSchema.safeParse(await ask('rooms', { name }).catch(() => undefined));
    return made.success ? made.data.id : roomNamed(name);
  }

  return async (deviceId, plant, room) => {
    const device = deviceSchema.safeParse(await ask(`devices/${deviceId}`));
    if (device.success && device.data.plant_id !== null) return;
    const roomId = room === undefined ? undefined : await makeRoom(room);
    await ask(`devices/${deviceId}/provision`, {
      new_plant: { ...plant, ...(roomId !== undefined && { room_id: roomId }) },
    });
  };
}
