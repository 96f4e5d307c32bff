import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../testing/place.ts';
import { BrokerCredentials, type CredentialsOptions } from './credentials.ts';
import type { Credential } from './password-file.ts';
import { brokerHash } from './password-hash.ts';
import { PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../testing/broker.ts';

let broker: TestBroker;
let devices: Credential[];
let reloads: number;
let hash: string;

beforeAll(async () => {
  broker = await startTestBroker([]);
  hash = await brokerHash(PASSWORD);
});
afterAll(() => broker.stop());
beforeEach(() => {
  devices = [];
  reloads = 0;
});

const newCredentials = (options: Partial<CredentialsOptions> = {}): BrokerCredentials =>
  new BrokerCredentials({
    url: broker.url,
    passwordFile: broker.passwordFile,
    owner: broker.account,
    server: { username: SERVER_NAME, password: PASSWORD },
    devices: () => Promise.resolve([...devices]),
    reload: () => {
      reloads += 1;
      broker.reload();
    },
    log: pino({ level: 'silent' }),
    ...options,
  });

const accepts = (username: string, password?: string): Promise<boolean> =>
  broker.connect(username, password).then(
    () => true,
    () => false,
  );

describe("the broker's credentials", () => {
  it('are in effect once sync resolves: a new device is admitted, a removed one is refused', async () => {
    const credentials = newCredentials();
    devices.push({ username: 'dev_1', hash });
    await credentials.sync();
    expect([await accepts('dev_1'), await accepts('dev_1', 'wrong'), await accepts(SERVER_NAME)]).toEqual([
      true,
      false,
      true,
    ]);
    devices = [];
    await credentials.sync();
    expect(await accepts('dev_1')).toBe(false);
  });

  it('need at most two reloads for 50 simultaneous devices, each admitted once its own sync resolves', async () => {
    const credentials = newCredentials();
    const admitted = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        devices.push({ username: `dev_${index}`, hash });
        await credentials.sync();
        return index % 10 === 0 ? accepts(`dev_${index}`) : true;
      }),
    );
    expect(reloads).toBeLessThanOrEqual(2);
    expect(admitted).not.toContain(false);
  });

  it('that change during a round are included in the next one', async () => {
    const credentials = newCredentials({
      reload: () => {
        reloads += 1;
        broker.reload();
        if (reloads > 1) return;
        devices.push({ username: 'dev_late', hash });
        late = credentials.sync();
      },
    });
    let late: Promise<void> | undefined;
    await credentials.sync();
    expect(late).toBeDefined();
    await late;
    expect(await accepts('dev_late')).toBe(true);
    expect(reloads).toBe(2);
  });

  it('that a dead broker cannot accept cause an error that says so, on every attempt', async () => {
    const dead = newCredentials({ url: `mqtt://127.0.0.1:${await freePort()}`, acceptTimeoutMs: 300 });
    await expect(dead.sync()).rejects.toMatchObject({
      code: 'broker_unavailable',
      status: 503,
      message: expect.stringMatching(/Is it running/),
    });
    await expect(dead.sync()).rejects.toMatchObject({ code: 'broker_unavailable' });
  });

  it('that cannot be read from the database fail only the waiting callers, not later ones', async () => {
    let away = true;
    const credentials = newCredentials({
      devices: () =>
        away ? Promise.reject(new Error('the database is away')) : Promise.resolve([{ username: 'dev_1', hash }]),
    });
    await expect(Promise.all([credentials.sync(), credentials.sync()])).rejects.toThrow('the database is away');
    away = false;
    await credentials.sync();
    expect(await accepts('dev_1')).toBe(true);
  });

  it('give the probe account a new password with every file', async () => {
    const credentials = newCredentials();
    const first = await credentials.write();
    const second = await credentials.write();
    expect(second).not.toBe(first);
    broker.reload();
    await expect.poll(() => accepts('plantops-probe', second)).toBe(true);
    expect(await accepts('plantops-probe', first)).toBe(false);
  });
});
