import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { systemClock } from '@plantops/shared/clock.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../testing/place.ts';
import { BrokerCredentials, type CredentialsOptions } from './credentials.ts';
import type { Credential } from './password-file.ts';
import { brokerHash } from './password-hash.ts';
import { brokerAccepts } from './probe.ts';
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
    passwordFile: broker.passwordFile,
    owner: broker.account,
    own: [{ username: SERVER_NAME, password: PASSWORD }],
    devices: () => Promise.resolve([...devices]),
    reload: () => {
      reloads += 1;
      broker.reload();
    },
    accepts: (username, password) => brokerAccepts(broker.url, username, password),
    clock: systemClock,
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
    devices.push({ username: 'dev_1', hash }, { username: 'dev_2', hash });
    await newCredentials().sync();
    expect([await accepts('dev_1'), await accepts('dev_1', 'wrong'), await accepts(SERVER_NAME)]).toEqual([
      true,
      false,
      true,
    ]);
    devices.shift();
    await newCredentials().sync();
    expect([await accepts('dev_1'), await accepts('dev_2')]).toEqual([false, true]);
  });

  it('read again only the devices that changed, unless any may have', async () => {
    const asked: (readonly string[] | undefined)[] = [];
    const credentials = newCredentials({
      devices: (usernames) => {
        asked.push(usernames);
        return Promise.resolve(devices.filter(({ username }) => usernames?.includes(username) ?? true));
      },
    });
    devices.push({ username: 'dev_1', hash }, { username: 'dev_2', hash });
    await credentials.sync();
    devices = [
      { username: 'dev_1', hash: await brokerHash('other') },
      { username: 'dev_3', hash },
    ];
    await Promise.all([credentials.sync(['dev_2']), credentials.sync(['dev_3'])]);
    expect([await accepts('dev_1'), await accepts('dev_2'), await accepts('dev_3')]).toEqual([true, false, true]);
    await Promise.all([credentials.sync(['dev_3']), credentials.sync()]);
    expect([await accepts('dev_1'), await accepts('dev_1', 'other')]).toEqual([false, true]);
    expect(asked).toEqual([undefined, ['dev_2', 'dev_3'], undefined]);
  });

  it('read again what the database did not answer', async () => {
    let isAway = false;
    const credentials = newCredentials({
      devices: (usernames) =>
        isAway
          ? Promise.reject(new Error('the database is away'))
          : Promise.resolve(devices.filter(({ username }) => usernames?.includes(username) ?? true)),
    });
    await credentials.sync();
    devices.push({ username: 'dev_1', hash }, { username: 'dev_2', hash });
    isAway = true;
    await expect(credentials.sync(['dev_1'])).rejects.toThrow('away');
    isAway = false;
    await credentials.sync(['dev_2']);
    expect([await accepts('dev_1'), await accepts('dev_2')]).toEqual([true, true]);
  });

  it('let nobody in but the server while devices are not admitted, also when no other file can be written, and let them in again', async () => {
    devices.push({ username: 'dev_1', hash });
    const likeDevices = [{ username: 'flows', password: PASSWORD }];
    const credentials = newCredentials({ likeDevices });
    await credentials.sync();
    const device = await broker.connect('dev_1');
    expect(await accepts('flows')).toBe(true);
    await credentials.admit(false);
    await expect.poll(() => device.connected).toBe(false);
    expect([await accepts('dev_1'), await accepts('flows'), await accepts(SERVER_NAME)]).toEqual([false, false, true]);
    // A registration is told to come back.
    await expect(credentials.sync(['dev_2'])).rejects.toMatchObject({
      code: 'broker_unavailable',
      message: expect.stringContaining('free space'),
    });
    await credentials.admit(true);
    expect([await accepts('dev_1'), await accepts('flows')]).toEqual([true, true]);
    await credentials.admit(false);
    await expect.poll(() => accepts('dev_1')).toBe(false);
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

  it('cannot be in effect while nothing listens at the address of the broker', async () => {
    expect(await brokerAccepts(`mqtt://127.0.0.1:${await freePort()}`, SERVER_NAME, PASSWORD)).toBe(false);
  });
});

describe('rounds of new credentials', () => {
  let clock: FakeClock;
  let brokerIsThere: boolean;
  /** When the broker was told to read the file (ms since the test began). */
  let reloadedAtMs: number[];

  beforeEach(() => {
    clock = new FakeClock();
    brokerIsThere = true;
    reloadedAtMs = [];
  });

  /** Credentials of a broker that reads its file at once, while it is there. */
  const quickCredentials = (options: Partial<CredentialsOptions> = {}): BrokerCredentials =>
    newCredentials({
      reload: () => void reloadedAtMs.push(clock.elapsedMs()),
      accepts: () => Promise.resolve(brokerIsThere),
      clock,
      ...options,
    });

  /** Lets time pass until the promise is settled; it stands still while a file is written. */
  async function settled<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    void promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    );
    while (!isSettled) await clock.advance(clock.timers > 0 ? 10 : 0);
    return promise;
  }

  it('are shared by all that ask within 20 ms', async () => {
    const read = vi.fn(() => Promise.resolve([...devices]));
    const credentials = quickCredentials({ devices: read });
    const first = credentials.sync();
    await clock.advance(10);
    const joined = credentials.sync();
    expect(read).not.toHaveBeenCalled();
    await settled(Promise.all([first, joined]));
    expect(reloadedAtMs).toEqual([20]);
    for (let round = 2; round <= 3; round += 1) await settled(Promise.all([credentials.sync(), credentials.sync()]));
    expect(reloadedAtMs, 'a broker that reads at once is told at once').toEqual([20, 40, 60]);
    expect(clock.timers).toBe(0);
  });

  it.each([
    ['four times as long as the last one took', 110, 440],
    ['a second at most', 3010, 1000],
  ])('rest %s', async (_, takesMs, restMs) => {
    const credentials = quickCredentials({
      accepts: () => Promise.resolve(clock.elapsedMs() >= (reloadedAtMs.at(-1) ?? 0) + takesMs),
    });
    await settled(credentials.sync());
    await settled(credentials.sync());
    expect(reloadedAtMs).toEqual([20, 20 + takesMs + restMs]);
    await clock.advance(restMs);
    const asked = clock.elapsedMs();
    await settled(credentials.sync());
    expect((reloadedAtMs[2] ?? 0) - asked, 'after its rest it is told at once').toBe(20);
  });

  it('include in the next one what changes after the devices were read', async () => {
    const read: number[] = [];
    let late: Promise<void> | undefined;
    const credentials = quickCredentials({
      devices: () => Promise.resolve([...devices]).then((all) => (read.push(all.length), all)),
      reload: () => {
        reloads += 1;
        if (reloads > 1) return;
        devices.push({ username: 'dev_late', hash });
        late = credentials.sync();
      },
    });
    await settled(credentials.sync());
    await settled(late ?? Promise.reject(new Error('the broker was not told to read the file')));
    expect([read, reloads]).toEqual([[0, 1], 2]);
  });

  it('that the broker does not accept within ten seconds fail with an error that says so, each of them, and the next one works', async () => {
    const credentials = quickCredentials();
    brokerIsThere = false;
    for (let round = 1; round <= 2; round += 1) {
      const asked = clock.elapsedMs();
      await expect(settled(credentials.sync())).rejects.toMatchObject({
        code: 'broker_unavailable',
        status: 503,
        message: expect.stringMatching(/did not accept the new credentials within 10 seconds\. Is it running/),
      });
      expect(clock.elapsedMs() - asked).toBe(10_030);
    }
    brokerIsThere = true;
    await settled(credentials.sync());
    expect([reloadedAtMs.length, clock.timers]).toEqual([3, 0]);
  });

  it('that the broker accepts late are in effect as soon as it does', async () => {
    const credentials = quickCredentials({ accepts: () => Promise.resolve(clock.elapsedMs() >= 5000) });
    await settled(credentials.sync());
    expect(clock.elapsedMs()).toBe(5030);
  });

  it('that cannot be read from the database fail only the waiting callers, not later ones', async () => {
    let away = true;
    const credentials = quickCredentials({
      devices: () => (away ? Promise.reject(new Error('the database is away')) : Promise.resolve([])),
    });
    await expect(settled(Promise.all([credentials.sync(), credentials.sync()]))).rejects.toThrow(
      'the database is away',
    );
    expect(reloadedAtMs).toEqual([]);
    away = false;
    await settled(credentials.sync());
    expect(reloadedAtMs).toHaveLength(1);
  });
});
