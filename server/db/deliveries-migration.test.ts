import path from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { silentLog, useTestDatabases } from '../testing/database.ts';

const databases = useTestDatabases();
/** The last migration of before there were channels. */
const BEFORE = 8;

describe('a database of before there were channels', () => {
  it('is taken over with its notices: what became of each is what became of it on Discord', async () => {
    const connection = await databases.empty();
    const client = new pg.Client(connection);
    await client.connect();
    try {
      await runner({
        dbClient: client,
        dir: path.join(import.meta.dirname, 'migrations'),
        direction: 'up',
        count: BEFORE,
        migrationsTable: 'schema_migrations',
        noLock: true,
        log: () => undefined,
      });
      expect((await client.query('SELECT FROM schema_migrations')).rowCount).toBe(BEFORE);
      await client.query(`
        INSERT INTO alerts (message) VALUES ('one');
        INSERT INTO notices (id, alert_id, kind, message, state, attempts, next_attempt_at, last_error, held_back, sent_at) VALUES
          ('failed', 1, 'breach', 'm', 'failed', 1, '2026-01-01Z', 'refused', FALSE, NULL),
          ('held', 1, 'breach', 'm', 'queued', 0, '2026-01-02Z', NULL, TRUE, NULL),
          ('made', 1, 'breach', 'm', 'made', 0, '2026-01-01Z', NULL, FALSE, NULL),
          ('nowhere', 1, 'breach', 'm', 'not_configured', 0, '2026-01-01Z', NULL, FALSE, NULL),
          ('sent', 1, 'breach', 'm', 'sent', 3, '2026-01-01Z', NULL, FALSE, '2026-01-03Z'),
          ('skipped', 1, 'breach', 'm', 'skipped', 0, '2026-01-01Z', NULL, FALSE, NULL);
        INSERT INTO settings (key, value, secret) VALUES ('notifications', '{"cooldown_s": 5}', '\\x01');`);
      await migrate(connection, silentLog);
      expect((await client.query('SELECT id, state FROM notices ORDER BY id')).rows).toEqual([
        { id: 'failed', state: 'released' },
        { id: 'held', state: 'released' },
        { id: 'made', state: 'made' },
        { id: 'nowhere', state: 'released' },
        { id: 'sent', state: 'released' },
        { id: 'skipped', state: 'released' },
      ]);
      const at = (day: number) => new Date(Date.UTC(2026, 0, day));
      const kept = {
        channel: 'discord',
        attempts: 0,
        next_attempt_at: at(1),
        last_error: null,
        held_back: false,
        sent_at: null,
        joined_to: null,
        remote_id: null,
      };
      expect((await client.query('SELECT * FROM deliveries ORDER BY notice_id')).rows).toEqual([
        { ...kept, notice_id: 'failed', state: 'failed', attempts: 1, last_error: 'refused' },
        { ...kept, notice_id: 'held', state: 'queued', next_attempt_at: at(2), held_back: true },
        { ...kept, notice_id: 'sent', state: 'sent', attempts: 3, sent_at: at(3) },
        { ...kept, notice_id: 'skipped', state: 'skipped' },
      ]);
      expect((await client.query('SELECT key, value, secret FROM settings')).rows, 'the server moves it').toEqual([
        { key: 'notifications', value: { cooldown_s: 5 }, secret: Buffer.of(1) },
      ]);
    } finally {
      await client.end();
    }
  });
});
