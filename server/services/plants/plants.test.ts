import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { speciesThresholds } from '@plantops/shared/species/species.ts';
import { UNKNOWN_PLACE } from '@plantops/shared/diagnosis/place.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { assignDevice } from '../../db/repositories/devices.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Plants } from './plants.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const NOT_FOUND = { code: 'plant_not_found', status: 404 };
const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let heard: ReturnType<typeof heardChanges>;
let plants: Plants;

const breach = async (plantId: string, deviceId: string): Promise<number> =>
  (await openAlert(
    database,
    {
      plantId,
      deviceId,
      metric: 'soil_moisture',
      value: 5,
      threshold: 20,
      direction: 'min',
      message: 'dry',
      at: NOON,
    },
    false,
  )) ?? -1;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(NOON);
  const bus = new ChangeBus(silentLog);
  heard = heardChanges(bus);
  plants = new Plants({ database, diagnoses: noVerdicts, bus, clock });
});

describe('plants', () => {
  it('two new ones have ids of their own; the list is in their order and continues after a page', async () => {
    const made = [await plants.create({ name: 'Fern' }), await plants.create({ name: 'Palm' })];
    expect(made).toMatchObject([
      { id: expect.stringMatching(/^plant_[0-9a-f]{16}$/), name: 'Fern', species: null, thresholds: {} },
      { name: 'Palm' },
    ]);
    const ids = made.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(heard).toEqual(ids.map((id) => ['plants_changed', { plantIds: [id] }]));
    const [first, second] = ids.toSorted();
    expect((await plants.list({ limit: 10 })).map(({ id }) => id)).toEqual([first, second]);
    expect((await plants.list({ limit: 1 })).map(({ id }) => id)).toEqual([first]);
    expect((await plants.list({ after: first, limit: 1 })).map(({ id }) => id)).toEqual([second]);
  });

  it('a new one has the limits of its species, except those that are given', async () => {
    const known = speciesThresholds('Monstera deliciosa');
    expect(known).toHaveProperty('soil_moisture');
    expect(await plants.create({ name: 'M', species: 'Monstera deliciosa' })).toMatchObject({
      species: 'Monstera deliciosa',
      thresholds: known,
    });
    expect(
      (await plants.create({ name: 'M', species: 'Monstera deliciosa', thresholds: { soil_moisture: { min: 1 } } }))
        .thresholds,
    ).toEqual({ ...known, soil_moisture: { min: 1 } });
    expect((await plants.create({ name: 'M', species: 'unheard of' })).thresholds).toEqual({});
  });

  it.each([
    ['a name', { name: 'Palm' }, ['plants_changed']],
    ['limits', { thresholds: { soil_moisture: { min: 10 } } }, ['thresholds_changed']],
    ['a species', { species: 'Palm' }, ['species_changed']],
    ['a place', { place: { ...UNKNOWN_PLACE, site: 'balcony' as const, pot_cm: 30 } }, ['plants_changed']],
    ['all', { name: 'P', species: null, thresholds: {} }, ['thresholds_changed', 'species_changed']],
  ])('one that is given %s is told of by that, and the other stays as it is', async (_what, change, names) => {
    const [first, second] = [await plants.create({ name: 'Fern' }), await plants.create({ name: 'Lily' })];
    heard.length = 0;
    expect(await plants.update(first.id, change)).toMatchObject({ id: first.id, ...change });
    expect(heard).toEqual(names.map((name) => [name, { plantIds: [first.id] }]));
    expect(await plants.get(second.id)).toEqual(second);
  });

  it('keeps the parts of its place that are not given, and forgets those that are null', async () => {
    const { id } = await plants.create({ name: 'Fern', place: { site: 'indoors', window: 'east', pets: false } });
    expect((await plants.get(id)).place).toEqual({ ...UNKNOWN_PLACE, site: 'indoors', window: 'east', pets: false });
    await plants.update(id, { place: { window: null, pot_cm: 12.5, repotted_on: '2026-02-01' } });
    const known = { ...UNKNOWN_PLACE, site: 'indoors', pets: false, pot_cm: 12.5, repotted_on: '2026-02-01' } as const;
    expect((await plants.get(id)).place).toEqual(known);
    expect((await plants.update(id, { name: 'Palm' })).place).toEqual(known);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['shown', () => plants.get('plant_0')],
    ['changed', () => plants.update('plant_0', { name: 'x' })],
    ['removed', () => plants.remove('plant_0')],
    ['brought back', () => plants.restore('plant_0')],
  ])('one that is not there cannot be %s, and nobody is told', async (_what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ ...NOT_FOUND, message: expect.stringContaining('plant_0') });
    expect(heard).toEqual([]);
  });
});

describe('a plant that is removed', () => {
  let id: string;
  let other: string;
  let alertId: number;

  beforeEach(async () => {
    id = (await plants.create({ name: 'Fern' })).id;
    other = (await plants.create({ name: 'Palm' })).id;
    await addDevice(database, 1, id);
    await addDevice(database, 2, id);
    await addDevice(database, 3, other);
    alertId = await breach(id, 'dev_1');
    await breach(other, 'dev_3');
    heard.length = 0;
  });

  it('loses its devices and ends its alerts; another plant keeps its own', async () => {
    await plants.remove(id);
    expect(heard).toEqual([
      ['plant_removed', { plantId: id, deviceIds: ['dev_1', 'dev_2'] }],
      ['alerts_changed', { alertIds: [alertId] }],
    ]);
    await expect(plants.get(id)).rejects.toMatchObject(NOT_FOUND);
    expect(await plants.get(other)).toMatchObject({ device_count: 1, open_alerts: 1 });
    expect(await plants.listRemoved()).toMatchObject([{ id, name: 'Fern' }]);
  });

  it('comes back with those of its devices that have no other plant by now, and with its alert', async () => {
    await plants.remove(id);
    await assignDevice(database, 'dev_2', other);
    heard.length = 0;
    expect(await plants.restore(id)).toMatchObject({ id, name: 'Fern', device_count: 1, open_alerts: 1 });
    expect(heard).toEqual([
      ['plant_restored', { plantIds: [id], deviceIds: ['dev_1'] }],
      ['alerts_changed', { alertIds: [alertId] }],
    ]);
    expect(await plants.listRemoved()).toEqual([]);
  });

  it('comes back once, and can be removed and brought back a second time', async () => {
    await plants.remove(id);
    await plants.restore(id);
    await expect(plants.restore(id)).rejects.toMatchObject({
      ...NOT_FOUND,
      message: expect.stringContaining('brought back already, or removed more than 30 days ago'),
    });
    await plants.remove(id);
    await expect(plants.remove(id)).rejects.toMatchObject(NOT_FOUND);
    expect(await plants.restore(id)).toMatchObject({ name: 'Fern', device_count: 2 });
  });

  it('comes back beside another that stays removed', async () => {
    await plants.remove(id);
    await plants.remove(other);
    await plants.restore(id);
    expect(await plants.listRemoved()).toMatchObject([{ id: other }]);
  });
});
