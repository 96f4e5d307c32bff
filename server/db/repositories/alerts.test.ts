import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTransaction } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import {
  acknowledgeAlert,
  closeAlert,
  closeOutage,
  findAlerts,
  listAlerts,
  listAlertStates,
  noteReminder,
  type StoredBreach,
  openAlert,
  openOutages,
  unacknowledgeAlert,
} from './alerts.ts';
import { markSent, requeueUndelivered } from './deliveries.ts';
import { insertNotice, releaseNotice } from './notices.ts';
import { insertPlant } from './plants.ts';

const databases = useTestDatabases();
let database: Database;

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const breach = (seconds = 0, more: Partial<StoredBreach> = {}): StoredBreach => ({
  plantId: 'plant_1',
  deviceId: 'dev_1',
  metric: 'humidity',
  value: 15,
  threshold: 20,
  direction: 'min',
  message: 'humidity is 15.0, threshold min 20.0',
  at: at(seconds),
  ...more,
});

beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  await database.query(`INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id, status)
    VALUES ('dev_1', 'm1', 'dev_1', 'h', 'h', 'plant_1', 'online'), ('dev_2', 'm2', 'dev_2', 'h', 'h', NULL, 'online')`);
});

async function opened(seconds = 0, noticed = true): Promise<number> {
  const id = await openAlert(database, breach(seconds), noticed);
  if (id === undefined) throw new Error('one was open already');
  return id;
}

/** What each of ten connections got that did the same at the same time. */
const race = <T>(work: (connection: Parameters<typeof openAlert>[0]) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 10 }, () => inTransaction(database, work)));

describe('an alert', () => {
  it('is opened by exactly one of many at the same time', async () => {
    const ids = await race((connection) => openAlert(connection, breach(), true));
    expect(ids.filter((id) => id !== undefined)).toHaveLength(1);
    expect((await database.query('SELECT FROM alerts')).rowCount).toBe(1);
  });

  it('is not opened by a transaction that is rolled back', async () => {
    await expect(
      inTransaction(database, async (connection) => {
        await openAlert(connection, breach(), true);
        throw new Error('the notice could not be written');
      }),
    ).rejects.toThrow('notice');
    expect(await opened()).toBeGreaterThan(0);
  });

  it('is one per plant and metric', async () => {
    await opened();
    expect(await openAlert(database, breach(0, { metric: 'temperature' }), true)).toBeDefined();
    expect(await openAlert(database, breach(1, { direction: 'max' }), true)).toBeUndefined();
  });

  it('is not opened for a plant that was removed meanwhile', async () => {
    expect(await openAlert(database, breach(0, { plantId: 'plant_gone' }), true)).toBeUndefined();
  });

  it('is reminded of by exactly one of many, and again only after the cooldown', async () => {
    const id = await opened();
    expect(await noteReminder(database, id, breach(899), 900)).toBe(false);
    const reminded = await race((connection) => noteReminder(connection, id, breach(900, { value: 14 }), 900));
    expect(reminded.filter(Boolean)).toHaveLength(1);
    expect(await noteReminder(database, id, breach(1799), 900)).toBe(false);
    expect(await noteReminder(database, id, breach(1800), 900)).toBe(true);
  });

  it('that was opened silently is told of at any time', async () => {
    expect(await noteReminder(database, await opened(0, false), breach(1), 900)).toBe(true);
  });

  it('is closed by exactly one of many, and then neither reminded of nor closed again', async () => {
    const id = await opened();
    expect((await race((connection) => closeAlert(connection, id, at(10)))).filter(Boolean)).toHaveLength(1);
    expect(await noteReminder(database, id, breach(5000), 900)).toBe(false);
    expect(await closeAlert(database, id, at(20))).toBe(false);
    expect((await findAlerts(database, [id]))[0]?.closed_at).toBe(at(10).toISOString());
    expect(await openAlert(database, breach(30), true), 'the next breach opens another').toBeGreaterThan(id);
  });

  it('is acknowledged once: the first time stays', async () => {
    const id = await opened();
    expect(await acknowledgeAlert(database, id, null)).toBe(true);
    const [first] = await findAlerts(database, [id]);
    await acknowledgeAlert(database, id, null);
    expect((await findAlerts(database, [id]))[0]?.acknowledged_at).toBe(first?.acknowledged_at);
    expect(await acknowledgeAlert(database, 999, null)).toBe(false);
  });

  it('is as if it had never been acknowledged once that is undone', async () => {
    const id = await opened();
    await acknowledgeAlert(database, id, null);
    expect(await unacknowledgeAlert(database, id)).toBe(true);
    expect((await findAlerts(database, [id]))[0]?.acknowledged_at).toBeNull();
    expect(await unacknowledgeAlert(database, 999)).toBe(false);
  });

  it('tells how its last message fares', async () => {
    const id = await opened();
    const delivery = async () => (await findAlerts(database, [id]))[0]?.delivery;
    expect(await delivery()).toBe('none');
    const notice = await insertNotice(database, {
      alertId: id,
      kind: 'breach',
      message: 'm',
      plantId: 'plant_1',
      deviceId: null,
    });
    expect(await delivery()).toBe('waiting');
    await releaseNotice(database, notice.id, [], at(0));
    expect(await delivery()).toBe('not_configured');
    await requeueUndelivered(database, ['one', 'other'], at(0));
    expect(await delivery()).toBe('waiting');
    const sent = { noticeId: notice.id, alertId: id };
    await markSent(database, { ...sent, channel: 'one' }, at(0));
    expect(await delivery(), 'on one channel only').toBe('waiting');
    await markSent(database, { ...sent, channel: 'other' }, at(0));
    expect(await delivery()).toBe('sent');
  });
});

describe('listAlertStates', () => {
  it('gives the open alert and when a message was last made, also by one that is closed', async () => {
    await closeAlert(database, await opened(0), at(10));
    const silent = await opened(20, false);
    await openAlert(database, breach(30, { metric: 'temperature', direction: 'max' }), true);
    const states = await listAlertStates(database);
    expect(states.find(({ metric }) => metric === 'humidity')).toEqual({
      plantId: 'plant_1',
      metric: 'humidity',
      threshold: 20,
      openId: silent,
      direction: 'min',
      seenValue: null,
      openNoticedAt: null,
      lastNoticeAt: at(0),
    });
    expect(states.find(({ metric }) => metric === 'temperature')).toMatchObject({
      direction: 'max',
      openNoticedAt: at(30),
      lastNoticeAt: at(30),
    });
  });
});

describe('listAlerts', () => {
  it('filters, newest first, page by page', async () => {
    const ids: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      ids.push(await opened(round));
      await closeAlert(database, ids.at(-1) ?? 0, at(round));
    }
    const open = await opened(9);
    await openOutages(database, [{ deviceId: 'dev_2', plantId: null, message: 'silent' }], at(9));
    const idsOf = async (filter: object) => (await listAlerts(database, { limit: 100, ...filter })).map(({ id }) => id);
    expect(await idsOf({ plantId: 'plant_1' })).toEqual([open, ...ids.toReversed()]);
    expect(await idsOf({ plantId: 'plant_1', open: true })).toEqual([open]);
    expect(await idsOf({ open: false, limit: 2 })).toEqual(ids.toReversed().slice(0, 2));
    expect(await idsOf({ plantId: 'plant_1', before: ids[1] })).toEqual([ids[0]]);
    expect(await idsOf({ deviceId: 'dev_2' })).toHaveLength(1);
    expect(await idsOf({ about: 'offline' })).toEqual(await idsOf({ deviceId: 'dev_2' }));
    expect([await idsOf({ about: 'humidity' }), await idsOf({ about: 'soil_moisture' })]).toEqual([
      [open, ...ids.toReversed()],
      [],
    ]);
    expect(await idsOf({ plantId: "' OR 1=1 --" })).toEqual([]);
  });
});

describe('an outage', () => {
  const silent = (deviceId: string) => ({ deviceId, plantId: null, message: `${deviceId} is silent` });

  it('is told of by exactly one of many, with the plant of the device', async () => {
    const told = (
      await race((connection) => openOutages(connection, [silent('dev_1'), silent('dev_2')], at(0)))
    ).flat();
    expect(told.map(({ deviceId, plantId }) => [deviceId, plantId]).sort()).toEqual([
      ['dev_1', 'plant_1'],
      ['dev_2', null],
    ]);
    expect((await database.query(`SELECT FROM devices WHERE status = 'offline'`)).rowCount).toBe(2);
  });

  it('of a device that is gone is none', async () => {
    expect(await openOutages(database, [silent('dev_gone')], at(0))).toEqual([]);
  });

  it('ends once, and puts the device online', async () => {
    const [outage] = await openOutages(database, [silent('dev_1')], at(0));
    const ends = await race((connection) => closeOutage(connection, 'dev_1', at(60)));
    expect(ends.filter(Boolean)).toEqual([{ alertId: outage?.alertId, plantId: 'plant_1', tell: true }]);
    expect((await database.query('SELECT status, last_seen_at FROM devices WHERE id = $1', ['dev_1'])).rows).toEqual([
      { status: 'online', last_seen_at: at(60) },
    ]);
  });
});
