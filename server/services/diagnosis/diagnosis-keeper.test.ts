import type { Plant } from '@plantops/shared/api/plants.ts';
import type { ReadingEvent } from '@plantops/shared/events.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { patiently } from '@plantops/shared/testing/patiently.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { insertJournalEntry } from '../../db/repositories/journal.ts';
import { findPlants, insertPlant, updatePlant } from '../../db/repositories/plants.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { DiagnosisKeeper } from './diagnosis-keeper.ts';

const NOON = new Date('2026-03-15T12:00:00Z');
const MINUTE = 60_000;
const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let bus: ChangeBus;
let keeper: DiagnosisKeeper;
let judged: string[];
let told: string[][];

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(NOON);
  bus = new ChangeBus(silentLog);
  judged = [];
  told = [];
  bus.on('diagnosis_changed', ({ plantIds }) => void told.push([...plantIds]));
  await insertPlant(database, 'plant_1', {
    name: 'Monty',
    species: 'Monstera deliciosa',
    thresholds: { soil_moisture: { min: 30 } },
  });
  await addDevice(database, 1, 'plant_1');
  await measure({ soil_moisture: 50, temperature: 21 });
  keeper = new DiagnosisKeeper({ database, timeZone: () => 'Europe/Berlin', bus, clock, log: silentLog });
  watchJudgements();
});

/** Notes which plants are judged, by the statement that reads what is stored of them. */
function watchJudgements(): void {
  const query = database.query.bind(database) as (...args: unknown[]) => unknown;
  vi.spyOn(database, 'query').mockImplementation((text: unknown, values?: unknown[]) => {
    if (typeof text === 'string' && text.includes('"createdAt"')) judged.push(String(values?.[0]));
    return query(text, values);
  });
}

async function measure(values: MetricValues, plantId = 'plant_1', deviceId = 'dev_1'): Promise<void> {
  const time = clock.now();
  await insertReadings(database, [{ deviceId, plantId, time, receivedAt: time, clockWrong: false, values }]);
}
const reading = (values: MetricValues): ReadingEvent => ({
  device_id: 'dev_1',
  plant_id: 'plant_1',
  time: clock.now().toISOString(),
  ...values,
});
const plant = async (): Promise<Plant> => (await findPlants(database, ['plant_1']))[0] ?? expect.fail('no plant');
const shown = async (): Promise<Plant | undefined> => (await keeper.withVerdicts([await plant()]))[0];

describe('the diagnosis of a plant', () => {
  it('is made when somebody asks for the first time, and remembered', async () => {
    expect(keeper.of('plant_1')).toBeUndefined();
    const { facts, diagnosis } = await keeper.current('plant_1');
    expect(facts.plant.name).toBe('Monty');
    expect(diagnosis.at).toBe(NOON.toISOString());
    expect(keeper.of('plant_1')).toEqual(diagnosis);
  });

  it('of a plant that is not there cannot be had', async () => {
    await expect(keeper.current('plant_0')).rejects.toMatchObject({ code: 'plant_not_found' });
  });

  it('is shown as a verdict, and not made anew while nothing has changed', async () => {
    expect((await shown())?.verdict).toMatchObject({ at: NOON.toISOString(), level: expect.any(String) });
    await clock.advance(10 * MINUTE);
    expect((await shown())?.verdict?.at).toBe(NOON.toISOString());
    expect(judged).toEqual(['plant_1']);
  });

  it('is made anew before a plant is shown whose values have changed it since', async () => {
    await shown();
    await clock.advance(1000);
    await measure({ temperature: 2 });
    const { verdict } = (await shown()) ?? {};
    expect(verdict?.at).toBe(clock.now().toISOString());
    expect(verdict?.findings[0]?.code).toMatch(/^cold_/);
  });

  it('keeps its verdict, with its time, through renewals that say nothing new, so that a list stays the same', async () => {
    await clock.advance(5 * 60 * MINUTE);
    const before = await shown();
    await clock.advance(15 * MINUTE);
    await keeper.current('plant_1');
    expect(keeper.of('plant_1')?.at).toBe(clock.now().toISOString());
    expect(await shown()).toEqual(before);
    await measure({ temperature: 2 });
    expect((await shown())?.verdict?.at).toBe(clock.now().toISOString());
  });

  it('is not made anew for an old value again and again', async () => {
    await clock.advance(5 * 60 * MINUTE);
    await shown();
    await shown();
    await shown();
    expect(judged).toEqual(['plant_1']);
  });
});

describe('a diagnosis is made anew at once, before others are told,', () => {
  beforeEach(async () => {
    await keeper.current('plant_1');
    await clock.advance(MINUTE);
    judged = [];
  });
  const isNew = (): boolean => keeper.of('plant_1')?.at === clock.now().toISOString();

  it('when the journal has another entry', async () => {
    await insertJournalEntry(database, 'plant_1', 'watering', { note: null, amountMl: 300, at: clock.now() });
    await bus.publish('plants_changed', { plantIds: ['plant_1'] });
    expect(isNew()).toBe(true);
    expect(keeper.of('plant_1')?.watering.anchor).toBe('2026-03-15');
  });

  it('when limits, species or place are others', async () => {
    await updatePlant(database, 'plant_1', { thresholds: { soil_moisture: { min: 60 } } });
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    expect(isNew()).toBe(true);
    await clock.advance(MINUTE);
    await bus.publish('species_changed', { plantIds: ['plant_1'] });
    expect(isNew()).toBe(true);
  });

  it('when an alert about it opens', async () => {
    const alertId = await openAlert(
      database,
      {
        plantId: 'plant_1',
        deviceId: 'dev_1',
        metric: 'soil_moisture',
        value: 5,
        threshold: 30,
        direction: 'min',
        message: 'dry',
        at: clock.now(),
      },
      true,
    );
    await bus.publish('alerts_changed', { alertIds: [alertId ?? 0] });
    expect(isNew()).toBe(true);
  });

  it('when something is noticed about its device, or the device gets another plant', async () => {
    await bus.publish('findings_changed', { deviceIds: ['dev_1', 'dev_9'] });
    expect(isNew()).toBe(true);
    await clock.advance(MINUTE);
    await bus.publish('device_moved', { deviceIds: ['dev_1'], plantIds: ['plant_1'] });
    expect(isNew()).toBe(true);
  });

  it('when its device is heard again, but not each time that the device tells of itself', async () => {
    await bus.publish('presence_changed', { deviceIds: ['dev_1'] });
    expect(isNew()).toBe(false);
    await database.query(`UPDATE devices SET status = 'online'`);
    await bus.publish('presence_changed', { deviceIds: ['dev_1'] });
    expect(isNew()).toBe(true);
  });

  it('but not for longer than a second: a slow database holds nobody up', async () => {
    const stuck = Promise.withResolvers<never>();
    vi.spyOn(database, 'query').mockReturnValue(stuck.promise as never);
    const told = bus.publish('plants_changed', { plantIds: ['plant_1'] });
    await clock.advance(1000);
    await told;
    expect(isNew()).toBe(false);
  });

  it('and is forgotten when the plant is removed', async () => {
    await bus.publish('plant_removed', { plantId: 'plant_1', deviceIds: ['dev_1'] });
    expect(keeper.of('plant_1')).toBeUndefined();
  });
});

describe('readings', () => {
  beforeEach(async () => {
    await keeper.current('plant_1');
    judged = [];
  });
  const publish = (values: MetricValues) => bus.publish('readings_stored', { readings: [reading(values)] });

  it.each<[string, MetricValues, boolean]>([
    ['below a limit', { soil_moisture: 29 }, true],
    ['that rose as after a watering', { soil_moisture: 55 }, true],
    ['of a metric that was not measured before', { humidity: 40 }, true],
    ['that are about the same', { soil_moisture: 49, temperature: 21.5 }, false],
  ])('%s make a diagnosis anew: %s, %s', async (_what, values, isMade) => {
    await clock.advance(MINUTE);
    await publish(values);
    await clock.advance(2000);
    await patiently(() => expect(judged).toHaveLength(isMade ? 1 : 0));
  });

  it('do so once for all that come together, and at most once a minute', async () => {
    await clock.advance(MINUTE);
    await publish({ soil_moisture: 10 });
    await publish({ temperature: 30 });
    await clock.advance(2000);
    await patiently(() => expect(keeper.of('plant_1')?.at).toBe(clock.now().toISOString()));
    await publish({ soil_moisture: 90 });
    await clock.advance(MINUTE - 1000);
    await publish({ soil_moisture: 90 });
    await clock.advance(2000);
    await keeper.stop();
    expect(judged).toEqual(['plant_1']);
  });
});

describe('others', () => {
  it('are told of the first diagnosis and of one that says something else, but not of one with other figures', async () => {
    await keeper.current('plant_1');
    await clock.advance(200);
    expect(told).toEqual([['plant_1']]);
    await measure({ soil_moisture: 49 });
    await keeper.current('plant_1');
    await clock.advance(200);
    expect(told).toHaveLength(1);
    await measure({ soil_moisture: 5 });
    await keeper.current('plant_1');
    await clock.advance(200);
    expect(told).toEqual([['plant_1'], ['plant_1']]);
  });

  it('are told of many at once', async () => {
    await insertPlant(database, 'plant_2', { name: 'Fern', species: null, thresholds: {} });
    await Promise.all([keeper.current('plant_1'), keeper.current('plant_2')]);
    await clock.advance(200);
    expect(told.map((ids) => ids.toSorted())).toEqual([['plant_1', 'plant_2']]);
  });
});

describe('in turn', () => {
  const isJudgedAt = (time: string, plantId: string) =>
    patiently(() => expect(keeper.of(plantId)?.at).toBe(`2026-03-15T${time}.000Z`));

  it('each plant is judged soon after the start, and then every quarter of an hour', async () => {
    await insertPlant(database, 'plant_2', { name: 'Fern', species: null, thresholds: {} });
    keeper.start();
    await clock.advance(5000);
    await isJudgedAt('12:00:05', 'plant_1');
    await clock.advance(5000);
    await isJudgedAt('12:00:10', 'plant_2');
    judged = [];
    await clock.advance(15 * MINUTE - 5000);
    await isJudgedAt('12:15:05', 'plant_1');
    await clock.advance(5000);
    await isJudgedAt('12:15:10', 'plant_2');
    expect(judged).toEqual(['plant_1', 'plant_2']);
    await keeper.stop();
  });

  it('all are judged again after a restore, and in another time zone', async () => {
    await keeper.current('plant_1');
    await bus.publish('data_replaced', {});
    expect(keeper.of('plant_1')).toBeUndefined();
    await keeper.current('plant_1');
    await bus.publish('settings_changed', { group: 'display', fields: ['language'] });
    expect(keeper.of('plant_1')).toBeDefined();
    await bus.publish('settings_changed', { group: 'display', fields: ['time_zone'] });
    expect(keeper.of('plant_1')).toBeUndefined();
  });
});
