/** Messages that are wrong, or come in another way than they should. */
import { setTimeout } from 'node:timers/promises';
import { assignNewPlant, listAlerts, register } from '../../e2e/harness/api.ts';
import { connectDevice, publishReading } from '../../e2e/harness/device-client.ts';
import { eventually } from '../../e2e/harness/eventually.ts';
import { isAlive, type PlantOpsProcess } from '../../e2e/harness/plantops-process.ts';
import type { BenchDevice } from '../../bench/contestants/contestant.ts';
import type { PublisherJobs } from '../../bench/load/publisher.ts';
import type { RowWitnessJobs } from '../../bench/load/row-witness.ts';
import { percentile } from '../../bench/statistics.ts';
import type { Case } from '../case.ts';
import { storedCount } from '../site.ts';

const count = async (server: PlantOpsProcess, from: string): Promise<number> =>
  (await server.query<{ count: number }>(`SELECT count(*)::int FROM ${from}`))[0]?.count ?? Number.NaN;
const partitions = (server: PlantOpsProcess): Promise<number> =>
  count(server, `pg_inherits WHERE inhparent = 'telemetry'::regclass`);

/** What the clocks of boards show that nobody has set, or wrongly (ms since 1970). */
const CLOCKS = [0, ...[1970, 1980, 2000, 2099, 2311, 9999].map((year) => Date.UTC(year, 5, 1))];
const TICKS = 12;

const wrongClocks: Case = {
  what: 'boards with clocks of 1970, 2000, 2099, 2311 and 9999, in milliseconds, seconds and ISO 8601',
  required: 'all kept at about the time of receipt, or set aside; at most 2 new partitions',
  test: 'ingest/front-door',
  async run({ site, judge }) {
    const server = await site.server();
    const before = await partitions(server);
    let sent = 0;
    for (const clockMs of CLOCKS)
      for (const write of [String, (ms: number) => Math.floor(ms / 1000), (ms: number) => new Date(ms).toISOString()]) {
        const device = await register(server.url);
        const client = await connectDevice(device);
        for (let tick = 1; tick <= TICKS; tick += 1) {
          const reading = { timestamp: write(clockMs + tick * 1000), light_level: tick };
          await client.publishAsync(device.topics.telemetry, JSON.stringify(reading), { qos: 1 });
          sent += 1;
        }
        await client.endAsync();
      }
    const setAside = (): Promise<number> => count(server, 'rejected_messages');
    const kept = async (): Promise<number> => (await storedCount(server)) + (await setAside());
    for (let looks = 0; looks < 40 && (await kept()) < sent; looks += 1) await setTimeout(250);
    judge.note(`${sent} acknowledged, ${await storedCount(server)} stored + ${await setAside()} set aside`);
    judge.atMost('missing', sent - (await kept()), 0);
    judge.atMost('new partitions', (await partitions(server)) - before, 2);
    const aboutNow = `now() - interval '1 day' AND now() + interval '1 day'`;
    judge.atMost('rows at another time', await count(server, `telemetry WHERE time NOT BETWEEN ${aboutNow}`), 0);
  },
};

const repeated: Case = {
  what: 'each of 200 readings three times, in any order, below a limit',
  required: 'rows = readings, the latest value is the newest, 1 alert',
  test: 'ingest/telemetry',
  async run({ site, judge }) {
    const server = await site.server();
    const device = await register(server.url);
    const plant = await assignNewPlant(server.url, device.device_id, {
      name: 'Fern',
      thresholds: { humidity: { min: 90 } },
    });
    const client = await connectDevice(device);
    const readings = 200;
    const firstMs = Date.now() - readings * 1000;
    // A fixed shuffle: each run presses alike.
    const order = Array.from({ length: 3 * readings }, (_, place) => (place * 7919) % (3 * readings)).map(
      (place) => place % readings,
    );
    for (const nth of order)
      await publishReading(client, device, { humidity: (nth % 80) + 1 }, new Date(firstMs + nth * 1000));
    // Judged after all before it.
    await publishReading(client, device, { humidity: 50 }, new Date());
    await eventually(async () => (await storedCount(server)) > readings, { what: 'the last one' });
    await client.endAsync();
    judge.note(`${order.length + 1} acknowledged`);
    judge.atMost('rows beyond one for each', (await storedCount(server)) - readings - 1, 0);
    judge.atLeast('rows', await storedCount(server), readings + 1);
    await eventually(async () => (await listAlerts(server.url, `?plant_id=${plant}`)).length > 0, { what: 'an alert' });
    judge.atMost('alerts', (await listAlerts(server.url, `?plant_id=${plant}`)).length, 1);
    const latest = await server.query<{ humidity: number }>('SELECT humidity FROM latest_readings');
    judge.holds('the latest value is the newest', latest[0]?.humidity === 50);
  },
};

const poisonRow: Case = {
  what: 'one reading of 500 is one that the database refuses (a constraint)',
  required: '499 stored, that one set aside, no retry loop',
  test: 'ingest/outage',
  async run({ site, judge }) {
    const server = await site.server();
    await server.query('ALTER TABLE telemetry ADD CONSTRAINT poison CHECK (light_level <> 250) NOT VALID');
    const device = await register(server.url);
    const client = await connectDevice(device);
    const firstMs = Date.now() - 500_000;
    await Promise.all(
      Array.from({ length: 500 }, (_, nth) =>
        publishReading(client, device, { light_level: nth }, new Date(firstMs + nth * 1000)),
      ),
    );
    const rejected = (): Promise<number> => count(server, 'rejected_messages');
    await eventually(async () => (await storedCount(server)) + (await rejected()) >= 500, { what: 'all of them' });
    await client.endAsync();
    judge.note(`500 acknowledged = ${await storedCount(server)} stored + ${await rejected()} set aside`);
    judge.atLeast('stored', await storedCount(server), 499);
    judge.atMost('set aside', await rejected(), 1);
    const errors = server.output.length;
    await setTimeout(2000);
    judge.holds('it is not tried again', !server.output.slice(errors).includes('poison'));
  },
};

const BAD = ['', '{', 'nan', '[]', '{"timestamp":"x"}', '{"temperature":"hot"}', '\u0000', `"${'x'.repeat(5000)}"`];
/** Bad messages for each good one. */
const BAD_SHARE = 10;
const GOOD_PER_S = 50;

const badPayloads: Case = {
  what: 'ten bad messages beside each good reading',
  required: '0 crashes, p99 from publish to row of good ones < 2 × that without (and 50 ms)',
  test: 'ingest/front-door',
  async run({ site, judge, form }) {
    const server = await site.server();
    const credentials = await register(server.url);
    const bad = await register(server.url);
    const device: BenchDevice = {
      deviceId: credentials.device_id,
      username: credentials.mqtt_username,
      password: credentials.mqtt_password,
      topic: credentials.topics.telemetry,
    };
    const publisher = site.process<PublisherJobs>('../../bench/load/publisher.ts');
    const witness = site.process<RowWitnessJobs>('../../bench/load/row-witness.ts');
    await publisher.call('connect', { brokerUrl: `mqtt://127.0.0.1:${server.mqttPort}`, devices: [device] });
    await witness.call('connect', { connection: server.databasePlace() });
    const pids = [server.pid, server.enginePid];
    async function p99(): Promise<{ p99: number; count: number }> {
      await witness.call('watch', { deviceIds: [device.deviceId] });
      const { count: sent } = await publisher.call('pace', { perS: GOOD_PER_S, seconds: form.paceS });
      await setTimeout(1000);
      const seen = await witness.call('seen', undefined);
      judge.note(`${sent} good acknowledged = ${seen.length} stored`);
      return { p99: percentile(seen, 0.99), count: sent - seen.length };
    }
    const alone = await p99();
    const client = await connectDevice(bad);
    let sent = 0;
    const flood = setInterval(() => {
      for (let nth = 0; nth < (BAD_SHARE * GOOD_PER_S) / 20; nth += 1)
        client.publish(bad.topics.telemetry, BAD[sent++ % BAD.length] ?? '', { qos: 1 });
    }, 50);
    const beside = await p99();
    clearInterval(flood);
    await client.endAsync();
    judge.noteFigure('bad messages', sent);
    judge.noteFigure('p99 without', alone.p99, 'ms');
    judge.atMost('p99 beside bad ones', beside.p99, 2 * alone.p99 + 50, 'ms');
    judge.atMost('good ones missing', alone.count + beside.count, 0);
    judge.holds(
      'no process ended',
      pids.every((pid) => pid !== undefined && isAlive(pid)) && server.enginePid === pids[1],
    );
  },
};

export const ODD_READINGS = {
  'wrong-clocks': wrongClocks,
  repeated,
  'poison-row': poisonRow,
  'bad-payloads': badPayloads,
};
