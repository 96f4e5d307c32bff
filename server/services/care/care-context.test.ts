import type { DisplaySettings } from '@plantops/shared/settings/display.ts';
import { careContextSchema } from '@plantops/shared/care/care-plan.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { closeAlert, openAlert } from '../../db/repositories/alerts.ts';
import { insertJournalEntry } from '../../db/repositories/journal.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { UNKNOWN_PLACE } from '@plantops/shared/diagnosis/place.ts';
import { gatherCareContext, judgedBy, stateOf } from './care-context.ts';

const databases = useTestDatabases();
let database: Database;
const NOW = new Date('2026-03-08T12:00:00Z');
const HOUR = 60;
const DAY = 24 * HOUR;
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const DISPLAY: DisplaySettings = {
  language: 'auto',
  temperature_unit: 'fahrenheit',
  time_zone: 'Europe/Berlin',
  theme: 'system',
};

const measure = (minutesAgo: number, values: MetricValues) =>
  insertReadings(database, [
    { deviceId: 'dev_1', plantId: 'plant_1', time: ago(minutesAgo), receivedAt: NOW, clockWrong: false, values },
  ]);

async function gather(language: 'en' | 'de' = 'en') {
  const [plant] = await findPlants(database, ['plant_1']);
  if (!plant) throw new Error('the plant is missing');
  return gatherCareContext(database, { plant, display: DISPLAY, language, now: NOW });
}

beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'plant_1', {
    name: 'Monty',
    species: 'Monstera deliciosa',
    thresholds: { soil_moisture: { min: 25, max: 60 } },
  });
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, name, plant_id, status, battery_pct) VALUES ('dev_1', 'aa', 'dev_1', '', '', 'Shelf', 'plant_1', 'online', 12)`,
  );
});

describe('what a care plan is made from', () => {
  it('matches its schema and says so if nothing is known about the plant yet', async () => {
    await database.query(`UPDATE plants SET species = 'Unheard of'`);
    const context = await gather();
    expect(careContextSchema.parse(context)).toEqual(context);
    expect(context).toMatchObject({
      today: '2026-03-08',
      season: 'spring',
      language: 'en',
      temperature_unit: 'fahrenheit',
      plant: { name: 'Monty', species: 'Unheard of' },
      species: null,
      soil_dries_per_day: null,
      brightest_hours_lux: null,
      waterings: [],
      days_between_waterings: null,
      last_fertilized: null,
      open_alerts: [],
    });
    expect(context.metrics.soil_moisture).toMatchObject({
      value: null,
      age_minutes: null,
      state: 'unknown',
      thresholds: { min: 25, max: 60 },
      ideal: null,
      last_24h: null,
      last_7d: null,
    });
  });

  it('has the newest values with age and state, and statistics of a day and a week', async () => {
    await measure(3 * DAY, { soil_moisture: 50 });
    await measure(2 * HOUR, { soil_moisture: 20, temperature: 21 });
    await measure(30, { temperature: 22 });
    const context = await gather();
    expect(careContextSchema.parse(context)).toEqual(context);
    expect(context.metrics.soil_moisture).toMatchObject({
      value: 20,
      age_minutes: 120,
      state: 'below',
      last_24h: { count: 1, mean: 20 },
      last_7d: { count: 2, min: 20, max: 50, mean: 35 },
    });
    expect(context.metrics.temperature).toMatchObject({
      value: 22,
      age_minutes: 30,
      unit: '°C',
      last_24h: { count: 2 },
    });
    expect(context.sensors).toEqual([
      { name: 'Shelf', status: 'online', last_seen_at: null, battery_pct: 12, clock_wrong: false, error: null },
    ]);
  });

  it('describes the species in the chosen language', async () => {
    const [english, german] = [await gather('en'), await gather('de')];
    expect(english.species).toMatchObject({ name: 'Monstera deliciosa', watering: expect.any(String) });
    expect(german.language).toBe('de');
    expect(german.species?.watering_words).not.toBe(english.species?.watering_words);
    expect(german.species?.season_words).not.toBe(english.species?.season_words);
  });

  it('judges by the limits of the species if the plant has none of its own', async () => {
    const { metrics } = await gather();
    expect(metrics.humidity.thresholds).toBeNull();
    expect(metrics.humidity.ideal).not.toBeNull();
    const plant = { name: 'Monstera', species: 'Monstera deliciosa', place: UNKNOWN_PLACE };
    const at = { season: 'summer', hemisphere: 'north' } as const;
    expect(judgedBy({ ...plant, thresholds: { soil_moisture: { min: 25, max: null } } }, at)).toMatchObject({
      soil_moisture: { min: 25, max: 70 },
      humidity: metrics.humidity.ideal,
    });
  });

  it('judges by the species where limits that only alert contradict it', () => {
    const cactus = { name: 'Gold', species: 'Kroenleinia grusonii', place: UNKNOWN_PLACE };
    const limits = { soil_moisture: { min: 60, max: 95 } };
    expect(
      judgedBy({ ...cactus, thresholds: limits }, { season: 'summer', hemisphere: 'north' }).soil_moisture,
    ).toEqual({ min: 10, max: 60 });
    // In its winter rest it stands nearly dry.
    expect(
      judgedBy({ ...cactus, thresholds: limits }, { season: 'winter', hemisphere: 'north' }).soil_moisture,
    ).toEqual({ min: 5, max: 60 });
  });

  it('says how fast the soil has been drying since the last watering, logged or detected', async () => {
    for (let minutes = 30 * HOUR; minutes >= 0; minutes -= 30) {
      // Watered 20 hours ago; since then it loses half a point an hour.
      await measure(minutes, { soil_moisture: minutes > 20 * HOUR ? 30 : 40 + minutes / 120 });
    }
    expect((await gather()).soil_dries_per_day).toBeCloseTo(12, 0);
  });

  it('has the mean light of the three brightest hours of the day', async () => {
    for (let hour = 0; hour < 24; hour += 1)
      await measure(hour * HOUR + 30, { light_level: hour === 3 ? 4000 : hour === 4 ? 3000 : hour === 5 ? 2000 : 10 });
    expect((await gather()).brightest_hours_lux).toBe(3000);
  });

  it('has no such mean until most of a day was measured, because an evening says nothing', async () => {
    for (let hour = 0; hour < 17; hour += 1) await measure(hour * HOUR + 30, { light_level: 10 });
    expect((await gather()).brightest_hours_lux).toBeNull();
  });

  it('has at most ten waterings, newest first, and the usual number of days between them', async () => {
    for (const days of [1, 6, 10, 20, 24, 28, 32, 36, 40, 44, 48, 52]) {
      await insertJournalEntry(database, 'plant_1', 'watering', { note: null, amountMl: days, at: ago(days * DAY) });
    }
    await insertJournalEntry(database, 'plant_1', 'fertilizing', { note: null, amountMl: null, at: ago(14 * DAY) });
    await insertJournalEntry(database, 'plant_1', 'note', { note: 'ignored', amountMl: null, at: ago(1) });
    const context = await gather();
    expect(context.waterings).toHaveLength(10);
    expect(context.waterings[0]).toEqual({ at: ago(DAY).toISOString(), amount_ml: 1 });
    expect(context).toMatchObject({ days_between_waterings: 4, last_fertilized: '2026-02-22', last_repotted: null });
  });
});

describe('what a care plan is made from, at its borders', () => {
  const done = (kind: 'watering' | 'fertilizing' | 'repotting', daysAgo: number) =>
    insertJournalEntry(database, 'plant_1', kind, { note: null, amountMl: null, at: ago(daysAgo * DAY) });

  it.each([
    [[], null],
    [[3], null],
    [[3, 10], 7],
    [[1, 3, 10], 4.5],
    [[1, 3, 10, 13], 3],
    [[1, 3.04, 13], 6],
  ])('waterings %j days ago are usually %j days apart', async (days, interval) => {
    for (const each of days) await done('watering', each);
    expect((await gather()).days_between_waterings).toBe(interval);
  });

  it('has the last of each kind that was done, by the date of its place', async () => {
    await done('fertilizing', 20);
    await done('fertilizing', 40);
    await insertJournalEntry(database, 'plant_1', 'repotting', {
      note: null,
      amountMl: null,
      at: new Date('2026-02-01T23:30:00Z'),
    });
    expect(await gather()).toMatchObject({ last_fertilized: '2026-02-16', last_repotted: '2026-02-02' });
  });

  it('has the mean light once eighteen hours of the day were measured, to the lux', async () => {
    for (let hour = 0; hour < 18; hour += 1)
      await measure(hour * HOUR + 30, { light_level: hour < 3 ? 100 + hour * hour : 1 });
    // The mean of 100, 101 and 104.
    expect((await gather()).brightest_hours_lux).toBe(102);
  });

  it('tells the age of a value in whole minutes, and none from the future', async () => {
    await measure(10.4, { temperature: 20 });
    await measure(-5, { soil_moisture: 30 });
    const { metrics } = await gather();
    expect([metrics.temperature.age_minutes, metrics.soil_moisture.age_minutes]).toEqual([10, 0]);
  });

  it('counts a day and a week to the minute', async () => {
    await measure(DAY - 1, { temperature: 10 });
    await measure(DAY + 1, { temperature: 20 });
    await measure(7 * DAY - 1, { temperature: 30 });
    await measure(7 * DAY + 1, { temperature: 40 });
    const { temperature } = (await gather()).metrics;
    expect([temperature.last_24h?.count, temperature.last_7d?.count]).toEqual([1, 3]);
  });

  it('judges each side of a range by itself', async () => {
    await database.query(`UPDATE plants SET thresholds = '{"humidity": {"max": 60}, "temperature": {"min": 10}}'`);
    await measure(1, { humidity: 61, temperature: 9 });
    const { metrics } = await gather();
    expect([metrics.humidity, metrics.temperature]).toMatchObject([
      { state: 'above', thresholds: { min: null, max: 60 } },
      { state: 'below', thresholds: { min: 10, max: null } },
    ]);
  });

  it('has the open alerts of this plant only', async () => {
    await insertPlant(database, 'plant_2', { name: 'Fern', species: null, thresholds: {} });
    const breach = {
      deviceId: 'dev_1',
      metric: 'humidity',
      value: 1,
      threshold: 2,
      direction: 'min',
      at: NOW,
    } as const;
    await openAlert(database, { ...breach, plantId: 'plant_1', message: 'too dry here' }, true);
    await openAlert(database, { ...breach, plantId: 'plant_2', message: 'too dry there' }, true);
    const closed = await openAlert(
      database,
      { ...breach, plantId: 'plant_1', metric: 'temperature', message: 'was cold' },
      true,
    );
    await closeAlert(database, closed ?? -1, NOW);
    expect((await gather()).open_alerts).toEqual(['too dry here']);
  });
});

describe('a state', () => {
  it.each([
    [10, { min: 20, max: null }, 'below'],
    [20, { min: 20, max: 30 }, 'inside'],
    [31, { min: null, max: 30 }, 'above'],
    [null, { min: 20, max: 30 }, 'unknown'],
    [10, null, 'unknown'],
  ])('of %j within %j is %s', (value, range, state) => {
    expect(stateOf(value, range)).toBe(state);
  });
});
