import { readFileSync } from 'node:fs';
import path from 'node:path';
import bcrypt from 'bcrypt';
import { beforeEach, expect, test } from 'vitest';
import { permissionsOf, readAccessRules } from '../broker/nats/permissions.ts';
import { topicOf } from '../broker/nats/subjects.ts';
import type { Database } from '../db/pool.ts';
import { useTestDatabases } from '../testing/database.ts';
import { codeBlocks, readPage } from './pages.ts';

const PAGE = 'docs/nats.md';
const [login = '', rules = ''] = codeBlocks(PAGE, readPage(PAGE))
  .filter(({ language }) => language === 'sql')
  .map(({ code }) => code);
const databases = useTestDatabases();
let database: Database;

beforeEach(async () => {
  database = await databases.pool();
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, paused_at)
     VALUES ('dev_1', 'a', 'dev_1', $1, 'h', NULL), ('dev_2', 'b', 'dev_2', $1, 'h', now())`,
    [await bcrypt.hash('secret', 4)],
  );
});

const asked = async (sql: string, username: string): Promise<Record<string, string>[]> =>
  (await database.query<Record<string, string>>(sql.replace("'dev_1'", `'${username}'`))).rows;

test('what EMQX asks for a login is the bcrypt hash of a device that is let in', async () => {
  const [row] = await asked(login, 'dev_1');
  expect(await bcrypt.compare('secret', row?.password_hash ?? '')).toBe(true);
  expect([await asked(login, 'dev_2'), await asked(login, 'dev_3')], 'shut out, and not known').toEqual([[], []]);
});

test('what EMQX asks for its rules are those of mosquitto/acl', async () => {
  const acl = readAccessRules(readFileSync(path.join(import.meta.dirname, '../../mosquitto/acl'), 'utf8'));
  const { publish, subscribe } = permissionsOf('dev_1', acl);
  const allowed = (await asked(rules, 'dev_1')).map(({ permission, action, topic }) => [permission, action, topic]);
  const both = publish.filter((subject) => subscribe.includes(subject));
  const only = (subjects: readonly string[]): string[] => subjects.filter((subject) => !both.includes(subject));
  const filter = (subject: string): string => topicOf(subject).replace(/>$/, '#');
  expect(allowed).toEqual([
    ...only(publish).map((subject) => ['allow', 'publish', filter(subject)]),
    ...only(subscribe).map((subject) => ['allow', 'subscribe', filter(subject)]),
    ...both.map((subject) => ['allow', 'all', filter(subject)]),
  ]);
  expect(await asked(rules, 'dev_2'), 'shut out').toEqual([]);
});
