import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';

/** Calls the API as a script would. */
export async function call<T>(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: T; headers: Headers }> {
  const ask = (): Promise<Response> =>
    fetch(new URL(path, base), {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  // A connection that was kept open may end just when it is used again. Then browsers ask once more, too.
  const response = await ask().catch((failure: unknown) => {
    if (method === 'GET' && wasClosed(failure)) return ask();
    throw failure;
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').match(/[/+]json\b/) !== null;
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T, headers: response.headers };
}

/** Whether an old connection ended before its next answer began (undici's `UND_ERR_SOCKET`). */
const wasClosed = (failure: unknown): boolean =>
  failure instanceof Error && (failure.cause as NodeJS.ErrnoException | undefined)?.code === 'UND_ERR_SOCKET';

let nextMac = 1;

/** A MAC address that no other test uses. */
export const newMac = (): string =>
  `02:00:00:00:${(nextMac >> 8).toString(16).padStart(2, '0')}:${(nextMac++ & 255).toString(16).padStart(2, '0')}`;

export async function register(base: string, mac = newMac(), more: object = {}): Promise<DeviceCredentials> {
  const { status, body } = await call<DeviceCredentials>(base, 'POST', '/api/devices/register', {
    mac_address: mac,
    ...more,
  });
  if (status !== 200 && status !== 201) throw new Error(`registration answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

export const getDevice = async (base: string, id: string): Promise<Device> =>
  (await call<Device>(base, 'GET', `/api/devices/${id}`)).body;
export const getPlant = async (base: string, id: string): Promise<Plant> =>
  (await call<Plant>(base, 'GET', `/api/plants/${id}`)).body;
export const listAlerts = async (base: string, filter = ''): Promise<Alert[]> =>
  (await call<Alert[]>(base, 'GET', `/api/alerts${filter}`)).body;

/** Creates a plant for the device. @returns the plant's id */
export async function assignNewPlant(base: string, deviceId: string, plant: object): Promise<string> {
  const { body } = await call<Device>(base, 'POST', `/api/devices/${deviceId}/provision`, { new_plant: plant });
  if (!body.plant_id) throw new Error(`not assigned: ${JSON.stringify(body)}`);
  return body.plant_id;
}

/** Removes all devices and plants, so that the next test begins with an empty system. Messages of earlier ones stay. */
export async function empty(base: string): Promise<void> {
  for (const kind of ['devices', 'plants']) {
    const { body } = await call<{ id: string }[]>(base, 'GET', `/api/${kind}?limit=500`);
    await Promise.all(body.map(({ id }) => call(base, 'DELETE', `/api/${kind}/${id}`)));
  }
}
