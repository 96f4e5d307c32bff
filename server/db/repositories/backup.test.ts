import { copyText } from '../copy-text.ts';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Database, inTransaction, type Queryable } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { BACKED_UP, FLAT_TABLES, LEFT_OUT, listBackupColumns, readTable } from './backup.ts';
import {
  indexStagedReadings,
  insertStagedRows,
  lockForRestore,
  replaceTables,
  stageTables,
} from './restored-tables.ts';

const databases = useTestDatabases();

async function rowsOf(connection: Queryable, name: string): Promise<Record<string, unknown>[]> {
  const columns = (await listBackupColumns(connection)).get(name) ?? [];
  const table = BACKED_UP.find((backedUp) => backedUp.name === name) ?? { name };
  const lines = (await text(Readable.from(readTable(connection, table, columns)))).split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { row: Record<string, unknown> }).row);
}

/** Reads everything as a backup stores it. */
const everything = (database: Database): Promise<Map<string, Record<string, unknown>[]>> =>
  inTransaction(database, async (connection) => {
    const tables = new Map<string, Record<string, unknown>[]>();
    for (const { name } of BACKED_UP) tables.set(name, await rowsOf(connection, name));
    return tables;
  });

const refill = (database: Database, tables: Iterable<[string, Record<string, unknown>[]]>): Promise<void> =>
  inTransaction(database, async (connection) => {
    const staged = await stageTables(connection, []);
    for (const [name, rows] of tables)
      if (rows[0]) await insertStagedRows(connection, name, Object.keys(rows[0]), textOf(name, rows));
    await indexStagedReadings(connection, staged);
    await lockForRestore(connection, 'ACCESS EXCLUSIVE');
    await replaceTables(connection, staged);
  });

async function fillAll(database: Database): Promise<void> {
  await database.query(`
    INSERT INTO rooms VALUES ('room_1', 'Kitchen', 0);
    INSERT INTO plants (id, room_id, tags, name, thresholds) VALUES ('p1', 'room_1', '{"by the window, left",x}', E'Fern "\\\\" \\n 🌿', '{"humidity":{"min":40.5,"max":null}}');
    INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id, sensor_types) VALUES ('d1', 'm', 'd1', 'h', 'b', 'p1', '["humidity"]');
    INSERT INTO telemetry VALUES ('2026-01-07 12:00:00.123456+00', 'd1', 'p1', 0.1, -1.5e-7, NULL, 200000);
    INSERT INTO telemetry (time, device_id, plant_id) VALUES ('2025-01-07Z', E'tab\\t "quoted" \\\\ back', E'line\\n');
    INSERT INTO kept_from VALUES ('readings', '2025-12-01Z', TRUE);
    INSERT INTO readings_hourly (plant_id, time, humidity_count, humidity_sum) VALUES ('p1', '2025-11-30T23:00Z', 3, 150.5);
    INSERT INTO latest_readings (device_id, humidity, humidity_at) VALUES ('d1', 1, '2026-01-07 12:00:00.123456+00');
    INSERT INTO alerts (plant_id, message) VALUES ('p1', 'one'), ('p1', 'two');
    INSERT INTO notices (id, alert_id, kind, message, state) VALUES ('n1', 1, 'breach', 'one', 'released'), ('n2', 2, 'breach', 'two', 'released'),
      ('n3', 2, 'reminder', 'made', 'made'), ('n4', 2, 'reminder', 'nowhere to go', 'released');
    INSERT INTO deliveries (notice_id, channel, state, attempts, last_error, held_back) VALUES ('n1', 'discord', 'sent', 1, NULL, FALSE), ('n1', 'pigeon', 'failed', 3, 'lost', FALSE),
      ('n2', 'discord', 'queued', 0, NULL, TRUE), ('n2', 'pigeon', 'not_configured', 0, NULL, FALSE);
    INSERT INTO mutes VALUES ('p1', '', now() + interval '1 day');
    INSERT INTO journal_entries (plant_id, kind, note) VALUES ('p1', 'note', 'x');
    INSERT INTO plant_photos (plant_id, media_type, version, content) VALUES ('p1', 'image/png', 'v', '\\x00ff0a22'), ('p1', 'image/png', 'w', '\\x01');
    INSERT INTO removed_plants (id, plant, mutes, device_ids, alert_ids, ended_alert_ids) VALUES ('p0', '{"id":"p0"}', '[]', '{d1,"d,2"}', '{1}', '{}');
    INSERT INTO rejected_messages (device_id, time, topic, payload, reason, set_aside, node_id, node, causes) VALUES
      ('d1', '2026-01-07Z', 'devices/d1/telemetry', E'{"humidity":\\n', 'it ended', TRUE, 'x', 'the node', '[{"code":"ended_in_flow"}]'),
      ('d1', '2026-01-07Z', 'devices/d1/telemetry', 'no JSON', 'the message is not JSON', FALSE, NULL, NULL, NULL);
    INSERT INTO settings (key, value, secret) VALUES ('display', '{"language":"de"}', NULL), ('llm', '{"model":"m"}', '\\x01');`);
}

/** Rows as a restore hands them over. */
function textOf(table: string, rows: readonly Record<string, unknown>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return FLAT_TABLES.includes(table) ? rows.map((row) => copyText(row, columns)).join('') : JSON.stringify(rows);
}

describe('the tables of a backup', () => {
  it('cover every table: a new one must be backed up or left out for a reason', async () => {
    const database = await databases.pool();
    const { rows } = await database.query<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
    );
    expect([...BACKED_UP.map(({ name }) => name), ...Object.keys(LEFT_OUT)].sort()).toEqual(
      rows.map(({ name }) => name).sort(),
    );
  });

  it('come after the tables that they refer to', async () => {
    const database = await databases.pool();
    const { rows } = await database.query<{ child: string; parent: string }>(
      `SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint WHERE contype = 'f'`,
    );
    const place = (table: string): number => BACKED_UP.findIndex(({ name }) => name === table);
    const backedUp = rows.filter(({ child }) => place(child) >= 0);
    expect(backedUp.length).toBeGreaterThan(2);
    expect(backedUp.filter(({ child, parent }) => place(parent) < 0 || place(parent) > place(child))).toEqual([]);
  });

  it('are restored to the microsecond and the byte, except that unsent messages are skipped', async () => {
    const [from, to] = [await databases.pool(), await databases.pool()];
    await fillAll(from);
    await to.query(
      `INSERT INTO plants (id, name) VALUES ('old', 'old'); INSERT INTO alerts (plant_id, message) VALUES ('old', 'old')`,
    );
    const saved = await everything(from);
    await refill(to, saved);
    const restored = await everything(to);
    expect(restored.get('notices')).toEqual(
      saved
        .get('notices')
        ?.map((notice) => ({ ...notice, ...(['n3', 'n4'].includes(String(notice['id'])) && { state: 'skipped' }) })),
    );
    expect(restored.get('deliveries')).toEqual(
      saved
        .get('deliveries')
        ?.map((row) => ({ ...row, ...(row['notice_id'] === 'n2' && { state: 'skipped', held_back: false }) })),
    );
    for (const name of BACKED_UP.map((table) => table.name).filter((table) => !/^(notices|deliveries)$/.test(table)))
      expect(restored.get(name), name).toEqual(saved.get(name));
    const { rows } = await to.query<{ id: number }>(
      `INSERT INTO alerts (plant_id, message) VALUES ('p1', 'three') RETURNING id`,
    );
    expect(rows).toEqual([{ id: 3 }]);
  });

  it('have the messages that wait to be sent again, and no others that were rejected', async () => {
    const [from, to] = [await databases.pool(), await databases.pool()];
    for (const database of [from, to]) await fillAll(database);
    await refill(to, await everything(from));
    const { rows } = await to.query('SELECT payload, node FROM rejected_messages');
    expect(rows).toEqual([{ payload: '{"humidity":\n', node: 'the node' }]);
  });

  it('leave the messages that are on their way where they are', async () => {
    const database = await databases.pool();
    await fillAll(database);
    await database.query(
      `INSERT INTO waiting_messages (device_id, topic, payload, received_at) VALUES ('d1', 't', '\\x00', now())`,
    );
    await refill(database, new Map());
    const { rows } = await database.query('SELECT device_id, payload FROM waiting_messages');
    expect(rows).toEqual([{ device_id: 'd1', payload: Buffer.of(0) }]);
  });

  it('contain no secrets from the settings; the restoring server keeps its own', async () => {
    const [from, to] = [await databases.pool(), await databases.pool()];
    await fillAll(from);
    await to.query(`INSERT INTO settings (key, value, secret) VALUES ('llm', '{"model":"mine"}', '\\x02')`);
    await refill(to, await everything(from));
    const { rows } = await to.query('SELECT key, value, secret FROM settings ORDER BY key');
    expect(rows).toEqual([
      { key: 'display', value: { language: 'de' }, secret: null },
      { key: 'llm', value: { model: 'mine' }, secret: Buffer.of(2) },
    ]);
  });

  it('come back from a file of before there were channels: what became of a notice is what became of it on Discord', async () => {
    const database = await databases.pool();
    const at = '2026-01-07T12:00:00.123456+00:00';
    const notice = (id: string, state: string, more: object = {}) => ({
      id,
      alert_id: 1,
      kind: 'breach',
      message: `m ${id}`,
      plant_id: null,
      device_id: 'd1',
      state,
      attempts: 0,
      next_attempt_at: at,
      last_error: null,
      created_at: at,
      sent_at: null,
      ...more,
    });
    const held = { held_back: true };
    await refill(database, [
      ['alerts', [{ id: 1, message: 'one' }]],
      [
        'notices',
        [
          notice('sent', 'sent', { attempts: 2, sent_at: at }),
          notice('failed', 'failed', { attempts: 1, last_error: 'Discord refused the message with 404' }),
          notice('made', 'made'),
          notice('queued', 'queued', { attempts: 1, last_error: 'Discord answered 500' }),
          notice('nowhere', 'not_configured'),
          notice('skipped', 'skipped'),
        ],
      ],
      // A file of a little later has one column more.
      ['notices', [notice('later', 'sent', held)]],
    ]);
    expect((await database.query('SELECT id, state FROM notices ORDER BY id')).rows).toEqual([
      { id: 'failed', state: 'released' },
      { id: 'later', state: 'released' },
      { id: 'made', state: 'skipped' },
      { id: 'nowhere', state: 'skipped' },
      { id: 'queued', state: 'released' },
      { id: 'sent', state: 'released' },
      { id: 'skipped', state: 'released' },
    ]);
    const { rows } = await database.query(
      'SELECT notice_id, channel, state, attempts, last_error, held_back, sent_at IS NOT NULL AS has_time FROM deliveries ORDER BY notice_id',
    );
    const delivery = { channel: 'discord', attempts: 0, last_error: null, held_back: false, has_time: false };
    expect(rows).toEqual([
      {
        ...delivery,
        notice_id: 'failed',
        state: 'failed',
        attempts: 1,
        last_error: 'Discord refused the message with 404',
      },
      { ...delivery, notice_id: 'later', state: 'sent' },
      { ...delivery, notice_id: 'queued', state: 'skipped', attempts: 1, last_error: 'Discord answered 500' },
      { ...delivery, notice_id: 'sent', state: 'sent', attempts: 2, has_time: true },
      { ...delivery, notice_id: 'skipped', state: 'skipped' },
    ]);
  });

  it('give a column its default if the backup is too old to have it', async () => {
    const database = await databases.pool();
    await refill(database, new Map([['plants', [{ id: 'p1', name: 'Fern' }]]]));
    expect((await database.query('SELECT thresholds FROM plants')).rows).toEqual([{ thresholds: {} }]);
  });

  it('start counters at 1 if a table is empty', async () => {
    const database = await databases.pool();
    await fillAll(database);
    await refill(database, new Map());
    await database.query(`INSERT INTO plants (id, name) VALUES ('p', 'p')`);
    expect(
      (await database.query(`INSERT INTO alerts (plant_id, message) VALUES ('p', 'x') RETURNING id`)).rows,
    ).toEqual([{ id: 1 }]);
  });
});
