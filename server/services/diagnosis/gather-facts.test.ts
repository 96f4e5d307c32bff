import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { diagnose } from '@plantops/shared/diagnosis/diagnose.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { saveFindings } from '../../db/repositories/findings.ts';
import { insertJournalEntry } from '../../db/repositories/journal.ts';
import { insertPlant, updatePlant } from '../../db/repositories/plants.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { FigureKeeper } from '../figures/figure-keeper.ts';
import { gatherFacts } from './gather-facts.ts';

const NOW = new Date('2026-03-15T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const databases = useTestDatabases();
let database: Database;

beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'plant_1', {
    name: 'Monty',
    species: 'Monstera deliciosa',
    thresholds: { soil_moisture: { min: 30 } },
    place: { site: 'balcony', pot_cm: 24 },
  });
  await addDevice(database, 1, 'plant_1');
});

const gather = async (timeZone = 'Europe/Berlin', now = NOW) =>
  (await gatherFacts(database, { plantId: 'plant_1', now, timeZone })) ?? expect.fail('There is no such plant');

/**
 * Two weeks and a day of readings up to now. @param values SQL of four columns; `ago` is the time before now in days,
 * `hour` that of the day in Berlin
 */
async function measure(values: string, { deviceId = 'dev_1', everyMinutes = 10, now = NOW } = {}): Promise<void> {
  await database.query(
    `INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
     SELECT time, $1, 'plant_1', ${values} FROM (
       SELECT time, extract(epoch FROM $2::timestamptz - time) / 86400 AS ago, extract(hour FROM time AT TIME ZONE 'Europe/Berlin') AS hour
       FROM generate_series($2::timestamptz - interval '15 days', $2, make_interval(mins => $3)) time
     ) times`,
    [deviceId, now, everyMinutes],
  );
  await database.query(
    `INSERT INTO latest_readings (device_id, ${METRIC_NAMES.map((metric) => `${metric}, ${metric}_at`).join(', ')})
     SELECT device_id, ${METRIC_NAMES.map((metric) => `${metric}, CASE WHEN ${metric} IS NOT NULL THEN time END`).join(', ')}
     FROM telemetry WHERE device_id = $1 ORDER BY time DESC LIMIT 1`,
    [deviceId],
  );
}

describe('the readings of two weeks', () => {
  beforeEach(() =>
    // Watered five days ago to 70 %, losing 4 points a day. 1 °C in the small hours, 10,000 lux from 9 to 15.
    measure(
      `CASE WHEN ago > 5 THEN 40 ELSE 70 - 4 * (5 - ago) END, CASE WHEN hour < 5 THEN 1 ELSE 25 END, 50,
       CASE WHEN hour >= 9 AND hour < 15 THEN 10000 ELSE 0 END`,
    ),
  );

  it('become days, nights, light and air of the place that the time zone is in', async () => {
    const facts = await gather();
    expect(facts).toMatchObject({ today: '2026-03-15', season: 'spring', hemisphere: 'north' });
    expect(facts.daylightHours).toBeCloseTo(11.8, 0);
    const { days } = facts.metrics.temperature;
    expect(days).toHaveLength(14);
    expect(days[0]).toEqual({ day: '2026-03-02', min: 1, mean: expect.closeTo(20), max: 25, hours: 24 });
    expect(days.at(-1)).toMatchObject({ day: '2026-03-15', hours: 14 });
    expect(facts.nights.at(-1)).toMatchObject({ day: '2026-03-15', min: 1 });
    expect(facts.light.at(-2)).toEqual({
      day: '2026-03-14',
      // 185 µmol/m²/s for six hours.
      dli: expect.closeTo(3.996),
      brightLux: 10_000,
      hours: 24,
    });
    // At 25 °C and 50 %, by day alone.
    expect(facts.air.at(-2)).toMatchObject({ meanVpd: expect.closeTo(1.584, 2), maxVpd: expect.closeTo(1.584, 2) });
  });

  it('say when the pot was watered and how fast it dries', async () => {
    const { soil } = await gather();
    expect(soil.seen).toEqual([{ at: new Date(NOW.getTime() - 5 * DAY).toISOString(), from: 40, to: 70 }]);
    expect(soil.driesPerDay).toBeCloseTo(4);
    expect(soil.drop).toBeNull();
  });

  it('count the hours outside of the limits: those of the owner, else those of the species', async () => {
    const { metrics } = await gather();
    expect(metrics.soil_moisture.hoursBelow).toEqual({ day: 0, week: 0 });
    // Monstera wants 10 °C at least.
    expect(metrics.temperature.hoursBelow).toEqual({ day: 5, week: 35 });
    expect(metrics.temperature.hoursAbove).toEqual({ day: 0, week: 0 });
  });

  it('tell the same once figures of them are kept', async () => {
    const before = await gather();
    const keeper = new FigureKeeper({
      database,
      timeZone: () => Promise.resolve('Europe/Berlin'),
      clock: new FakeClock(NOW),
      log: silentLog,
    });
    await keeper.keep();
    expect((await database.query('SELECT FROM readings_5min')).rowCount).toBeGreaterThan(1000);
    const after = await gather();
    expect(after.soil.driesPerDay).toBeCloseTo(before.soil.driesPerDay ?? 0, 6);
    expect({ ...after, soil: before.soil, air: before.air }).toEqual({ ...before, metrics: after.metrics });
    expect(after.metrics.temperature).toEqual(before.metrics.temperature);
  });

  it('are of other days and another season in another zone', async () => {
    const facts = await gather('Pacific/Auckland', new Date('2026-03-15T12:00:00Z'));
    expect(facts).toMatchObject({ today: '2026-03-16', season: 'autumn', hemisphere: 'south' });
    expect(facts.metrics.temperature.days.at(-1)).toMatchObject({ day: '2026-03-16', hours: 2 });
  });

  it('of a zone without a place have nights by the clock, and no daylight', async () => {
    const facts = await gather('UTC');
    expect(facts).toMatchObject({ daylightHours: null, hemisphere: 'north' });
    expect(facts.nights.at(-1)).toMatchObject({ day: '2026-03-15', min: 1 });
  });
});

it('a day on which clocks are put forward has 23 hours', async () => {
  const now = new Date('2026-03-30T12:00:00Z');
  await measure('50, 20, 50, 100', { now });
  const { metrics } = await gather('Europe/Berlin', now);
  expect(metrics.temperature.days.slice(-3).map(({ day, hours }) => [day, hours])).toEqual([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-03-30', 15],
  ]);
});

it('a board that measures every two hours is not silent in between', async () => {
  await measure(
    'CASE WHEN ago > 5 THEN 40 ELSE 70 - 4 * (5 - ago) END, 20, 50, CASE WHEN hour >= 9 AND hour < 15 THEN 10000 ELSE 0 END',
    { everyMinutes: 120 },
  );
  await database.query(`UPDATE devices SET report_interval_set_s = 7200`);
  const { metrics, light, soil } = await gather();
  expect(metrics.temperature).toMatchObject({ intervalS: 7200, isFresh: true });
  expect(metrics.temperature.days.at(-2)).toMatchObject({ hours: 24 });
  // Between readings light goes along a straight line.
  expect(light.at(-2)).toMatchObject({ hours: 24, dli: expect.closeTo(4, 0) });
  expect(soil.seen).toHaveLength(1);
  expect(soil.driesPerDay).toBeCloseTo(4);
});

describe('several probes', () => {
  it('make one curve as the owner combines them, and each keeps its value and findings', async () => {
    await addDevice(database, 2, 'plant_1');
    await measure('14, NULL, NULL, NULL', { everyMinutes: 60 });
    await measure('CASE WHEN ago > 3 THEN 50 ELSE 82 END, NULL, NULL, NULL', { deviceId: 'dev_2', everyMinutes: 10 });
    const noted = { metric: 'soil_moisture', since: NOW, lastAt: NOW, count: 1, evidence: {} } as const;
    await saveFindings(database, [
      { ...noted, deviceId: 'dev_2', code: 'probes_disagree' },
      { ...noted, deviceId: 'dev_2', code: 'clock_behind' as never, metric: null },
    ]);
    const facts = await gather();
    expect(facts.metrics.soil_moisture).toMatchObject({ value: 48, isFresh: true });
    expect(facts.metrics.soil_moisture.probes).toMatchObject([
      { deviceId: 'dev_1', value: 14, isFresh: true, findings: [] },
      { deviceId: 'dev_2', value: 82, isFresh: true, findings: ['probes_disagree'] },
    ]);
    expect(facts.devices.map(({ findings }) => findings)).toEqual([[], ['clock_behind']]);
    // One watering, and no other though the hourly probe shows something else each time.
    expect(facts.soil.seen).toEqual([expect.objectContaining({ from: 32, to: 48 })]);
    await database.query(`UPDATE plants SET combine = '{"soil_moisture": "min"}'`);
    expect((await gather()).soil.seen).toEqual([]);
  });
});

describe('a probe that is doubted', () => {
  it('leaves value, days and curve to the sound one beside it', async () => {
    await addDevice(database, 2, 'plant_1');
    await measure('CASE WHEN ago > 3 THEN 30 ELSE 60 END, 20, NULL, NULL', { everyMinutes: 10 });
    await measure('1, 48, NULL, NULL', { deviceId: 'dev_2', everyMinutes: 10 });
    const noted = { deviceId: 'dev_2', since: NOW, lastAt: NOW, count: 1, evidence: {} } as const;
    await saveFindings(database, [
      { ...noted, code: 'probe_out_of_soil', metric: 'soil_moisture' },
      { ...noted, code: 'stuck_value', metric: 'temperature' },
    ]);
    const facts = await gather();
    expect(facts.metrics.soil_moisture).toMatchObject({ value: 60, isFresh: true });
    expect(facts.metrics.soil_moisture.days.at(-1)).toMatchObject({ min: 60, max: 60 });
    expect(facts.metrics.temperature).toMatchObject({ value: 20, hoursAbove: { day: 0 } });
    expect(facts.nights.at(-1)).toMatchObject({ min: 20, mean: 20 });
    expect(facts.soil.seen).toEqual([expect.objectContaining({ from: 30, to: 60 })]);
    const { findings } = diagnose(facts);
    expect(findings.filter(({ evidence }) => evidence.others).map(({ code }) => code)).toEqual([
      'probe_out_of_soil',
      'values_stuck',
    ]);
  });
});

describe('a plant', () => {
  it('brings its place, its species, its journal, its open alerts and its devices', async () => {
    await insertJournalEntry(database, 'plant_1', 'watering', { note: null, amountMl: 300, at: new Date(+NOW - DAY) });
    await insertJournalEntry(database, 'plant_1', 'note', { note: 'x', amountMl: null, at: NOW });
    await insertJournalEntry(database, 'plant_1', 'repotting', {
      note: null,
      amountMl: null,
      at: new Date(+NOW - 119 * DAY),
    });
    await insertJournalEntry(database, 'plant_1', 'repotting', {
      note: null,
      amountMl: null,
      at: new Date(+NOW - 121 * DAY),
    });
    const breach = { plantId: 'plant_1', deviceId: 'dev_1', metric: 'soil_moisture', value: 5, threshold: 30 } as const;
    await openAlert(database, { ...breach, direction: 'min', message: 'dry', at: NOW }, true);
    await database.query(`UPDATE devices SET status = 'offline', battery_pct = 8, last_seen_at = $1`, [NOW]);
    const facts = await gather();
    expect(facts).toMatchObject({
      at: NOW.toISOString(),
      plant: { id: 'plant_1', name: 'Monty', species: 'Monstera deliciosa' },
      place: { site: 'balcony', pot_cm: 24, window: null },
      species: { name: 'Monstera deliciosa', isGenus: false, watering: 'surface_dry', pets: 'toxic' },
      thresholds: { soil_moisture: { min: 30 } },
      events: [
        { kind: 'watering', at: new Date(+NOW - DAY).toISOString(), amountMl: 300 },
        { kind: 'repotting', at: new Date(+NOW - 119 * DAY).toISOString(), amountMl: null },
      ],
      alerts: [{ metric: 'soil_moisture', side: 'below', since: NOW.toISOString() }],
      devices: [{ id: 'dev_1', isOnline: false, batteryPct: 8, lastSeenAt: NOW.toISOString(), findings: [] }],
    });
  });

  it('of which only the genus is known has its careful ranges', async () => {
    await updatePlant(database, 'plant_1', { species: 'Philodendron plowmanii' });
    expect((await gather()).species).toMatchObject({ isGenus: true, form: 'vine' });
    await updatePlant(database, 'plant_1', { species: 'Something unheard of' });
    expect((await gather()).species).toBeNull();
  });

  it('that was never measured has empty figures', async () => {
    const { metrics, soil, light, nights, air } = await gather();
    expect(metrics.humidity).toEqual({
      value: null,
      measuredAt: null,
      isFresh: false,
      intervalS: null,
      days: [],
      hoursBelow: { day: 0, week: 0 },
      hoursAbove: { day: 0, week: 0 },
      probes: [],
    });
    expect([soil.seen, light, nights, air]).toEqual([[], [], [], []]);
  });

  it.each([
    [3 * HOUR, true],
    [3 * HOUR + 60_000, false],
  ])('whose last value is %s ms old: it describes the present %s', async (age, isFresh) => {
    await measure('50, 20, 50, 100');
    const later = new Date(NOW.getTime() + age);
    expect((await gather('Europe/Berlin', later)).metrics.soil_moisture.isFresh).toBe(isFresh);
  });

  it('that is not there has no facts', async () => {
    expect(await gatherFacts(database, { plantId: 'plant_0', now: NOW, timeZone: 'UTC' })).toBeUndefined();
  });
});
