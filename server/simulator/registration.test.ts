import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createRegister, type RegistrationError } from './registration.ts';

let server: Server | undefined;
afterEach(() => server?.close());

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}
async function serve(answer: (key: string | undefined, open: number) => Answer): Promise<string> {
  let open = 0;
  server = createServer((request, response) => {
    open += 1;
    const { status, body, headers } = answer(request.headers['x-registration-key']?.toString(), open);
    setTimeout(() => {
      open -= 1;
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
    }, 20);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const credentials = {
  device_id: 'd1',
  mqtt_username: 'd1',
  mqtt_password: 'p',
  mqtt: { host: '127.0.0.1', port: 1883 },
  topics: { telemetry: 'devices/d1/telemetry', heartbeat: 'devices/d1/heartbeat' },
  heartbeat_interval_s: 60,
};
const problem = (status: number, code: string, detail: string) => ({
  status,
  body: { type: 'about:blank', title: 't', status, code, detail },
});
const device = { mac_address: '02:50:4c:4e:00:01' };
const failure = (url: string) =>
  createRegister(
    url,
    null,
  )(device).then(
    () => undefined,
    (error: unknown) => error as RegistrationError,
  );

describe('registration', () => {
  it('returns the credentials and sends the key', async () => {
    const url = await serve((key) =>
      key === 'sesame' ? { status: 201, body: credentials } : { status: 401, body: {} },
    );
    expect(await createRegister(url, 'sesame')(device)).toEqual(credentials);
  });

  it.each([
    [
      'asks for the key where one is missing',
      problem(401, 'registration_key_required', 'none given'),
      /--registration-key/,
      30,
    ],
    [
      'reports why a device is refused',
      problem(409, 'device_locked', 'The device is locked'),
      /The device is locked/,
      30,
    ],
    ['waits as long as the server asks', { status: 429, body: {}, headers: { 'Retry-After': '7' } }, /fewer/, 7],
    ['retries soon if the broker is not ready', problem(503, 'broker_unavailable', 'no broker'), /no broker/, 0],
    [
      'recognizes another kind of server by its answer',
      { status: 200, body: { hello: 'world' } },
      /not a PlantOps server/,
      30,
    ],
  ])('%s', async (_title, answer, message, retryAfterS) => {
    const error = await failure(await serve(() => answer));
    expect(error?.message).toMatch(message);
    expect(error?.retryAfterS).toBe(retryAfterS);
  });

  it('reports that nobody answers', async () => {
    expect((await failure('http://127.0.0.1:9'))?.message).toMatch(/is the server running\?/);
  });

  it('sends at most twenty requests at a time', async () => {
    let most = 0;
    const url = await serve((_key, open) => {
      most = Math.max(most, open);
      return { status: 201, body: credentials };
    });
    const register = createRegister(url, null);
    await Promise.all(Array.from({ length: 60 }, () => register(device)));
    expect(most).toBeLessThanOrEqual(20);
  });
});
