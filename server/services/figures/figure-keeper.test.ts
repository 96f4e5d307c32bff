import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { eraseSimulated } from '../../db/repositories/simulated-devices.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { FiguresTrial } from '../../testing/figures-trial.ts';

const databases = useTestDatabases();
let database: Database;
let trial: FiguresTrial;

beforeEach(async () => {
  database = await databases.pool();
  trial = new FiguresTrial(database);
  await trial.begin();
});

const countOf = async (table: string): Promise<number> =>
  (await database.query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)).rows[0]?.count ?? -1;

describe('figures for charts', () => {
  it('are made of what there was before, and say the same as the readings', async () => {
    await trial.read(300, 60);
    await trial.compare();
    expect(await trial.mark()).toEqual([undefined, undefined]);
    await trial.keeper.keep();
    expect([await trial.mark(), await trial.stale()]).toEqual([['2026-04-01T10:00:00.000Z', 'Europe/Berlin'], 0]);
    expect(await countOf('readings_hourly')).toBeGreaterThan(200);
    await trial.compare();
  });

  it('stay the same as the readings while those come, come late, change and go', async () => {
    for (let round = 0; round < 4; round += 1) {
      await trial.read(40, round % 2 === 0 ? 0.1 : 20);
      await trial.compare();
      await trial.pass(7);
      await trial.keeper.keep();
      await trial.compare();
      await trial.read(20, 30);
      await trial.query(`DELETE FROM telemetry WHERE extract(minute FROM time)::int % 7 = ${round}`);
      await trial.query(
        `UPDATE telemetry SET plant_id = 'plant_2' WHERE extract(minute FROM time)::int % 11 = ${round}`,
      );
      expect(await trial.stale()).toBeGreaterThan(0);
      await trial.compare();
    }
    await trial.keeper.keep();
    expect(await trial.stale()).toBe(0);
    await trial.compare();
  });

  it('are what charts are drawn from: they stay when readings go that nothing tells of', async () => {
    await trial.read(200, 60);
    await trial.read(50, 1);
    await trial.keeper.keep();
    const before = await trial.pointsShown();
    expect(Math.min(...before)).toBeGreaterThan(10);
    const silent = await database.connect();
    await silent.query(
      `BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM telemetry WHERE time < '2026-04-01T10:00:00Z'; COMMIT`,
    );
    silent.release();
    const after = await trial.pointsShown();
    // But for what the beginning of the period cuts off.
    expect(before.map((count, index) => count - (after[index] ?? 0)).every((lost) => lost <= 1)).toBe(true);
  });

  it('go with the readings of devices that are erased', async () => {
    await trial.read(100, 20);
    await trial.keeper.keep();
    await eraseSimulated(database, { deviceIds: ['dev_plant_1'], plantIds: [] });
    await trial.compare();
    await trial.keeper.keep();
    await trial.compare();
    const { rows } = await database.query(`SELECT DISTINCT plant_id FROM readings_5min`);
    expect(rows).toEqual([{ plant_id: 'plant_2' }]);
  });

  it('of days are made anew when the owner moves to another time zone', async () => {
    await trial.read(200, 40);
    await trial.keeper.keep();
    trial.zone = 'Asia/Tokyo';
    await trial.compare();
    await trial.keeper.keep();
    expect((await trial.mark())[1]).toBe('Asia/Tokyo');
    expect(await countOf('readings_daily')).toBeGreaterThan(30);
    await trial.compare();
  });

  it('begin anew when all readings are replaced', async () => {
    await trial.read(100, 20);
    await trial.keeper.keep();
    await database.query('TRUNCATE telemetry');
    expect([await trial.mark(), await countOf('readings_5min')]).toEqual([[undefined, undefined], 0]);
    await trial.read(50, 20);
    await trial.keeper.keep();
    await trial.compare();
  });

  it('miss no reading whose statement has begun before the mark moves past it, and ends after that', async () => {
    await trial.read(20, 1);
    await trial.keeper.keep();
    await trial.pass(3);
    const slow = await database.connect();
    await slow.query(
      `BEGIN; INSERT INTO telemetry (time, device_id, plant_id, humidity) VALUES ('2026-04-01T11:30:00Z', 'dev_1', 'plant_1', 99)`,
    );
    await trial.keeper.keep();
    await slow.query('COMMIT');
    slow.release();
    await trial.compare();
    await trial.keeper.keep();
    expect(await trial.mark()).toEqual(['2026-04-01T13:00:00.000Z', 'Europe/Berlin']);
    const { rows } = await database.query(
      `SELECT humidity_max FROM readings_hourly WHERE plant_id = 'plant_1' AND time = '2026-04-01T11:00:00Z'`,
    );
    expect(rows).toEqual([{ humidity_max: 99 }]);
    await trial.compare();
  });

  it('are kept by one server at a time, and nobody waits for it', async () => {
    await trial.read(50, 20);
    const other = await database.connect();
    await other.query('BEGIN; SELECT pg_advisory_xact_lock(7308212005)');
    await trial.keeper.keep();
    expect(await countOf('readings_5min')).toBe(0);
    await other.query('ROLLBACK');
    other.release();
    await trial.keeper.keep();
    expect(await trial.stale()).toBe(0);
    await trial.compare();
  });

  it('wait for a dump that reads the mark, which holds up no reading', async () => {
    const dump = await database.connect();
    await dump.query('BEGIN; LOCK TABLE figures_mark IN ACCESS SHARE MODE');
    await trial.keeper.keep();
    expect(await trial.mark()).toEqual([undefined, undefined]);
    await trial.read(5, 1);
    await dump.query('ROLLBACK');
    dump.release();
    await trial.keeper.keep();
    expect((await trial.mark())[0]).toBe('2026-04-01T10:00:00.000Z');
    await trial.compare();
  });

  it('do not make a stop wait for somebody who holds the readings', async () => {
    await trial.read(50, 20);
    const other = await database.connect();
    await other.query('BEGIN; LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE');
    trial.keeper.look();
    await trial.keeper.stop();
    await other.query('ROLLBACK');
    other.release();
    expect(await countOf('readings_5min')).toBe(0);
  });
});
