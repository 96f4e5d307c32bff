import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Verdict } from '@plantops/shared/diagnosis/verdict.ts';
import { carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { addDevice } from '../../testing/add-device.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import type { LiveEvents } from './live-events.ts';
import { openLive } from './open-live.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const databases = useTestDatabases();
let database: Database;
let bus: ChangeBus;
let live: LiveEvents;
/** What a reader gets: the name of each event, and the id of what it is about. */
let seen: string[];

beforeEach(async () => {
  database = await databases.pool();
  bus = new ChangeBus(silentLog);
  live = openLive({
    database,
    bus,
    diagnoses: noVerdicts,
    announceReadings: () => Promise.resolve(),
    clock: new FakeClock(NOON),
  }).live;
  seen = [];
  live.subscribe(({ name, json }) => {
    const { id, removed } = JSON.parse(json) as { id?: string | number; removed?: true };
    seen.push(`${name} ${id ?? ''}${removed ? ' removed' : ''}`.trim());
  });
  for (const id of ['plant_1', 'plant_2', 'plant_3'])
    await insertPlant(database, id, { name: id, species: null, thresholds: {} });
  await addDevice(database, 1, 'plant_1');
  await addDevice(database, 2, 'plant_1');
  await addDevice(database, 3);
});

const breach = async (): Promise<number> =>
  (await openAlert(
    database,
    {
      plantId: 'plant_1',
      deviceId: 'dev_1',
      metric: 'soil_moisture',
      value: 5,
      threshold: 20,
      direction: 'min',
      message: 'dry',
      at: NOON,
    },
    false,
  )) ?? -1;

describe('live readers are told', () => {
  it.each(['plants_changed', 'thresholds_changed', 'species_changed', 'mutes_changed', 'mutes_ended'] as const)(
    'of plants at %s, each once, without those that are gone',
    async (name) => {
      await bus.publish(name, { plantIds: ['plant_2', 'plant_0', 'plant_1', 'plant_2'] });
      expect(seen.sort()).toEqual(['plant plant_1', 'plant plant_2']);
    },
  );

  it.each(['devices_changed', 'presence_changed'] as const)(
    'of devices at %s, and of the plants that they watch, each once',
    async (name) => {
      await bus.publish(name, { deviceIds: ['dev_1', 'dev_2', 'dev_3', 'dev_0'] });
      expect([...seen.slice(0, 3).sort(), ...seen.slice(3)]).toEqual([
        'device dev_1',
        'device dev_2',
        'device dev_3',
        'plant plant_1',
      ]);
    },
  );

  it.each(['device_moved', 'plant_restored'] as const)(
    'at %s of the devices, their plants, and the plants that they have left',
    async (name) => {
      await bus.publish(name, { deviceIds: ['dev_1'], plantIds: ['plant_2'] });
      expect([seen[0], ...seen.slice(1).sort()]).toEqual(['device dev_1', 'plant plant_1', 'plant plant_2']);
    },
  );

  it('of a plant that is removed, and of its devices', async () => {
    await bus.publish('plant_removed', { plantId: 'plant_9', deviceIds: ['dev_3'] });
    expect(seen).toEqual(['plant plant_9 removed', 'device dev_3']);
  });

  it('of a device that is removed, and of its plant', async () => {
    await bus.publish('device_removed', { deviceId: 'dev_9', plantIds: ['plant_1'] });
    expect(seen).toEqual(['device dev_9 removed', 'plant plant_1']);
  });

  it('of alerts, and of their plants', async () => {
    const id = await breach();
    await bus.publish('alerts_changed', { alertIds: [id, id + 1] });
    expect(seen).toEqual([`alert ${id}`, 'plant plant_1']);
  });

  it('of nothing where nothing is named', async () => {
    await bus.publish('alerts_changed', { alertIds: [] });
    await bus.publish('plants_changed', { plantIds: [] });
    await bus.publish('devices_changed', { deviceIds: [] });
    expect(seen).toEqual([]);
  });

  it('of the state after the change, also at a second change', async () => {
    const names: string[] = [];
    live.subscribe(({ json }) => names.push((JSON.parse(json) as { name: string }).name));
    for (const name of ['Fern', 'Palm']) {
      await database.query(`UPDATE plants SET name = $1 WHERE id = 'plant_1'`, [name]);
      await bus.publish('plants_changed', { plantIds: ['plant_1'] });
    }
    expect(names).toEqual(['Fern', 'Palm']);
  });

  it('of a plant that is judged otherwise, unless they were told of that verdict with what changed it', async () => {
    let verdictAt = '2026-03-01T12:00:00.000Z';
    const judged = (plants: readonly Plant[]) =>
      plants.map((plant): Plant => ({ ...plant, verdict: { at: verdictAt } as Verdict }));
    bus = new ChangeBus(silentLog);
    const { live: stream } = openLive({
      database,
      bus,
      diagnoses: { ...noVerdicts, withKnownVerdicts: judged },
      announceReadings: () => Promise.resolve(),
      clock: new FakeClock(NOON),
    });
    const told: (string | undefined)[] = [];
    stream.subscribe(({ json }) => told.push((JSON.parse(json) as Plant).verdict?.at));
    await bus.publish('plants_changed', { plantIds: ['plant_1'] });
    await bus.publish('diagnosis_changed', { plantIds: ['plant_1'] });
    expect(told).toEqual([verdictAt]);
    const first = verdictAt;
    verdictAt = '2026-03-01T12:00:05.000Z';
    await bus.publish('diagnosis_changed', { plantIds: ['plant_1'] });
    expect(told).toEqual([first, verdictAt]);
  });

  it('of each reading that is stored, with its values', async () => {
    const events: unknown[] = [];
    live.subscribe(({ name, json }) => events.push([name, JSON.parse(json)]));
    const readings = [
      { device_id: 'dev_1', plant_id: 'plant_1', time: NOON.toISOString(), soil_moisture: 41.5 },
      { device_id: 'dev_3', plant_id: null, time: NOON.toISOString(), temperature: 20 },
    ];
    await bus.publish('readings_stored', { readings });
    expect(events).toEqual(readings.map((reading) => ['reading', reading]));
  });

  it('of a care plan and of how far one is', async () => {
    await bus.publish('care_progressed', { progress: { plant_id: 'plant_1', step: 'llm' } as never });
    await bus.publish('care_plan_stored', { plan: carePlan({ id: 7 }) });
    expect(seen).toEqual(['care_progress', 'care_plan 7']);
  });

  it('to fetch everything again when everything was replaced, each time', async () => {
    await bus.publish('plants_changed', { plantIds: ['plant_1'] });
    const before = live.lastId;
    await bus.publish('data_replaced', {});
    const between = live.lastId;
    await bus.publish('data_replaced', {});
    expect(seen).toEqual(['plant plant_1', 'reset', 'reset']);
    expect([live.since(before), live.since(between), live.since(live.lastId)]).toEqual([undefined, undefined, []]);
  });
});
