/** How a simulated device asks the server for its MQTT credentials. */
import { type DeviceCredentials, deviceCredentialsSchema, type RegisterDevice } from '@plantops/shared/api/devices.ts';
import { problemSchema } from '@plantops/shared/api/server.ts';
import { retryAfterS } from '@plantops/shared/retry-after.ts';

/** Registers one device. @throws RegistrationError */
export type Register = (device: RegisterDevice) => Promise<DeviceCredentials>;

/** Registration failed; the message says what to do. `retryAfterS`: how long the server wants no further request. */
export class RegistrationError extends Error {
  override name = 'RegistrationError';
  readonly retryAfterS: number;

  constructor(message: string, retryAfterS = 0, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterS = retryAfterS;
  }
}

const TIMEOUT_MS = 15_000;
/** Only the owner can resolve a refusal, so frequent retries are of no use. */
const REFUSED_RETRY_S = 30;
const LONGEST_RETRY_S = 3600;
/** Limit of simultaneous requests, which a house full of boards after a power cut should respect as well. */
const MOST_AT_ONCE = 20;

function refusal(status: number, body: unknown, url: string): RegistrationError {
  const problem = problemSchema.safeParse(body);
  const detail = problem.success ? problem.data.detail : `HTTP ${status}`;
  if (status === 401)
    return new RegistrationError(
      `${url} asks for a registration key: give it with --registration-key (${detail})`,
      REFUSED_RETRY_S,
    );
  if (status >= 500) return new RegistrationError(`${url} cannot register devices now: ${detail}`);
  return new RegistrationError(`${url} refused the registration: ${detail}`, REFUSED_RETRY_S);
}

async function register(url: string, key: string | null, device: RegisterDevice): Promise<DeviceCredentials> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${url}/api/devices/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(key === null ? {} : { 'X-Registration-Key': key }) },
      body: JSON.stringify(device),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    body = await response.json().catch(() => undefined);
  } catch (error) {
    throw new RegistrationError(`${url} does not answer; is the server running?`, 0, { cause: error });
  }
  if (response.status === 429) {
    throw new RegistrationError(
      `${url} asks for fewer registrations at a time`,
      Math.min(retryAfterS(response.headers, new Date()) ?? REFUSED_RETRY_S, LONGEST_RETRY_S),
    );
  }
  if (!response.ok) throw refusal(response.status, body, url);
  const credentials = deviceCredentialsSchema.safeParse(body);
  if (!credentials.success)
    throw new RegistrationError(`${url} is not a PlantOps server: its answer has another form`, REFUSED_RETRY_S);
  return credentials.data;
}

/** Registers at `url` with a limited number of simultaneous requests; the others wait their turn. */
export function createRegister(url: string, key: string | null): Register {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (device) => {
    if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await register(url, key, device);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
