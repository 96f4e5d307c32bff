/**
 * The limit: what a program can do that does nothing but keep readings safe. It takes them from the broker, reads their
 * JSON, writes up to 1,000 of them in one statement, and acknowledges them after the commit.
 */
import mqtt from 'mqtt';
import pg from 'pg';
import { acknowledge, deferAcknowledgement } from '../../broker/deferred-puback.ts';
import { serveJobs } from '../processes/jobs.ts';

const MOST_ROWS = 1000;
/** As many as the broker hands out without an acknowledgement. */
const RECEIVE_MAXIMUM = 5000;

const INSERT = `
  INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
  SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[])
  ON CONFLICT DO NOTHING`;

interface Waiting {
  packetId: number;
  deviceId: string;
  reading: { timestamp: string; soil_moisture: number; temperature: number; humidity: number; light_level: number };
}

async function start(given: {
  connection: pg.ClientConfig;
  brokerUrl: string;
  reader: { username: string; password: string };
}): Promise<void> {
  const database = new pg.Client(given.connection);
  await database.connect();
  const client = mqtt.connect(given.brokerUrl, {
    ...given.reader,
    protocolVersion: 5,
    properties: { receiveMaximum: RECEIVE_MAXIMUM },
  });
  const queue: Waiting[] = [];
  let isWriting = false;

  async function write(): Promise<void> {
    isWriting = true;
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST_ROWS);
      const readings = batch.map(({ reading }) => reading);
      await database.query({
        name: 'insert',
        text: INSERT,
        values: [
          readings.map(({ timestamp }) => timestamp),
          batch.map(({ deviceId }) => deviceId),
          batch.map(({ deviceId }) => `plant_of_${deviceId}`),
          readings.map(({ soil_moisture }) => soil_moisture),
          readings.map(({ temperature }) => temperature),
          readings.map(({ humidity }) => humidity),
          readings.map(({ light_level }) => light_level),
        ],
      });
      for (const { packetId } of batch) acknowledge(client, packetId);
    }
    isWriting = false;
  }

  deferAcknowledgement(client, ({ packet, next }) => {
    queue.push({
      packetId: packet.messageId ?? 0,
      deviceId: packet.topic.split('/')[1] ?? '',
      reading: JSON.parse(packet.payload.toString()) as Waiting['reading'],
    });
    next();
    // Whatever has come in the same piece of the connection is written together.
    if (!isWriting) {
      isWriting = true;
      setImmediate(() => void write());
    }
  });
  await client.subscribeAsync('devices/+/telemetry', { qos: 1 });
}

const jobs = { start };
export type LimitJobs = typeof jobs;

serveJobs(jobs);
