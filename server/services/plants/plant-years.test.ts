import type { MetricYear, PlantYear } from '@plantops/shared/api/plant-year.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { readsFrom } from '../../db/reads.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Journal } from './journal.ts';
import { Photos } from './photos.ts';
import { PlantCharts } from './plant-charts.ts';
import { PlantYears } from './plant-years.ts';
import { Plants } from './plants.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1]);
const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let zone: string;
let plants: Plants;
let journal: Journal;
let photos: Photos;
let years: PlantYears;
let id: string;
let other: string;

const read = (time: string, values: MetricValues, plantId = id, deviceId = 'dev_1') =>
  insertReadings(database, [
    { deviceId, plantId, time: new Date(time), receivedAt: new Date(time), clockWrong: false, values },
  ]);
const yearOf = (year: number, plantId = id): Promise<PlantYear> =>
  years.get(plantId, year, new AbortController().signal);
const of = ({ metrics }: PlantYear, metric: MetricYear['metric']): MetricYear | undefined =>
  metrics.find((one) => one.metric === metric);

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  zone = 'UTC';
  const bus = new ChangeBus(silentLog);
  const timeZone = () => Promise.resolve(zone);
  plants = new Plants({ database, diagnoses: noVerdicts, bus, clock });
  journal = new Journal({ database, plants, bus, clock });
  photos = new Photos({ database, plants, bus, clock });
  const charts = new PlantCharts({
    reads: readsFrom({ charts: database, bulk: database }),
    plants,
    timeZone,
    clock,
  });
  years = new PlantYears({ database, plants, charts, timeZone, clock });
  id = (await plants.create({ name: 'Fern', thresholds: { soil_moisture: { min: 20, max: 50 } } })).id;
  other = (await plants.create({ name: 'Palm' })).id;
  await addDevice(database, 1, id);
  await addDevice(database, 2, other);
});

describe('the year of a plant', () => {
  it('has extremes with their days, the means of months, and the days within the range', async () => {
    await read('2026-01-05T06:00:00Z', { soil_moisture: 10, temperature: 18, light_level: 0 });
    await read('2026-01-05T18:00:00Z', { soil_moisture: 20, temperature: 22, light_level: 900 });
    await read('2026-01-09T12:00:00Z', { soil_moisture: 30, temperature: 27, light_level: 300 });
    await read('2026-02-03T12:00:00Z', { soil_moisture: 60, temperature: 12, light_level: 600 });
    await read('2026-02-03T12:00:00Z', { soil_moisture: 99, temperature: 99 }, other, 'dev_2');
    const year = await yearOf(2026);
    expect(year).toMatchObject({ plant_id: id, year: 2026, time_zone: 'UTC', days: 60, care: [], photos: [] });
    expect(of(year, 'soil_moisture')).toEqual({
      metric: 'soil_moisture',
      days: 3,
      mean: 35,
      least: { value: 10, day: '2026-01-05' },
      greatest: { value: 60, day: '2026-02-03' },
      lowest_day: { value: 15, day: '2026-01-05' },
      highest_day: { value: 60, day: '2026-02-03' },
      days_within: 1,
      months: [22.5, 60, ...Array<null>(10).fill(null)],
    });
    expect(of(year, 'temperature')).toMatchObject({
      greatest: { value: 27, day: '2026-01-09' },
      highest_day: { value: 27, day: '2026-01-09' },
      least: { value: 12, day: '2026-02-03' },
    });
    // By its mean, not by its brightest moment.
    expect(of(year, 'light_level')).toMatchObject({
      highest_day: { value: 600, day: '2026-02-03' },
      greatest: { value: 900, day: '2026-01-05' },
      days_within: null,
    });
    expect(year.metrics.map(({ metric }) => metric)).toEqual(['soil_moisture', 'temperature', 'light_level']);
  });

  it('takes the first of days that are alike', async () => {
    await read('2026-01-05T12:00:00Z', { temperature: 20 });
    await read('2026-01-06T12:00:00Z', { temperature: 20 });
    expect(of(await yearOf(2026), 'temperature')).toMatchObject({
      least: { day: '2026-01-05' },
      greatest: { day: '2026-01-05' },
    });
  });

  it("begins and ends at the owner's midnight", async () => {
    await read('2025-12-31T23:30:00Z', { temperature: 5 });
    await read('2025-12-31T22:30:00Z', { temperature: 6 });
    await journal.add(id, { kind: 'watering', at: '2025-12-31T23:30:00Z', amount_ml: 200 });
    await photos.add(id, 'image/jpeg', JPEG, '2025-12-31T23:30:00Z');
    const seen = async (year: number) => {
      const { metrics, care, photos: shown, days } = await yearOf(year);
      return [metrics.map(({ least }) => least), care.map(({ count }) => count), shown.length, days];
    };
    expect(await seen(2025)).toEqual([[{ value: 5, day: '2025-12-31' }], [1], 1, 365]);
    zone = 'Europe/Berlin';
    expect(await seen(2025)).toEqual([[{ value: 6, day: '2025-12-31' }], [], 0, 365]);
    expect(await seen(2026)).toEqual([[{ value: 5, day: '2026-01-01' }], [1], 1, 60]);
  });

  it('counts what was done, the most often first, and has its photos, the oldest first', async () => {
    await journal.add(id, { kind: 'fertilizing', at: '2026-02-01T08:00:00Z' });
    await journal.add(id, { kind: 'watering', at: '2026-01-10T08:00:00Z', amount_ml: 250 });
    await journal.add(id, { kind: 'watering', at: '2026-02-10T08:00:00Z', amount_ml: 300.5 });
    await journal.add(id, { kind: 'watering', at: '2026-02-11T08:00:00Z' });
    await journal.add(id, { kind: 'watering', at: '2025-06-10T08:00:00Z', amount_ml: 1 });
    await journal.add(other, { kind: 'pruning', at: '2026-02-10T08:00:00Z' });
    const late = await photos.add(id, 'image/jpeg', JPEG, '2026-02-20T08:00:00Z');
    const early = await photos.add(id, 'image/jpeg', Buffer.concat([JPEG, JPEG]), '2026-01-20T08:00:00Z');
    await photos.add(id, 'image/jpeg', Buffer.concat([JPEG, Buffer.from('x')]), '2025-01-20T08:00:00Z');
    const year = await yearOf(2026);
    expect(year.care).toEqual([
      { kind: 'watering', count: 3, amount_ml: 550.5 },
      { kind: 'fertilizing', count: 1, amount_ml: null },
    ]);
    expect(year.photos).toEqual([early, late]);
  });

  it('of which nothing is known has no figures; a leap year has 366 days', async () => {
    expect(await yearOf(2024)).toEqual({
      plant_id: id,
      year: 2024,
      time_zone: 'UTC',
      days: 366,
      metrics: [],
      care: [],
      photos: [],
    });
  });

  it('that has not begun where the owner is, or is before all readings, is refused', async () => {
    await expect(yearOf(2027)).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/year', detail: 'must not be in the future' }],
    });
    await expect(yearOf(1969)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(yearOf(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'invalid_request' });
    await clock.advance(Date.parse('2026-12-31T23:30:00Z') - clock.now().getTime());
    await expect(yearOf(2027)).rejects.toMatchObject({ code: 'invalid_request' });
    zone = 'Europe/Berlin';
    expect(await yearOf(2027)).toMatchObject({ year: 2027, days: 1, metrics: [] });
  });

  it('of no plant is not there', async () => {
    await expect(yearOf(2026, 'plant_0')).rejects.toMatchObject({ code: 'plant_not_found' });
  });
});
