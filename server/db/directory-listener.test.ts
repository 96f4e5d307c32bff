import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryListener, listeningServers } from './directory-listener.ts';
import type { PostgresConnection } from './embedded-postgres.ts';
import { type Database, openPool } from './pool.ts';
import { silentLog, useTestDatabases } from '../testing/database.ts';

const databases = useTestDatabases();
let connection: PostgresConnection;
let database: Database;
let clock: FakeClock;
let heard: string[];
let listener: DirectoryListener;

beforeEach(async () => {
  connection = await databases.migrated();
  database = openPool(connection, silentLog);
  clock = new FakeClock();
  heard = [];
  const note = (text: string): Promise<void> => Promise.resolve(void heard.push(text));
  listener = new DirectoryListener(
    connection,
    { device: (id) => note(`device ${id}`), plant: (id) => note(`plant ${id}`), all: () => note('all') },
    clock,
    silentLog,
  );
  await listener.start();
});
afterEach(async () => {
  await listener.stop();
  await database.end();
});

const cut = () =>
  database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plantops-listener' AND datname = current_database()`,
  );
const addDevice = (id: string) =>
  database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) VALUES ($1, $1, $1, 'h', 'h')`,
    [id],
  );

describe('the directory listener', () => {
  it('reads everything first, then learns of every change, whoever makes it', async () => {
    await addDevice('dev_1');
    await database.query(`INSERT INTO plants (id, name) VALUES ('a:b', 'Fern')`);
    await database.query(`UPDATE plants SET name = 'Boston fern'`);
    await expect.poll(() => heard).toEqual(['all', 'device dev_1', 'plant a:b']);
  });

  it('treats a change of a mute as a change of its plant, even when both are deleted', async () => {
    await database.query(`INSERT INTO plants (id, name) VALUES ('plant_1', 'Fern')`);
    await database.query(`INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_1', '', now())`);
    await expect.poll(() => heard).toEqual(['all', 'plant plant_1']);
    await database.query('DELETE FROM plants');
    await expect.poll(() => heard).toEqual(['all', 'plant plant_1', 'plant plant_1']);
  });

  it('reconnects after a second whenever its connection breaks, and reads everything again in case it missed a change', async () => {
    for (const round of [1, 2]) {
      await cut();
      await expect.poll(() => clock.timers).toBe(1);
      await clock.advance(999);
      expect(heard, 'not at once').toHaveLength(round);
      await clock.advance(1);
      await expect.poll(() => heard).toEqual(Array.from({ length: round + 1 }, () => 'all'));
    }
    await addDevice('dev_2');
    await expect.poll(() => heard).toContain('device dev_2');
  });

  it('tries again for as long as the database cannot be reached', async () => {
    await listener.stop();
    listener = new DirectoryListener(
      { ...connection, host: '/nowhere' },
      {
        device: () => Promise.resolve(),
        plant: () => Promise.resolve(),
        all: () => Promise.resolve(void heard.push('late')),
      },
      clock,
      silentLog,
    );
    await listener.start();
    for (let round = 0; round < 3; round += 1) {
      await expect.poll(() => clock.timers).toBe(1);
      await clock.advance(1000);
    }
    await expect.poll(() => clock.timers).toBe(1);
    await listener.stop();
    expect(clock.timers).toBe(0);
  });

  it('does not reconnect once it is stopped', async () => {
    await listener.stop();
    await expect.poll(() => listeningServers(database)).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('shows that a server is using the database until it stops', async () => {
    expect(await listeningServers(database)).toEqual(['this machine']);
    await listener.stop();
    await expect.poll(() => listeningServers(database)).toEqual([]);
  });

  it('keeps listening when a change cannot be read', async () => {
    await listener.stop();
    let failed = 0;
    listener = new DirectoryListener(
      connection,
      {
        device: (id) => {
          heard.push(id);
          failed += 1;
          return failed === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve();
        },
        plant: () => Promise.resolve(),
        all: () => Promise.resolve(),
      },
      clock,
      silentLog,
    );
    await listener.start();
    await addDevice('dev_3');
    await addDevice('dev_4');
    await expect.poll(() => heard).toEqual(['all', 'dev_3', 'dev_4']);
  });
});
