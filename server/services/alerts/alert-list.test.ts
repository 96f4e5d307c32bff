import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { closeAlert, openAlert } from '../../db/repositories/alerts.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { madeNotice } from '../../testing/notices.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { AlertList } from './alert-list.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const databases = useTestDatabases();
let database: Database;
let alerts: AlertList;
let heard: ReturnType<typeof heardChanges>;
let first: number;
let second: number;

const breach = async (number: number): Promise<number> =>
  (await openAlert(
    database,
    {
      plantId: `plant_${number}`,
      deviceId: `dev_${number}`,
      metric: 'soil_moisture',
      value: 5,
      threshold: 20,
      direction: 'min',
      message: `dry ${number}`,
      at: NOON,
    },
    true,
  )) ?? -1;
const acknowledged = async (): Promise<boolean[]> =>
  (await alerts.list({ limit: 10 })).map(({ acknowledged_at }) => acknowledged_at !== null);

beforeEach(async () => {
  database = await databases.pool();
  for (const number of [1, 2]) {
    await insertPlant(database, `plant_${number}`, { name: 'Fern', species: null, thresholds: {} });
    await addDevice(database, number, `plant_${number}`);
  }
  first = await breach(1);
  second = await breach(2);
  const bus = new ChangeBus(silentLog);
  heard = heardChanges(bus);
  alerts = new AlertList({ database, bus });
});

describe('the list of alerts', () => {
  it('has the newest first, all or those that are open or of a plant', async () => {
    await closeAlert(database, first, NOON);
    const ids = async (filter: Parameters<AlertList['list']>[0]) => (await alerts.list(filter)).map(({ id }) => id);
    expect(await ids({ limit: 10 })).toEqual([second, first]);
    expect(await ids({ limit: 10, open: true })).toEqual([second]);
    expect(await ids({ limit: 10, plantId: 'plant_1' })).toEqual([first]);
    expect(await ids({ limit: 10, before: second })).toEqual([first]);
  });

  it('shows which one is acknowledged, and which is no more; the other is not touched', async () => {
    expect(await alerts.acknowledge(first)).toMatchObject({ id: first, acknowledged_at: expect.any(String) });
    expect(await acknowledged()).toEqual([false, true]);
    expect(await alerts.unacknowledge(first)).toMatchObject({ id: first, acknowledged_at: null });
    expect(await acknowledged()).toEqual([false, false]);
    expect(heard).toEqual(Array(2).fill(['alerts_acknowledged', { alertIds: [first] }]));
  });

  it('remembers what the plant was at when it was acknowledged', async () => {
    const seenValue = async () =>
      (await database.query('SELECT acknowledged_value FROM alerts WHERE id = $1', [first])).rows[0].acknowledged_value;
    await alerts.acknowledge(first);
    expect(await seenValue(), 'nothing newer is known').toBe(5);
    await database.query(
      `INSERT INTO latest_readings (device_id, soil_moisture, soil_moisture_at) VALUES ('dev_1', 3.5, now())`,
    );
    await alerts.acknowledge(first);
    expect(await seenValue()).toBe(3.5);
  });

  it('takes a second acknowledgement like the first', async () => {
    const { acknowledged_at } = await alerts.acknowledge(first);
    expect(await alerts.acknowledge(first)).toMatchObject({ acknowledged_at });
  });

  it('has no alert that is not there', async () => {
    for (const attempt of [() => alerts.acknowledge(second + 1), () => alerts.unacknowledge(second + 1)])
      await expect(attempt()).rejects.toMatchObject({
        code: 'alert_not_found',
        status: 404,
        message: `There is no alert ${second + 1}`,
      });
    expect(heard).toEqual([]);
  });
});

describe('the messages about alerts', () => {
  it('are listed newest first, of all alerts or of one, page by page', async () => {
    const older = await madeNotice(database, first, 'dry', 60);
    const newer = await madeNotice(database, second, 'drier');
    const ids = async (filter: Parameters<AlertList['notices']>[0]) =>
      (await alerts.notices(filter)).map(({ id }) => id);
    expect(await ids({ limit: 10 })).toEqual([newer, older]);
    expect(await ids({ limit: 10, alertId: first })).toEqual([older]);
    expect(await ids({ limit: 10, after: newer })).toEqual([older]);
  });

  it('do not continue after something that is none of them', async () => {
    await expect(alerts.notices({ limit: 10, after: 'nonsense' })).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'The cursor is not one of this list',
      fields: [{ pointer: '/cursor', detail: 'is not the id of a notice' }],
    });
  });
});
