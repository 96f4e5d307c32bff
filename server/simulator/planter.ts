/** How a simulated device gets its plant: over the public interface, as the owner would do it. */
import { deviceSchema } from '@plantops/shared/api/devices.ts';
import type { CreatePlant } from '@plantops/shared/api/plants.ts';
import { problemSchema } from '@plantops/shared/api/server.ts';
import { RegistrationError } from './registration.ts';

/** Creates the plant for a device that has none. @throws RegistrationError */
export type Planter = (deviceId: string, plant: CreatePlant) => Promise<void>;

const TIMEOUT_MS = 15_000;
/** Only the owner can resolve a refusal, so frequent retries are of no use. */
const REFUSED_RETRY_S = 30;

/** Creates plants at `url`, with the owner password if the server asks for one. */
export function createPlanter(url: string, ownerPassword: string | null): Planter {
  async function ask(path: string, body?: unknown): Promise<unknown> {
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${url}/api/devices/${path}`, {
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

  return async (deviceId, plant) => {
    const device = deviceSchema.safeParse(await ask(deviceId));
    if (device.success && device.data.plant_id !== null) return;
    await ask(`${deviceId}/provision`, { new_plant: plant });
  };
}
