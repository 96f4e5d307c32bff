import { beforeAll, expect, test } from 'vitest';
import { useTestDatabases } from '../../testing/database.ts';
import type { Database } from '../pool.ts';
import { listNatsHashes } from './nats-accounts.ts';

const databases = useTestDatabases();
let database: Database;

beforeAll(async () => {
  database = await databases.pool();
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, paused_at) VALUES
       ('dev_1', 'a', 'dev_1', '$2b$08$http', '$7$101$of$mosquitto', NULL),
       ('dev_2', 'b', 'dev_2', '$2b$08$http', '$2b$04$nats', NULL),
       ('dev_3', 'c', 'dev_3', '$2b$08$http', '$2b$04$nats', now())`,
  );
});

test('a device that registered with NATS has the hash made for it, one from before that of HTTP, one shut out none', async () => {
  expect(await listNatsHashes(database)).toEqual([
    { username: 'dev_1', hash: '$2b$08$http' },
    { username: 'dev_2', hash: '$2b$04$nats' },
  ]);
  expect(await listNatsHashes(database, ['dev_2', 'dev_3'])).toEqual([{ username: 'dev_2', hash: '$2b$04$nats' }]);
});
