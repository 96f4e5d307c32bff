import { reading } from '@plantops/shared/flows/message-types.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerOfBytes } from '../testing/broker-of-bytes.ts';
import { DevicePublisher } from './device-publisher.ts';

const { payload } = reading.example;
const { deviceId, time, values } = payload;
const MESSAGE = `devices/${deviceId}/telemetry ${JSON.stringify({ timestamp: time.toISOString(), ...values })}`;

let broker: BrokerOfBytes;
let clock: FakeClock;
let publisher: DevicePublisher;
beforeEach(async () => {
  broker = new BrokerOfBytes();
  await broker.start();
  clock = new FakeClock(time);
  publisher = new DevicePublisher({ clock, logins: new Map([[deviceId, { brokerUrl: broker.url, password: 'p' }]]) });
});
afterEach(() => {
  publisher.stop();
  broker.stop();
});

describe('readings that are published as their devices', () => {
  it('are stored once the broker has them, over one connection', async () => {
    const stored = Promise.all([publisher.append(payload), publisher.append(payload)]);
    expect(publisher.waiting()).toBe(2);
    expect(await stored).toEqual([{ outcome: 'stored' }, { outcome: 'stored' }]);
    expect(broker.published).toEqual([MESSAGE, MESSAGE]);
    expect([publisher.waiting(), broker.clients]).toEqual([0, 1]);
    expect(clock.timers).toBe(0);
  });

  it('need a login, which a registration brings', async () => {
    const other = { ...payload, deviceId: 'dev_2' };
    await expect(publisher.append(other)).rejects.toThrow(
      'There is no login for dev_2: add it to the PlantOps server of this node, or register the device with a "register device" node',
    );
    publisher.learn('dev_2', { brokerUrl: broker.url, password: 'new' });
    expect(await publisher.append(other)).toEqual({ outcome: 'stored' });
  });

  it('with a login that is refused fail at once, and try anew with the next', async () => {
    broker.login = 'refuse';
    await expect(publisher.append(payload)).rejects.toThrow(`The broker refuses the login of ${deviceId}`);
    broker.login = 'accept';
    expect(await publisher.append(payload)).toEqual({ outcome: 'stored' });
  });

  it('fail after ten seconds in which the broker does not answer', async () => {
    broker.login = 'silent';
    const failed = expect(publisher.append(payload)).rejects.toThrow(`The broker at ${broker.url} does not answer`);
    await clock.advance(10_000);
    await failed;
    await expect.poll(() => broker.clients).toBe(0);
    broker.login = 'accept';
    expect(await publisher.append(payload)).toEqual({ outcome: 'stored' });
  });
});
