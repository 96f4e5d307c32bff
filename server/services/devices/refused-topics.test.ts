import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { readBrokerLine } from '../../broker/broker-log.ts';
import type { Database } from '../../db/pool.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { NotedFindings } from '../../testing/noted-findings.ts';
import { RefusedTopics } from './refused-topics.ts';

const databases = useTestDatabases();
let database: Database;
let findings: NotedFindings;
let clock: FakeClock;

beforeEach(async () => {
  database = await databases.pool();
  await addDevice(database, 1);
  findings = new NotedFindings();
  clock = new FakeClock();
});

const opened = (): RefusedTopics =>
  new RefusedTopics({
    database,
    findings,
    isDevice: (username) => username.startsWith('dev_'),
    clock,
    log: silentLog,
  });
/** As Mosquitto 2.0.11 says it. */
function says(watch: RefusedTopics, verb: 'Denied' | 'Received', topic: string, username = 'dev_1'): void {
  const line = readBrokerLine(
    `1795775570: ${verb} PUBLISH from ${username} (d0, q1, r0, m1, '${topic}', ... (1 bytes))`,
  );
  if (line) watch.take(line);
}
const noted = () => [...findings.open.values()];
const isNoted = (): boolean => findings.has('dev_1', 'topic_refused');

describe('topics that the broker refuses', () => {
  it.each(['home/shelf/soil', '/devices/dev_1/telemetry', 'devices/dev_2/telemetry', "it's 'mine', ... (9 bytes))"])(
    'as %s are shown at the device, with its own',
    async (topic) => {
      says(opened(), 'Denied', topic);
      await expect
        .poll(noted)
        .toEqual([{ code: 'topic_refused', evidence: { topics: topic, own: 'devices/dev_1/telemetry' } }]);
    },
  );

  it('are the last three, each once', async () => {
    const watch = opened();
    for (const topic of ['a', 'b', 'a', 'c', 'd']) says(watch, 'Denied', topic);
    await expect.poll(noted).toMatchObject([{ evidence: { topics: 'a, c, d' } }]);
  });

  it('of a gateway are shown with its base topic', async () => {
    await database.query(`UPDATE devices SET kind = 'gateway' WHERE id = 'dev_1'`);
    says(opened(), 'Denied', 'zigbee2mqtt/fern');
    await expect.poll(noted).toMatchObject([{ evidence: { own: 'gateways/dev_1' } }]);
  });

  it('are not shown where nothing is lost, or of an account that is no device', async () => {
    const watch = opened();
    says(watch, 'Denied', 'homeassistant/sensor/shelf/config');
    says(watch, 'Denied', 'devices/dev_1/telemetry', 'plantops-reader-1');
    says(watch, 'Denied', 'a');
    await expect.poll(noted).toMatchObject([{ evidence: { topics: 'a' } }]);
  });

  it('are mended once it publishes and nothing was refused for three of its usual pauses', async () => {
    const watch = opened();
    for (let time = 0; time < 3; time += 1) {
      says(watch, 'Denied', 'a');
      await clock.advance(60_000);
      says(watch, 'Received', 'devices/dev_1/telemetry');
    }
    await expect.poll(isNoted).toBe(true);
    await clock.advance(119_999);
    says(watch, 'Received', 'devices/dev_1/telemetry');
    expect(isNoted()).toBe(true);
    await clock.advance(1);
    expect(isNoted(), 'silence mends nothing').toBe(true);
    says(watch, 'Received', 'devices/dev_1/telemetry');
    expect(isNoted()).toBe(false);
  });

  it('from before a start of the server are mended likewise', async () => {
    says(opened(), 'Denied', 'a');
    await expect.poll(isNoted).toBe(true);
    const after = opened();
    says(after, 'Received', 'devices/dev_1/telemetry');
    await clock.advance(3_599_999);
    says(after, 'Received', 'devices/dev_1/telemetry');
    expect(isNoted()).toBe(true);
    await clock.advance(1);
    says(after, 'Received', 'devices/dev_1/telemetry');
    expect(isNoted()).toBe(false);
  });
});
