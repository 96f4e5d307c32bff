import type { History } from '@plantops/shared/api/readings.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { readsFrom } from '../../db/reads.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { type HistoryQuery, PlantCharts } from './plant-charts.ts';
import { Plants } from './plants.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const HOUR_MS = 3_600_000;
const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let plants: Plants;
let charts: PlantCharts;

const ago = (ms: number): Date => new Date(NOON.getTime() - ms);
const read = (plantId: string, deviceId: string, time: Date, soil_moisture: number) =>
  insertReadings(database, [
    { deviceId, plantId, time, receivedAt: time, clockWrong: false, values: { soil_moisture } },
  ]);

const historyOf = async (plantId: string, query: HistoryQuery): Promise<History> =>
  (await charts.history(plantId, query)).parse();

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(NOON);
  plants = new Plants({ database, diagnoses: noVerdicts, bus: new ChangeBus(silentLog), clock });
  charts = new PlantCharts({
    reads: readsFrom({ charts: database, bulk: database }),
    plants,
    timeZone: () => Promise.resolve('UTC'),
    clock,
  });
});

describe('the history of a plant', () => {
  let id: string;
  let other: string;

  beforeEach(async () => {
    id = (await plants.create({ name: 'Fern' })).id;
    other = (await plants.create({ name: 'Palm' })).id;
    await addDevice(database, 1, id);
    await addDevice(database, 2, other);
    for (const [hours, value] of [
      [25, 10],
      [24, 20],
      [1, 30],
    ] as const)
      await read(id, 'dev_1', ago(hours * HOUR_MS), value);
    await read(other, 'dev_2', ago(HOUR_MS), 99);
  });

  const seen = (history: { points: { soil_moisture: number | null }[] }) =>
    history.points.map(({ soil_moisture }) => soil_moisture);

  it('is of the last 24 hours by the clock, if nothing else is asked for, and of this plant alone', async () => {
    const history = await historyOf(id, { points: 24 });
    expect(history).toMatchObject({
      plant_id: id,
      from: ago(24 * HOUR_MS).toISOString(),
      to: NOON.toISOString(),
      bucket_s: 3600,
      bucket: 'PT1H',
      time_zone: 'UTC',
    });
    expect(seen(history)).toEqual([20, 30]);
    await clock.advance(1);
    expect(seen(await historyOf(id, { points: 24 }))).toEqual([30]);
  });

  it('is of a named range, or of the time between two, in which the end is not included', async () => {
    expect(seen(await historyOf(id, { range: '7d', points: 1000 }))).toEqual([10, 20, 30]);
    const between = { from: ago(25 * HOUR_MS), to: ago(HOUR_MS), points: 1000 };
    expect(seen(await historyOf(id, between))).toEqual([10, 20]);
    expect(await historyOf(id, { to: ago(24 * HOUR_MS), points: 10 })).toMatchObject({
      from: ago(48 * HOUR_MS).toISOString(),
      bucket_s: 10_800,
      bucket: 'PT3H',
    });
  });

  it('has whole units of local time, of the zone that is asked for: hours of a week, days of a year', async () => {
    const unitOf = async (query: HistoryQuery): Promise<unknown[]> => {
      const { bucket, time_zone, points } = await historyOf(id, query);
      return [bucket, time_zone, points[0]?.time];
    };
    expect(await unitOf({ range: '24h' })).toEqual(['PT5M', 'UTC', ago(24 * HOUR_MS).toISOString()]);
    expect(await unitOf({ range: '7d' })).toEqual(['PT1H', 'UTC', ago(25 * HOUR_MS).toISOString()]);
    expect(await unitOf({ range: '30d' })).toEqual(['PT3H', 'UTC', '2026-02-28T09:00:00.000Z']);
    expect(await unitOf({ range: '1y', timeZone: 'Europe/Berlin' })).toEqual([
      'P1D',
      'Europe/Berlin',
      '2026-02-27T23:00:00.000Z',
    ]);
  });

  it('is read once for all who ask the same at the same moment, and anew for who asks then', async () => {
    const ask = (points: number) => charts.history(id, { points });
    // The first begins at once.
    const [, ...others] = await Promise.all(Array.from({ length: 12 }, () => ask(24)));
    expect(new Set(others).size).toBe(1);
    const [asked, otherwise] = await Promise.all([ask(24), ask(23)]);
    expect(seen(asked.parse())).toEqual([20, 30]);
    expect([asked, others[0]]).not.toContain(otherwise);
    expect(asked).not.toBe(others[0]);
  });

  it.each([0, 1])('must begin before it ends (%d ms later)', async (laterMs) => {
    await expect(
      charts.history(id, { from: new Date(NOON.getTime() + laterMs), to: NOON, points: 10 }),
    ).rejects.toMatchObject({ code: 'invalid_request', fields: [{ pointer: '/from', detail: 'must be before to' }] });
  });

  it('as small lines comes for several plants at once, in the order asked for, each once, without unknown ones', async () => {
    const lines = await charts.sparklines([other, 'plant_0', id, other], 24);
    expect(lines.map(({ plant_id }) => plant_id)).toEqual([other, id]);
    expect(lines[1]).toMatchObject({ from: ago(24 * HOUR_MS).toISOString(), to: NOON.toISOString(), bucket_s: 3600 });
    expect(lines.map(({ points }) => points.map(({ soil_moisture }) => soil_moisture))).toEqual([[99], [20, 30]]);
    await clock.advance(HOUR_MS);
    expect((await charts.sparklines([id], 24))[0]?.points).toHaveLength(1);
  });
});
