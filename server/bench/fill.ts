/** Fills the database of a PlantOps with what it would have after years, in the database itself. */
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

async function withDatabase<T>(connection: pg.ClientConfig, work: (database: pg.Client) => Promise<T>): Promise<T> {
  const database = new pg.Client(connection);
  await database.connect();
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}

const VALUES = `40 + 10 * sin(n / 500.0), 21 + 4 * sin(n / 90.0), 55 + 8 * cos(n / 75.0), round(4000 + 3500 * sin(n / 100.0))`;

/** Gives a plant a year of readings up to now, evenly spaced, in the months that they would be in. */
export const fillYear = (connection: pg.ClientConfig, plantId: string, readings: number): Promise<unknown> =>
  withDatabase(connection, async (database) => {
    await database.query(`SELECT add_telemetry_month(now() - n * interval '1 month') FROM generate_series(0, 12) n`);
    await database.query(
      `INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
       SELECT now() - n * interval '1 year' / $2::int, 'bench_year', $1, ${VALUES} FROM generate_series($2::int, 1, -1) n
       ON CONFLICT DO NOTHING`,
      [plantId, readings],
    );
  });

/** Resolves once the server has made all figures of what is stored. */
export const untilFigured = (connection: pg.ClientConfig): Promise<void> =>
  withDatabase(connection, async (database) => {
    for (;;) {
      const { rows } = await database.query<{ is_made: boolean }>(
        `SELECT NOT EXISTS (SELECT FROM stale_figures) AND (SELECT day_zone FROM figures_mark) IS NOT NULL AS is_made`,
      );
      if (rows[0]?.is_made) return;
      await setTimeout(50);
    }
  });

/** Other plants' readings of the same year, until this many are stored altogether. */
export const fillUpTo = (connection: pg.ClientConfig, readings: number): Promise<void> =>
  withDatabase(connection, async (database) => {
    const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM telemetry');
    const missing = readings - Number(rows[0]?.count);
    if (missing > 0)
      await database.query(
        `INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
         SELECT now() - n * interval '1 year' / $1::int, 'bench_other_' || n % 50, 'bench_other_plant_' || n % 50, ${VALUES}
         FROM generate_series($1::int, 1, -1) n ON CONFLICT DO NOTHING`,
        [missing],
      );
    await database.query('VACUUM ANALYZE telemetry');
  });

const NO_PASSWORD = `$7$101$${Buffer.alloc(12, 1).toString('base64')}$${Buffer.alloc(64, 1).toString('base64')}`;

/**
 * Adds devices until there are this many. The server is not told: it must be started afterwards, as after a restore.
 * @param brokerHash of the password that all of them have, as the broker's file has it; by default that of no board
 */
export const fillDevices = (connection: pg.ClientConfig, devices: number, brokerHash = NO_PASSWORD): Promise<void> =>
  withDatabase(connection, async (database) => {
    const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM devices');
    await database.query('SET session_replication_role = replica');
    await database.query(
      `INSERT INTO devices (id, mac_address, name, mqtt_username, mqtt_password_hash, mqtt_broker_hash)
       SELECT 'dev_' || left(md5(n::text), 16), lpad(to_hex(n), 12, '0'), 'Bench device ' || n, 'dev_' || left(md5(n::text), 16), '', $3
       FROM generate_series($1::int, $2::int) n`,
      [Number(rows[0]?.count) + 1, devices, brokerHash],
    );
    await database.query('ANALYZE devices');
  });

/** As sensors send them: no two devices alike, which compresses less than equal ones do. */
const RANDOM_VALUES = [
  [20, 80],
  [15, 28],
  [30, 90],
  [100, 10_000],
]
  .map(
    ([least, most]) =>
      `round((random() * (${most} - ${least}) + ${least})::numeric, 1), now() - random() * interval '1 minute'`,
  )
  .join(', ');

/** Gives plants with limits to devices that have none, with the newest values, until there are this many plants. */
export const fillPlants = (connection: pg.ClientConfig, plants: number): Promise<void> =>
  withDatabase(connection, async (database) => {
    const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM plants');
    const first = Number(rows[0]?.count) + 1;
    await database.query('SET session_replication_role = replica');
    await database.query(
      `INSERT INTO plants (id, name, species, thresholds)
       SELECT 'plant_' || left(md5(n::text), 16), 'Bench plant ' || n, 'Monstera deliciosa',
              '{"soil_moisture": {"min": 20, "max": 80}, "temperature": {"min": 15, "max": 28},
                "humidity": {"min": 30, "max": 90}, "light_level": {"min": 100, "max": 10000}}'
       FROM generate_series($1::int, $2::int) n`,
      [first, plants],
    );
    await database.query(
      `UPDATE devices d SET plant_id = p.id, status = 'online', last_seen_at = now()
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM plants
             WHERE NOT EXISTS (SELECT FROM devices WHERE plant_id = plants.id)) p,
            (SELECT id, row_number() OVER (ORDER BY id) AS place FROM devices WHERE plant_id IS NULL) free
       WHERE free.place = p.place AND d.id = free.id`,
    );
    const metrics = ['soil_moisture', 'temperature', 'humidity', 'light_level'];
    await database.query(
      `INSERT INTO latest_readings (device_id, ${metrics.map((metric) => `${metric}, ${metric}_at`).join(', ')})
       SELECT id, ${RANDOM_VALUES} FROM devices WHERE plant_id IS NOT NULL
       ON CONFLICT DO NOTHING`,
    );
    await database.query('ANALYZE plants, devices, latest_readings');
  });
