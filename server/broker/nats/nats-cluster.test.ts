import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { systemClock } from '@plantops/shared/clock.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, SERVER_NAME, startTestNats, type TestCluster, type TestNats } from '../../testing/nats.ts';
import { CANARY_USER } from '../accounts.ts';
import { NatsInbox } from './nats-inbox.ts';
import { MQTT_STREAM } from './subjects.ts';

const DEVICES = ['dev_1', 'dev_2', 'dev_3'];
let nats: TestCluster;
beforeAll(async () => {
  nats = await startTestNats([...DEVICES, CANARY_USER], 3);
});
afterAll(() => nats.stop());

/** The server that leads the stream of what devices publish. */
async function leader(): Promise<TestNats> {
  const connection = await connect({ servers: nats.servers.map(({ url }) => url), user: SERVER_NAME, pass: PASSWORD });
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const { cluster } = await manager.streams.info(MQTT_STREAM);
  await connection.close();
  return nats.servers[Number(cluster?.leader?.slice(1))] as TestNats;
}

/** A device that sends one number after another until it is told to end, and each again until it is acknowledged. */
async function sendsNumbers(deviceId: string, acknowledged: number[], isOver: () => boolean): Promise<void> {
  for (let turn = DEVICES.indexOf(deviceId); !isOver(); turn += 1) {
    try {
      const client = await nats.connect(deviceId, { at: nats.servers[turn % 3] as TestNats, connectTimeout: 3000 });
      const cut = new Promise<never>((_, reject) => client.once('close', () => reject(new Error('cut off'))));
      cut.catch(() => undefined);
      while (!isOver()) {
        const number = acknowledged.length + 1;
        await Promise.race([client.publishAsync(`devices/${deviceId}/telemetry`, String(number), { qos: 1 }), cut]);
        acknowledged.push(number);
      }
    } catch {
      // Tries the next server, as it would through a balancer.
    }
  }
}

test('the leader of three servers killed under load: what was acknowledged is there, in the order of each device', async () => {
  const inbox = new NatsInbox({
    servers: nats.servers.map(({ url }) => url),
    url: nats.servers[0]?.mqttUrl ?? '',
    username: SERVER_NAME,
    password: PASSWORD,
    canary: { username: CANARY_USER, password: PASSWORD },
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  const received = new Map(DEVICES.map((deviceId) => [deviceId, [] as number[]]));
  inbox.consume('telemetry', (messages) => {
    for (const { deviceId, payload, delivery } of messages) {
      received.get(deviceId)?.push(Number(payload.toString()));
      // As after a commit.
      setTimeout(() => inbox.acknowledge(delivery), 20);
    }
  });
  inbox.start();
  await expect.poll(() => inbox.hearingSince(), { timeout: 20_000 }).toBeInstanceOf(Date);
  let isOver = false;
  const acknowledged = new Map(DEVICES.map((deviceId) => [deviceId, [] as number[]]));
  const senders = DEVICES.map((deviceId) => sendsNumbers(deviceId, acknowledged.get(deviceId) ?? [], () => isOver));
  const counts = (): number[] => [...acknowledged.values()].map(({ length }) => length);
  await expect.poll(() => Math.min(...counts()), { timeout: 20_000 }).toBeGreaterThan(100);
  await (await leader()).kill();
  const before = counts();
  await expect
    .poll(() => Math.min(...counts().map((count, index) => count - (before[index] ?? 0))), { timeout: 40_000 })
    .toBeGreaterThan(100);
  isOver = true;
  await Promise.all(senders);
  for (const deviceId of DEVICES) {
    const sent = acknowledged.get(deviceId) ?? [];
    const firsts = (): number[] => [...new Set(received.get(deviceId))];
    await expect.poll(() => firsts().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(sent.length);
    // A number that was sent again may have come twice, and the last one may have come without an acknowledgement.
    expect(firsts().slice(0, sent.length)).toEqual(sent);
  }
  await expect.poll(() => inbox.status().inFlight).toBe(0);
  await inbox.stop();
});
