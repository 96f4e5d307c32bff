import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerOfBytes } from '../testing/broker-of-bytes.ts';
import { AccountConnection } from './account-connection.ts';

const EARS = { id: 'ears', type: 'plantops-ingest' };
const COMMAND = { deviceId: 'dev_1', text: '{"water_ml":200}', expiryS: 60 };

let broker: BrokerOfBytes;
let clock: FakeClock;
let connection: AccountConnection;
beforeEach(async () => {
  broker = new BrokerOfBytes();
  broker.login = 'silent';
  await broker.start();
  clock = new FakeClock(new Date('2026-03-01T12:00:00.000Z'));
  const account = { brokerUrl: broker.url, username: 'all', password: 'p' };
  connection = new AccountConnection({ account, clock });
});
afterEach(() => {
  connection.stop();
  broker.stop();
});

describe('an account for all devices', () => {
  it('connects when it is first needed, once for all nodes', async () => {
    expect(connection.inbox().status()).toEqual({ connected: false, inFlight: 0 });
    expect(broker.clients).toBe(0);
    const inboxes = [connection.inbox(), connection.inbox()];
    const stops = [
      inboxes[0]?.consume('telemetry', EARS, () => undefined),
      inboxes[1]?.consume('heartbeat', EARS, () => undefined),
    ];
    await expect.poll(() => broker.clients).toBe(1);
    expect(inboxes.map((inbox) => inbox.status().connected)).toEqual([false, false]);
    stops.forEach((stop) => stop?.());
  });

  it('a command that cannot be sent within ten seconds is given up', async () => {
    const given = expect(connection.send(COMMAND)).rejects.toThrow(
      'The command is not sent: the broker cannot be reached, or refuses the account',
    );
    await clock.advance(10_000);
    await given;
    expect(broker.published).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});
