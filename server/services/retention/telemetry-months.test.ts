import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, openPool } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { TelemetryMonths } from './telemetry-months.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let months: TelemetryMonths;

beforeEach(async () => {
  database = await databases.pool();
  // Long after the partitions that the migration makes.
  clock = new FakeClock(new Date('2063-11-20T12:00:00Z'));
  months = new TelemetryMonths({ database, clock, log: silentLog });
});

const insert = (...times: string[]): Promise<unknown> =>
  database.query(
    `INSERT INTO telemetry (time, device_id, humidity) SELECT t, 'd', 1 FROM unnest($1::timestamptz[]) t`,
    [times],
  );
const places = async (): Promise<string[]> =>
  (
    await database.query<{ place: string }>(
      `SELECT tableoid::regclass || ' ' || to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS place FROM telemetry ORDER BY time`,
    )
  ).rows.map(({ place }) => place);

describe('the partitions of readings', () => {
  it('of this month and the next two are there before they are needed', async () => {
    await months.make();
    await insert('2063-11-01T00:00:00Z', '2064-01-31T23:59:59Z', '2064-02-01T00:00:00Z');
    expect(await places()).toEqual([
      'telemetry_2063_11 2063-11-01',
      'telemetry_2064_01 2064-01-31',
      'telemetry_other 2064-02-01',
    ]);
  });

  it('of late readings are made afterwards, and the readings move there; those of a far future stay apart', async () => {
    await insert('2060-05-31T23:00:00Z', '2060-06-01T00:00:00Z', '2063-12-24T18:00:00Z', '2090-01-01T00:00:00Z');
    await months.make();
    expect(await places()).toEqual([
      'telemetry_2060_05 2060-05-31',
      'telemetry_2060_06 2060-06-01',
      'telemetry_2063_12 2063-12-24',
      'telemetry_other 2090-01-01',
    ]);
    const { rows } = await database.query('SELECT FROM stale_figures');
    expect(rows).toEqual([]);
  });

  it('are made while the server runs, also by several servers at once', async () => {
    const other = new TelemetryMonths({ database, clock, log: silentLog });
    await Promise.all([months.make(), other.make()]);
    months.start();
    await clock.advance(40 * 86_400_000);
    await months.stop();
    await insert('2064-02-29T12:00:00Z');
    expect(await places()).toEqual(['telemetry_2064_02 2064-02-29']);
    expect(clock.timers).toBe(0);
  });

  it('do not keep readings waiting while they are made, and readings do not keep them from being made', async () => {
    const storing = await database.connect();
    try {
      await storing.query('BEGIN');
      await storing.query(`INSERT INTO telemetry (time, device_id, humidity) VALUES (now(), 'd', 1)`);
      await months.make();
      await insert('2063-11-05T00:00:00Z');
      await storing.query('COMMIT');
    } finally {
      storing.release();
    }
    expect((await places()).at(-1)).toBe('telemetry_2063_11 2063-11-05');
  });

  it('are tried again when something has kept the table', async () => {
    const lines: string[] = [];
    const log = { ...silentLog, warn: (_about: object, text: string) => lines.push(text) } as never;
    const waiting = new TelemetryMonths({ database, clock, log });
    const holder = openPool({ ...database.options }, silentLog, 'bulk');
    const holding = await holder.connect();
    await holding.query('BEGIN; LOCK TABLE telemetry IN EXCLUSIVE MODE');
    waiting.start();
    await expect.poll(() => lines).toEqual([expect.stringContaining('the next try is in six hours')]);
    await holding.query('ROLLBACK');
    holding.release();
    await holder.end();
    await clock.advance(6 * 3_600_000);
    await waiting.stop();
    await insert('2063-11-05T00:00:00Z');
    expect(await places()).toEqual(['telemetry_2063_11 2063-11-05']);
  });
});
