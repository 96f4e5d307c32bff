import { careContext, carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import { carePlanSchema } from '@plantops/shared/care/care-plan.ts';
import { METRIC_NAMES, METRICS } from '@plantops/shared/metrics.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTestDatabases } from '../testing/database.ts';
import { insertCarePlan, listCarePlans, listRenewalCandidates } from './repositories/care-plans.ts';
import { findDevices } from './repositories/devices.ts';
import { readDirectory } from './repositories/directory.ts';
import { findPlants, insertPlant } from './repositories/plants.ts';
import { bringPlantBack, listRemovedPlants, removePlant } from './repositories/removed-plants.ts';
import {
  storedCareMetrics,
  storedMuteRows,
  storedPlan,
  storedPlantRow,
  storedSensorTypes,
  storedThresholds,
} from './stored-json.ts';
import { inTransaction } from './pool.ts';

const databases = useTestDatabases();
const NOT_OBJECTS = [null, undefined, 5, 'text', [], [1], true];

describe('stored thresholds', () => {
  it('are read as they were stored', () => {
    const thresholds = { soil_moisture: { min: 20, max: null }, temperature: { max: 30 }, humidity: {} };
    expect(storedThresholds(thresholds)).toStrictEqual(thresholds);
  });

  it.each([
    ['a metric that is not known here', { sap_flow: { min: 1 } }],
    ['one that is no metric', { constructor: { min: 1 }, '': { min: 1 } }],
    ['limits of another shape', { humidity: 40, temperature: [1, 2], light_level: { least: 1 } }],
    ['limits that are no numbers', { humidity: { min: '40' } }],
    ['limits beyond what a sensor reports', { humidity: { min: 400 } }],
    ['limits the wrong way round', { humidity: { min: 60, max: 40 } }],
  ])('without %s', (_, json) => {
    expect(storedThresholds({ ...json, soil_moisture: { min: 20 } })).toStrictEqual({ soil_moisture: { min: 20 } });
  });

  it.each(NOT_OBJECTS)('of %j are none', (json) => {
    expect(storedThresholds(json)).toStrictEqual({});
  });
});

describe('stored sensor types', () => {
  it.each([
    [
      ['humidity', 'x'],
      ['humidity', 'x'],
    ],
    [['humidity', 5, null], ['humidity']],
    [null, null],
    [{ humidity: true }, null],
    ['humidity', null],
  ])('of %j are %j', (json, types) => {
    expect(storedSensorTypes(json)).toEqual(types);
  });
});

describe('a stored care plan', () => {
  const { id: _id, generated_at, ...fresh } = carePlan();
  const read = (row: object) => storedPlan({ ...fresh, ...row, generated_at: new Date(generated_at) });
  const whole = (row: object) => carePlanSchema.parse({ ...carePlan(), ...read(row) });

  it('is read as it was stored', () => {
    expect(whole({})).toEqual(carePlan());
  });

  it('of before a metric was known has it as not measured', () => {
    const { light_level: _, ...metrics } = careContext().metrics;
    const plan = whole({ made_from: { ...careContext(), metrics } });
    expect(plan.made_from.metrics.light_level).toMatchObject({
      unit: METRICS.light_level.unit,
      value: null,
      state: 'unknown',
    });
    expect(plan.made_from.metrics.humidity).toEqual(careContext().metrics.humidity);
  });

  it('of a later version is read without what is not known here', () => {
    const { metrics } = careContext();
    const plan = whole({
      light: { ...carePlan().light, lamp: 'none' },
      schedule: [...carePlan().schedule, { task: 'singing', due: '2026-03-10', every_days: 1, note: 'A song' }],
      made_from: {
        ...careContext(),
        moon: 'full',
        metrics: { ...metrics, sap_flow: metrics.humidity, humidity: { ...metrics.humidity, mood: 'good' } },
      },
    });
    expect(plan).toEqual(carePlan());
  });

  it('keeps texts that are longer than may be written today', () => {
    const long = 'x'.repeat(5000);
    expect(read({ watering: { ...carePlan().watering, amount: long } }).watering.amount).toBe(long);
  });

  it('fits its schema and never throws, whatever the columns hold', () => {
    const json = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(...NOT_OBJECTS));
    const columns = { watering: json, light: json, humidity: json, alerts: json, schedule: json, language: json };
    const madeFrom = fc.oneof(json, fc.record({ metrics: fc.dictionary(fc.constantFrom(...METRIC_NAMES), json) }));
    fc.assert(
      fc.property(fc.record({ ...columns, made_from: madeFrom }), (row) => {
        const { alerts: _, ...plan } = read(row);
        // Alerts that are texts are shown as they are, whatever a plan may hold today.
        expect(() => carePlanSchema.parse({ ...carePlan(), ...plan })).not.toThrow();
      }),
    );
  });

  it.each(NOT_OBJECTS)('made from %j has every metric as not measured', (json) => {
    expect(Object.values(storedCareMetrics(json)).map(({ state }) => state)).toEqual(METRIC_NAMES.map(() => 'unknown'));
  });
});

describe('a stored plant that was removed', () => {
  it.each(NOT_OBJECTS)('of %j is called by its id', (json) => {
    expect(storedPlantRow('plant_1', json)).toEqual({ id: 'plant_1', name: 'plant_1', species: null, thresholds: {} });
    expect(storedMuteRows('plant_1', json)).toEqual([]);
  });

  it('keeps what only another version understands', () => {
    const row = { id: 'x', name: 'Fern', species: null, thresholds: { sap_flow: { min: 1 } }, pot: 'clay' };
    expect(storedPlantRow('plant_1', row)).toEqual({ ...row, id: 'plant_1' });
  });

  it('keeps mutes that say what and until when', () => {
    const until = '2026-03-08T12:00:00+00:00';
    const rows = [{ metric: '', until }, { metric: 'humidity', until: 'soon' }, { metric: 5, until }, 'x', { until }];
    expect(storedMuteRows('plant_1', rows)).toEqual([{ plant_id: 'plant_1', metric: '', until }]);
  });
});

describe('what another version or somebody by SQL left in the database', () => {
  it('is read, shown and renewed', async () => {
    const database = await databases.pool();
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    const { id: _, ...plan } = carePlan();
    await insertCarePlan(database, plan);
    await database.query(`
      UPDATE plants SET thresholds = '{"humidity": {"min": 40}, "sap_flow": {"min": 1}, "temperature": "warm"}';
      INSERT INTO mutes VALUES ('plant_1', 'sap_flow', now() + interval '1 day'), ('plant_1', 'humidity', now() + interval '1 day');
      INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id, sensor_types)
        VALUES ('dev_1', 'm', 'dev_1', 'h', 'h', 'plant_1', '{"humidity": true}');
      UPDATE care_plans SET made_from = made_from #- '{metrics,light_level}', alerts = '"dry"', watering = '7'`);
    const thresholds = { humidity: { min: 40 } };
    expect(await findPlants(database, ['plant_1'])).toMatchObject([{ thresholds, mutes: [{ metric: 'humidity' }] }]);
    expect(await readDirectory(database)).toMatchObject([{ deviceId: 'dev_1', thresholds }]);
    expect(await findDevices(database, ['dev_1'])).toMatchObject([{ sensor_types: null }]);
    const unknown = { metrics: { light_level: { value: null, state: 'unknown' } } };
    expect(await listCarePlans(database, 'plant_1', { limit: 1 })).toMatchObject([{ alerts: [], made_from: unknown }]);
    expect(await listRenewalCandidates(database, new Date())).toMatchObject([unknown]);
  });

  it('comes back with a plant that was removed, as far as the tables have a place for it', async () => {
    const database = await databases.pool();
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    await inTransaction(database, (connection) => removePlant(connection, 'plant_1'));
    // A column that came after the removal, one that is gone, and no time of creation.
    await database.query(`
      ALTER TABLE plants ADD COLUMN pot TEXT NOT NULL DEFAULT 'clay';
      UPDATE removed_plants SET plant = (plant - 'created_at' - 'name') || '{"mood": "good"}', mutes = '{}'`);
    expect(await listRemovedPlants(database)).toMatchObject([{ id: 'plant_1', name: 'plant_1' }]);
    await inTransaction(database, (connection) => bringPlantBack(connection, 'plant_1'));
    expect(await findPlants(database, ['plant_1'])).toMatchObject([{ name: 'plant_1', status: 'no_data' }]);
    expect((await database.query('SELECT pot FROM plants')).rows).toEqual([{ pot: 'clay' }]);
  });
});
