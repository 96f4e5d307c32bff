import { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { insertJournalEntry } from '../../db/repositories/journal.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { NotedFindings } from '../../testing/noted-findings.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { ProbeWatch } from './probe-watch.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 60;
const at = (minutes: number): Date => new Date(NOON + minutes * 60_000);

const databases = useTestDatabases();
let database: Database;
let values: PlantValues;
let findings: NotedFindings;
let bus: ChangeBus;
let clock: FakeClock;
let watch: ProbeWatch;

beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'fern', { name: 'Fern', species: null, thresholds: {} });
  for (const number of [1, 2, 3]) await addDevice(database, number, 'fern');
  values = new PlantValues();
  findings = new NotedFindings();
  bus = new ChangeBus(silentLog);
  clock = new FakeClock(at(0));
  const nameOf = (deviceId: string) => `name of ${deviceId}`;
  watch = new ProbeWatch({ database, values, findings, nameOf, bus, clock, log: silentLog });
});

/** Readings of a device, `everyMin` minutes apart, the last one at `to` (minutes from noon). */
async function send(
  deviceId: string,
  { from, to, everyMin }: { from: number; to: number; everyMin: number },
  measured: (minutes: number) => MetricValues,
): Promise<void> {
  const readings = [];
  for (let minutes = from; minutes <= to; minutes += everyMin) {
    const time = at(minutes);
    const reading = { deviceId, plantId: 'fern', time, receivedAt: time, clockWrong: false, values: measured(minutes) };
    readings.push(reading);
    values.fold(reading, { id: 'fern' });
  }
  await insertReadings(database, readings);
}
const open = () => [...findings.open.keys()];
/** What a working probe shows: it never stands still. */
const noise = (minutes: number) => ((Math.abs(minutes) / 10) % 7) / 10;

describe('a figure that stands still', () => {
  it('for a day is stuck, with how long and how often; it ends with another figure', async () => {
    await send('dev_1', { from: -24 * HOUR, to: 0, everyMin: 10 }, (minutes) => ({
      soil_moisture: 41.7,
      temperature: 21 + noise(minutes),
    }));
    await watch.look();
    await watch.look();
    expect(open()).toEqual(['dev_1 stuck_value soil_moisture']);
    expect(findings.noted).toBe(1);
    expect(findings.open.get('dev_1 stuck_value soil_moisture')?.evidence).toEqual({
      value: 41.7,
      hours: 24,
      readings: 145,
    });
    await send('dev_1', { from: 10, to: 10, everyMin: 1 }, () => ({ soil_moisture: 41.8 }));
    await watch.look();
    expect(open()).toEqual([]);
  });

  it('since before a start is found in the readings', async () => {
    await send('dev_1', { from: -25 * HOUR, to: 0, everyMin: 10 }, () => ({ humidity: 55 }));
    values.replace('all', []);
    await send('dev_1', { from: 10, to: 40, everyMin: 10 }, () => ({ humidity: 55 }));
    await watch.look();
    expect(open()).toEqual(['dev_1 stuck_value humidity']);
  });

  it.each<[string, MetricValues, number, number]>([
    ['for less than a day', { temperature: 21.5 }, -23 * HOUR, 10],
    ['in few readings', { temperature: 21.5 }, -24 * HOUR, 180],
    ['in the dark', { light_level: 0 }, -48 * HOUR, 10],
    ['in steam', { humidity: 100 }, -48 * HOUR, 10],
    ['as pH does', { ph: 6.5 }, -48 * HOUR, 10],
  ])('is not stuck: %s', async (_, measured, from, everyMin) => {
    await send('dev_1', { from, to: 0, everyMin }, () => measured);
    await watch.look();
    expect(open()).toEqual([]);
  });
});

describe('probes of one plant', () => {
  const pair = async (dry: number, wet: number, hours: number, to = 0): Promise<void> => {
    const span = { from: to - hours * HOUR, to, everyMin: 10 };
    await send('dev_1', span, (minutes) => ({ soil_moisture: dry + noise(minutes) }));
    await send('dev_2', span, (minutes) => ({ soil_moisture: wet + noise(minutes) }));
  };

  it('that differ for six hours are told of once, at one of them, and no more when they agree', async () => {
    await pair(10, 45, 6);
    await watch.look();
    await watch.look();
    expect(open()).toEqual(['dev_2 probes_disagree soil_moisture']);
    expect(findings.noted).toBe(1);
    expect([...findings.open.values()][0]?.evidence).toEqual({
      value: 45,
      other: 'name of dev_1',
      other_value: 10,
      hours: 6,
    });
    await pair(26, 45, 1, 70);
    await watch.look();
    expect(open(), 'a little nearer').toHaveLength(1);
    await pair(35, 40, 1, 140);
    await watch.look();
    expect(open()).toEqual([]);
  });

  it('of which one is odd are told of at that one', async () => {
    await pair(44, 45, 6);
    await send('dev_3', { from: -6 * HOUR, to: 0, everyMin: 10 }, (minutes) => ({ soil_moisture: 5 + noise(minutes) }));
    await watch.look();
    expect(open()).toEqual(['dev_3 probes_disagree soil_moisture']);
  });

  it('that differed for less than that, or a little, or of which one is silent now, are not told of', async () => {
    await pair(10, 45, 4);
    await watch.look();
    await pair(40, 55, 6);
    await watch.look();
    expect(open()).toEqual([]);
    await pair(10, 45, 6, 12 * HOUR);
    await send('dev_1', { from: 12 * HOUR, to: 13 * HOUR, everyMin: 10 }, (minutes) => ({
      soil_moisture: 10 + noise(minutes),
    }));
    await watch.look();
    expect(open()).toEqual([]);
  });

  it('may be differently bright', async () => {
    await send('dev_1', { from: -7 * HOUR, to: 0, everyMin: 10 }, () => ({ light_level: 100 }));
    await send('dev_2', { from: -7 * HOUR, to: 0, everyMin: 10 }, () => ({ light_level: 9000 }));
    await watch.look();
    expect(open()).toEqual([]);
  });

  it('leave what was noticed behind when they are moved', async () => {
    await pair(10, 45, 6);
    await watch.look();
    await bus.publish('device_moved', { deviceIds: ['dev_2'], plantIds: ['fern'] });
    expect(open()).toEqual([]);
  });
});

describe('soil moisture that falls to 0 at once', () => {
  const steady = { from: -60, to: 0, everyMin: 10 };
  const after = { from: 10, to: 20, everyMin: 10 };

  it('while the air stays as it was: the probe is out of the soil, until it is back', async () => {
    await send('dev_1', steady, (minutes) => ({ soil_moisture: 38.2, temperature: 21 + noise(minutes), humidity: 50 }));
    await send('dev_1', after, () => ({ soil_moisture: 0, temperature: 21.4, humidity: 52 }));
    await watch.look();
    expect(open()).toEqual(['dev_1 probe_out_of_soil soil_moisture']);
    expect([...findings.open.values()][0]?.evidence).toEqual({ before: 38.2 });
    await send('dev_1', { from: 30, to: 30, everyMin: 1 }, () => ({ soil_moisture: 37 }));
    await watch.look();
    expect(open()).toEqual([]);
  });

  it('counts also where nothing measures the air', async () => {
    await send('dev_1', steady, () => ({ soil_moisture: 30 }));
    await send('dev_1', after, () => ({ soil_moisture: 0 }));
    await watch.look();
    expect(open()).toEqual(['dev_1 probe_out_of_soil soil_moisture']);
  });

  it('together with the air says that something else happened', async () => {
    await send('dev_1', steady, () => ({ soil_moisture: 30, temperature: 21 }));
    await send('dev_1', after, () => ({ soil_moisture: 0, temperature: 0 }));
    await watch.look();
    expect(open()).toEqual([]);
  });

  it('is something else than a pot that dries out', async () => {
    await send('dev_1', steady, (minutes) => ({ soil_moisture: 6 - (minutes + 60) / 10, temperature: 21 }));
    await send('dev_1', after, () => ({ soil_moisture: 0, temperature: 21 }));
    await watch.look();
    expect(open()).toEqual([]);
  });
});

describe('a watering that was logged', () => {
  const water = (minutes: number) =>
    insertJournalEntry(database, 'fern', 'watering', { note: null, amountMl: null, at: at(minutes) });
  const around = { from: -10 * HOUR, to: 0, everyMin: 10 };

  it('and that no value rose with was not felt', async () => {
    await send('dev_1', around, (minutes) => ({ soil_moisture: 22 + noise(minutes) }));
    await water(-5 * HOUR);
    await watch.look();
    expect(open()).toEqual(['dev_1 watering_not_felt soil_moisture']);
    expect([...findings.open.values()][0]?.evidence).toEqual({
      watered_at: '2026-03-01 07:00 UTC',
      before: 22.2,
      after: 22.6,
    });
  });

  it('is forgotten when another one is felt', async () => {
    await send('dev_1', around, (minutes) => ({ soil_moisture: 22 + noise(minutes) }));
    await water(-5 * HOUR);
    await watch.look();
    await send('dev_1', { from: 10, to: 5 * HOUR, everyMin: 10 }, (minutes) => ({
      soil_moisture: 60 + noise(minutes),
    }));
    await water(5);
    clock = new FakeClock(at(5 * HOUR));
    watch = new ProbeWatch({ database, values, findings, nameOf: String, bus, clock, log: silentLog });
    await watch.look();
    expect(open()).toEqual([]);
  });

  it.each<[string, number, (minutes: number) => number]>([
    ['moved the value', -5 * HOUR, (minutes) => (minutes > -280 ? 60 : 22) + noise(minutes)],
    ['was logged after it was done', -5 * HOUR, (minutes) => (minutes > -400 ? 60 : 22) + noise(minutes)],
    ['came to wet soil', -5 * HOUR, (minutes) => 85 + noise(minutes)],
    ['was just now', -60, (minutes) => 22 + noise(minutes)],
    ['was two days ago', -48 * HOUR, (minutes) => 22 + noise(minutes)],
  ])('is no finding if it %s', async (_, wateredAt, measured) => {
    await send('dev_1', around, (minutes) => ({ soil_moisture: measured(minutes) }));
    await water(wateredAt);
    await watch.look();
    expect(open()).toEqual([]);
  });
});

it('looks by itself, twice a minute, until it is stopped', async () => {
  watch.start();
  await send('dev_1', { from: -60, to: 0, everyMin: 10 }, () => ({ soil_moisture: 30 }));
  await send('dev_1', { from: 10, to: 20, everyMin: 10 }, () => ({ soil_moisture: 0 }));
  await clock.advance(30_000);
  await expect.poll(open).toEqual(['dev_1 probe_out_of_soil soil_moisture']);
  await watch.stop();
  expect(clock.timers).toBe(0);
});
