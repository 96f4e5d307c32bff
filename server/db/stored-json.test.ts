import { careContext, carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import { carePlanSchema } from '@plantops/shared/care/care-plan.ts';
import { UNKNOWN_PLACE } from '@plantops/shared/diagnosis/place.ts';
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
  it('are read back as they were stored', () => {
    const thresholds = { soil_moisture: { min: 20, max: null }, temperature: { max: 30 }, humidity: {} };
    expect(storedThresholds(thresholds)).toStrictEqual(thresholds);
  });

  it.each([
    ['an unknown metric', { sap_flow: { min: 1 } }],
    ['a key that is not a metric', { constructor: { min: 1 }, '': { min: 1 } }],
    ['limits with the wrong shape', { humidity: 40, temperature: [1, 2], light_level: { least: 1 } }],
    ['limits that are not numbers', { humidity: { min: '40' } }],
    ["limits outside a sensor's range", { humidity: { min: 400 } }],
    ['limits in the wrong order', { humidity: { min: 60, max: 40 } }],
  ])('are read without %s', (_, json) => {
    expect(storedThresholds({ ...json, soil_moisture: { min: 20 } })).toStrictEqual({ soil_moisture: { min: 20 } });
  });

  it.each(NOT_OBJECTS)('are empty if stored as %j', (json) => {
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
  ])('are read from %j as %j', (json, types) => {
    expect(storedSensorTypes(json)).toEqual(types);
  });
});

describe('a stored care plan', () => {
  const { id: _id, generated_at, ...fresh } = carePlan();
  const read = (row: object) => storedPlan({ ...fresh, ...row, generated_at: new Date(generated_at) });
  const whole = (row: object) => carePlanSchema.parse({ ...carePlan(), ...read(row) });

  it('is read back as it was stored', () => {
    expect(whole({})).toEqual(carePlan());
  });

  it('shows a metric as not measured if the plan is older than the metric', () => {
    const { light_level: _, ...metrics } = careContext().metrics;
    const plan = whole({ made_from: { ...careContext(), metrics } });
    expect(plan.made_from.metrics.light_level).toMatchObject({
      unit: METRICS.light_level.unit,
      value: null,
      state: 'unknown',
    });
    expect(plan.made_from.metrics.humidity).toEqual(careContext().metrics.humidity);
  });

  it('is read without unknown fields if a later version wrote it', () => {
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

  it("keeps texts that are longer than today's limit", () => {
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
        // Alerts are shown unchanged if they are texts, even if they exceed today's limits.
        expect(() => carePlanSchema.parse({ ...carePlan(), ...plan })).not.toThrow();
      }),
    );
  });

  it.each(NOT_OBJECTS)('shows every metric as not measured if it was made from %j', (json) => {
    expect(Object.values(storedCareMetrics(json)).map(({ state }) => state)).toEqual(METRIC_NAMES.map(() => 'unknown'));
  });
});

describe('a stored removed plant', () => {
  it.each(NOT_OBJECTS)('is named after its id if stored as %j', (json) => {
    expect(storedPlantRow('plant_1', json)).toEqual({
      id: 'plant_1',
      name: 'plant_1',
      species: null,
      thresholds: {},
      combine: {},
      place: {},
      room_id: null,
      tags: [],
      care_intervals: {},
    });
    expect(storedMuteRows('plant_1', json)).toEqual([]);
  });

  it('keeps fields that only another version understands', () => {
    const row = {
      id: 'x',
      name: 'Fern',
      species: null,
      thresholds: { sap_flow: { min: 1 } },
      combine: { sap_flow: 'min' },
      place: { altitude_m: 300 },
      room_id: 'room_1',
      tags: ['shade'],
      care_intervals: { misting: { days: 2 } },
      pot: 'clay',
    };
    expect(storedPlantRow('plant_1', row)).toEqual({ ...row, id: 'plant_1' });
  });

  it('keeps mutes with a scope and an end', () => {
    const until = '2026-03-08T12:00:00+00:00';
    const rows = [{ metric: '', until }, { metric: 'humidity', until: 'soon' }, { metric: 5, until }, 'x', { until }];
    expect(storedMuteRows('plant_1', rows)).toEqual([{ plant_id: 'plant_1', metric: '', until }]);
  });
});

describe('data written by another version or through SQL', () => {
  it('is read, shown and renewed', async () => {
    const database = await databases.pool();
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    const { id: _, ...plan } = carePlan();
    await insertCarePlan(database, plan);
    await database.query(`
      UPDATE plants SET thresholds = '{"humidity": {"min": 40}, "sap_flow": {"min": 1}, "temperature": "warm"}',
        combine = '{"humidity": "min", "sap_flow": "min", "temperature": "warm"}',
        place = '{"site": "balcony", "window": "skyward", "pot_cm": "big", "altitude_m": 300}';
      INSERT INTO mutes VALUES ('plant_1', 'sap_flow', now() + interval '1 day'), ('plant_1', 'humidity', now() + interval '1 day');
      INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id, sensor_types)
        VALUES ('dev_1', 'm', 'dev_1', 'h', 'h', 'plant_1', '{"humidity": true}');
      UPDATE care_plans SET made_from = made_from #- '{metrics,light_level}', alerts = '"dry"', watering = '7', diagnosis = '{"level": 7}'`);
    const thresholds = { humidity: { min: 40 } };
    expect(await findPlants(database, ['plant_1'])).toMatchObject([
      {
        thresholds,
        combine: { humidity: 'min' },
        place: { ...UNKNOWN_PLACE, site: 'balcony' },
        mutes: [{ metric: 'humidity' }],
      },
    ]);
    expect(await readDirectory(database)).toMatchObject([
      { deviceId: 'dev_1', thresholds, combine: { humidity: 'min' } },
    ]);
    expect(await findDevices(database, ['dev_1'])).toMatchObject([{ sensor_types: null }]);
    const unknown = { metrics: { light_level: { value: null, state: 'unknown' } } };
    expect(await listCarePlans(database, 'plant_1', { limit: 1 })).toMatchObject([{ alerts: [], made_from: unknown }]);
    expect(await listRenewalCandidates(database, new Date())).toMatchObject([{ plant_id: 'plant_1', diagnosis: null }]);
  });

  it('is restored with a removed plant as far as the tables have columns for it', async () => {
    const database = await databases.pool();
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    await inTransaction(database, (connection) => removePlant(connection, 'plant_1'));
    // A column added after the removal, a column that no longer exists, and a missing creation time.
    await database.query(`
      ALTER TABLE plants ADD COLUMN pot TEXT NOT NULL DEFAULT 'clay';
      UPDATE removed_plants SET plant = (plant - 'created_at' - 'name') || '{"mood": "good"}', mutes = '{}'`);
    expect(await listRemovedPlants(database)).toMatchObject([{ id: 'plant_1', name: 'plant_1' }]);
    await inTransaction(database, (connection) => bringPlantBack(connection, 'plant_1'));
    expect(await findPlants(database, ['plant_1'])).toMatchObject([{ name: 'plant_1', status: 'no_sensor' }]);
    expect((await database.query('SELECT pot FROM plants')).rows).toEqual([{ pot: 'clay' }]);
  });
});
