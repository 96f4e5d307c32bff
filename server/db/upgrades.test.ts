/** Databases of earlier versions, filled, as the present code opens them. */
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import type { PostgresConnection } from './embedded-postgres.ts';
import { migrate, MIGRATIONS_FOLDER } from './migrate.ts';
import { openPool } from './pool.ts';
import { listDevices } from './repositories/devices.ts';
import { listRooms } from './repositories/plant-rooms.ts';
import { listPlants } from './repositories/plants.ts';
import { insertReadings } from './repositories/telemetry.ts';
import { migrationsIn } from './schema-version.ts';

const databases = useTestDatabases();
const MIGRATIONS = migrationsIn(MIGRATIONS_FOLDER);

/** The last migration of versions that owners may have: before each that moved or rewrote what was there, and the newest. */
const VERSIONS = [
  '0009_set_aside_and_open_metrics',
  '0021_open_alerts',
  '0026_device_clocks',
  '0032_seen_alerts',
  '0035_places_of_plants',
  '0045_paused_devices',
];
const READINGS = 500;

/** What an owner has in any of these versions. */
const FILL = `
  INSERT INTO plants (id, name, species, thresholds) VALUES
    ('plant_1', 'Basil', 'Ocimum basilicum', '{"soil_moisture": {"min": 20, "max": 60}}'), ('plant_2', 'Fern', NULL, '{}');
  INSERT INTO devices (id, mac_address, name, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id, status)
    VALUES ('dev_1', 'a4:cf:12:00:00:01', 'Sill', 'dev_1', '$2b$', '$7$', 'plant_1', 'online');
  INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, humidity)
    SELECT '2025-01-01Z'::timestamptz + n * INTERVAL '17 hours', 'dev_1', 'plant_1', 30, n FROM generate_series(1, ${READINGS}) n;
  INSERT INTO latest_readings (device_id, humidity, humidity_at) VALUES ('dev_1', 7, '2025-12-01Z');
  INSERT INTO alerts (kind, plant_id, device_id, metric, value, threshold, direction, message)
    VALUES ('threshold', 'plant_1', 'dev_1', 'soil_moisture', 15.2, 20, 'min', 'soil_moisture is 15.2, threshold min 20.0');
  INSERT INTO journal_entries (plant_id, kind, amount_ml) VALUES ('plant_1', 'watering', 200);
  INSERT INTO settings (key, value) VALUES ('display', '{"language": "de"}') ON CONFLICT (key) DO NOTHING;
  INSERT INTO rejected_messages (device_id, time, topic, payload, reason) VALUES ('dev_1', now(), 't', '{}', 'why');
`;
const KEPT = ['plants', 'devices', 'telemetry', 'alerts', 'journal_entries', 'settings', 'rejected_messages'];

async function at(version: string): Promise<PostgresConnection> {
  const connection = await databases.empty();
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await runner({
      dbClient: client,
      dir: MIGRATIONS_FOLDER,
      direction: 'up',
      count: MIGRATIONS.indexOf(version) + 1,
      migrationsTable: 'schema_migrations',
      noLock: true,
      log: () => undefined,
    });
    await client.query(FILL);
  } finally {
    await client.end();
  }
  return connection;
}

describe('a database of an earlier version', () => {
  it('whose plants had their room among the words about their place has a room for each name, with these plants in it', async () => {
    const connection = await at('0045_paused_devices');
    const database = openPool(connection, silentLog);
    try {
      await database.query(
        `INSERT INTO plants (id, name, thresholds, place) VALUES ('plant_3', 'Palm', '{}', '{"room": "Bath", "pot_cm": 12}'),
           ('plant_4', 'Ivy', '{}', '{"room": " kitchen "}'), ('plant_5', 'Mint', '{}', '{"room": "Kitchen"}')`,
      );
      await migrate(connection, silentLog);
      const rooms = await listRooms(database);
      expect(rooms).toMatchObject([
        { name: 'Bath', position: 0 },
        { name: expect.stringMatching(/^kitchen$/i), position: 1 },
      ]);
      const [bath, kitchen] = rooms.map(({ id }) => id);
      const plants = await listPlants(database, { limit: 10 });
      expect(plants.map(({ room_id }) => room_id)).toEqual([null, null, bath, kitchen, kitchen]);
      expect(plants[2]?.place).toMatchObject({ room: 'Bath', pot_cm: 12 });
      const { rows } = await database.query(`SELECT FROM plants WHERE place ? 'room'`);
      expect(rows).toEqual([]);
    } finally {
      await database.end();
    }
  });

  it.each(VERSIONS)('with the tables of %s keeps all that is in it, and can be read and written', async (version) => {
    expect(MIGRATIONS).toContain(version);
    const connection = await at(version);
    const database = openPool(connection, silentLog);
    try {
      const counted = async () =>
        Promise.all(
          KEPT.map(async (table) => (await database.query<{ count: number }>(`SELECT count(*) FROM ${table}`)).rows[0]),
        );
      const before = await counted();
      await migrate(connection, silentLog);
      expect(await counted()).toEqual(before);

      const plants = (await listPlants(database, { limit: 10 })) ?? [];
      const shown = plants.map(({ name, species, thresholds }) => [
        name,
        species,
        thresholds.soil_moisture?.min ?? null,
      ]);
      expect(shown.sort()).toEqual([
        ['Basil', 'Ocimum basilicum', 20],
        ['Fern', null, null],
      ]);
      expect(await listDevices(database, { limit: 10 })).toMatchObject([
        { id: 'dev_1', mac_address: 'a4:cf:12:00:00:01', plant_id: 'plant_1', latest: { humidity: 7 } },
      ]);
      const { rows } = await database.query(
        `SELECT count(*), sum(humidity) AS sum FROM telemetry WHERE soil_moisture = 30`,
      );
      expect(rows).toEqual([{ count: READINGS, sum: (READINGS * (READINGS + 1)) / 2 }]);
      const reading = {
        deviceId: 'dev_1',
        plantId: 'plant_1',
        time: new Date('2026-06-01T00:00:00Z'),
        receivedAt: new Date(),
        clockWrong: false,
        values: { humidity: 9 },
      };
      expect(await insertReadings(database, [reading, reading])).toEqual(['stored', 'duplicate']);
    } finally {
      await database.end();
    }
  });
});
