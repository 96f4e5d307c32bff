import type { Breach } from '@plantops/shared/ports.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTransaction } from '../../db/pool.ts';
import { acknowledgeAlert, unacknowledgeAlert } from '../../db/repositories/alerts.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { bringPlantBack, removePlant } from '../../db/repositories/removed-plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { AlertStates } from './alert-states.ts';

const databases = useTestDatabases();
let database: Database;
let told: number[];
let mutedUntil: Date | undefined;
let bus: ChangeBus;

beforeEach(async () => {
  database = await databases.pool();
  told = [];
  mutedUntil = undefined;
  bus = new ChangeBus(silentLog);
  bus.on('alerts_changed', ({ alertIds }) => told.push(...alertIds));
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
});

async function loadedBook(): Promise<AlertStates> {
  const book = new AlertStates({ database, mutes: { until: () => mutedUntil }, bus });
  await book.load();
  return book;
}

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const breach = (seconds: number): Breach => ({
  plantId: 'plant_1',
  deviceId: 'dev_1',
  metric: 'humidity',
  value: 15,
  threshold: 20,
  direction: 'min',
  message: 'humidity is 15.0, threshold min 20.0',
  measuredAt: at(seconds - 1),
  at: at(seconds),
});
const recovery = (seconds: number) => ({
  plantId: 'plant_1',
  metric: 'humidity' as const,
  message: 'humidity is 30.0, back in range',
  at: at(seconds),
});
const noticeKinds = async () =>
  (await database.query<{ kind: string }>('SELECT kind FROM notices ORDER BY created_at')).rows.map(({ kind }) => kind);

describe('alert states', () => {
  it('records an alert with its notice, and publishes it', async () => {
    const book = await loadedBook();
    const notice = await book.open(breach(0), true);
    expect(notice).toMatchObject({
      kind: 'breach',
      message: 'humidity is 15.0, threshold min 20.0',
      plantId: 'plant_1',
      deviceId: 'dev_1',
    });
    expect(book.state('plant_1', 'humidity')).toMatchObject({
      open: { id: notice?.alertId, direction: 'min', threshold: 20, noticed: true },
      lastNoticeAt: at(0),
      toldUntil: at(-1),
    });
    expect([book.openCount(), told]).toEqual([1, [notice?.alertId]]);
  });

  it('remembers open alerts and their last notices after a restart, so nothing is sent twice', async () => {
    await (await loadedBook()).open(breach(0), true);
    const book = await loadedBook();
    expect(book.state('plant_1', 'humidity')).toMatchObject({
      open: { direction: 'min', noticed: true },
      lastNoticeAt: at(0),
      toldUntil: at(0),
    });
    expect(await book.remind(book.state('plant_1', 'humidity').open?.id ?? 0, breach(899), 900)).toBeUndefined();
    expect(await noticeKinds()).toEqual(['breach']);
  });

  it('makes one notice if two servers see the same breach, and both know about the alert', async () => {
    const [one, two] = [await loadedBook(), await loadedBook()];
    const notices = await Promise.all([one.open(breach(0), true), two.open(breach(0), true)]);
    expect(notices.filter(Boolean)).toHaveLength(1);
    expect(one.state('plant_1', 'humidity').open?.id).toBe(two.state('plant_1', 'humidity').open?.id);
    const id = one.state('plant_1', 'humidity').open?.id ?? 0;
    expect(
      (await Promise.all([one.remind(id, breach(900), 900), two.remind(id, breach(900), 900)])).filter(Boolean),
    ).toHaveLength(1);
    expect(
      (await Promise.all([one.close(id, recovery(950), true), two.close(id, recovery(950), true)])).filter(Boolean),
    ).toHaveLength(1);
    expect((await noticeKinds()).sort()).toEqual(['breach', 'recovery', 'reminder']);
    expect([one.openCount(), two.openCount()]).toEqual([0, 0]);
  });

  it('calls the first message about an alert that was opened silently a breach', async () => {
    const book = await loadedBook();
    expect(await book.open(breach(0), false)).toBeUndefined();
    const { id = 0 } = book.state('plant_1', 'humidity').open ?? {};
    expect(await book.remind(id, breach(10), 900)).toMatchObject({ kind: 'breach' });
    expect(await book.remind(id, breach(910), 900)).toMatchObject({ kind: 'reminder' });
  });

  it('gives the current mute whenever a state is requested', async () => {
    const book = await loadedBook();
    mutedUntil = at(60);
    expect(book.state('plant_1', 'humidity').mutedUntil).toEqual(at(60));
    mutedUntil = undefined;
    expect(book.state('plant_1', 'humidity').mutedUntil).toBeUndefined();
  });

  it('applies another limit without a message, and uses it for the next message', async () => {
    const book = await loadedBook();
    const notice = await book.open(breach(0), true);
    const id = notice?.alertId ?? 0;
    await book.restate(id, { ...breach(1), threshold: 25, message: 'humidity is 15.0, threshold min 25.0' });
    expect(book.state('plant_1', 'humidity').open).toMatchObject({ id, threshold: 25 });
    expect((await loadedBook()).state('plant_1', 'humidity').open).toMatchObject({ id, threshold: 25 });
    expect(await noticeKinds()).toEqual(['breach']);
    const { rows } = await database.query('SELECT message, threshold FROM alerts');
    expect(rows).toEqual([{ message: 'humidity is 15.0, threshold min 25.0', threshold: 25 }]);
  });

  it('forgets the time of the last judged reading when a device is moved', async () => {
    const book = await loadedBook();
    book.judged('plant_1', 'humidity', at(5));
    await bus.publish('device_moved', { deviceIds: ['dev_1'], plantIds: ['plant_1', 'plant_2'] });
    expect(book.state('plant_1', 'humidity').judgedUntil).toBeUndefined();
  });

  it('closes silently if nobody was notified', async () => {
    const book = await loadedBook();
    await book.open(breach(0), false);
    expect(await book.close(book.state('plant_1', 'humidity').open?.id ?? 0, recovery(1), false)).toBeUndefined();
    expect([book.openCount(), await noticeKinds()]).toEqual([0, []]);
  });

  it("remembers the time of the last judged reading, even when it adopts another server's alert", async () => {
    const book = await loadedBook();
    await (await loadedBook()).open(breach(0), true);
    book.judged('plant_1', 'humidity', at(5));
    expect(await book.open(breach(5), true)).toBeUndefined();
    expect(book.state('plant_1', 'humidity')).toMatchObject({ open: { direction: 'min' }, judgedUntil: at(5) });
  });

  it('forgets a removed plant', async () => {
    const book = await loadedBook();
    await book.open(breach(0), true);
    await inTransaction(database, (connection) => removePlant(connection, 'plant_1'));
    await bus.publish('plant_removed', { plantId: 'plant_1', deviceIds: [] });
    expect(book.openCount()).toBe(0);
    expect(await book.open(breach(10), true), 'a reading that was on its way').toBeUndefined();
  });

  it('remembers the alerts of a restored plant, so nothing is sent twice', async () => {
    await database.query(
      `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id) VALUES ('dev_1', 'm', 'u', 'h', 'h', 'plant_1')`,
    );
    const book = await loadedBook();
    await book.open(breach(0), true);
    const before = book.state('plant_1', 'humidity');
    const ended =
      (await inTransaction(database, (connection) => removePlant(connection, 'plant_1')))?.endedAlerts ?? [];
    await bus.publish('plant_removed', { plantId: 'plant_1', deviceIds: ['dev_1'] });
    await inTransaction(database, (connection) => bringPlantBack(connection, 'plant_1'));
    await bus.publish('plant_restored', { plantIds: ['plant_1'], deviceIds: ['dev_1'] });
    expect(book.state('plant_1', 'humidity')).toMatchObject({
      open: { id: ended[0], direction: 'min', noticed: true },
      lastNoticeAt: before.lastNoticeAt,
    });
  });

  it('keeps the alerts of two plants and of two metrics apart', async () => {
    await insertPlant(database, 'plant_10', { name: 'Palm', species: null, thresholds: {} });
    const book = await loadedBook();
    await book.open(breach(0), true);
    await book.open({ ...breach(1), metric: 'temperature' }, true);
    await book.open({ ...breach(2), plantId: 'plant_10' }, true);
    for (const [plantId, metric] of [
      ['plant_1', 'humidity'],
      ['plant_1', 'temperature'],
      ['plant_10', 'humidity'],
    ] as const)
      book.judged(plantId, metric, at(2));
    expect(book.openCount()).toBe(3);
    await bus.publish('device_removed', { deviceId: 'dev_1', plantIds: ['plant_1'] });
    expect([
      book.state('plant_1', 'humidity').judgedUntil,
      book.state('plant_1', 'temperature').judgedUntil,
      book.state('plant_10', 'humidity').judgedUntil,
    ]).toEqual([undefined, undefined, at(2)]);
    expect(book.openCount(), 'the alerts stay').toBe(3);
    await book.close(book.state('plant_1', 'humidity').open?.id ?? 0, recovery(3), true);
    expect([book.state('plant_1', 'temperature').open?.id, book.openCount()]).toEqual([expect.any(Number), 2]);
    await bus.publish('plant_removed', { plantId: 'plant_1', deviceIds: [] });
    expect([book.openCount(), book.state('plant_10', 'humidity').open?.id]).toEqual([1, expect.any(Number)]);
  });

  it('publishes each change of an alert once, and none that another server made', async () => {
    const [one, other] = [await loadedBook(), await loadedBook()];
    const { alertId = 0 } = (await one.open(breach(0), true)) ?? {};
    expect(told.splice(0)).toEqual([alertId]);
    await other.open(breach(0), true);
    expect(told.splice(0), 'it was open').toEqual([]);
    await one.restate(alertId, { ...breach(1), threshold: 25 });
    expect(told.splice(0)).toEqual([alertId]);
    await one.remind(alertId, breach(900), 900);
    expect(told.splice(0)).toEqual([alertId]);
    await other.remind(alertId, breach(901), 900);
    expect(told.splice(0), 'it was told').toEqual([]);
    await one.close(alertId, recovery(902), true);
    expect(told.splice(0)).toEqual([alertId]);
    expect(await other.close(alertId, recovery(903), true)).toBeUndefined();
    await other.restate(alertId, breach(904));
    expect(told, 'it was over').toEqual([]);
    expect([one.openCount(), other.openCount()]).toEqual([0, 0]);
  });

  it('remembers what the last message was about, and the limit that it named', async () => {
    const book = await loadedBook();
    await book.open(breach(0), false);
    const alertId = book.state('plant_1', 'humidity').open?.id ?? 0;
    expect(book.state('plant_1', 'humidity')).toMatchObject({
      open: { noticed: false },
      lastNoticeAt: undefined,
      toldUntil: undefined,
    });
    await book.remind(alertId, { ...breach(10), threshold: 22 }, 900);
    expect(book.state('plant_1', 'humidity')).toMatchObject({
      open: { noticed: true, threshold: 22 },
      lastNoticeAt: at(10),
      toldUntil: at(9),
    });
  });

  it('says who breached and who recovered in each message', async () => {
    const book = await loadedBook();
    const { alertId = 0 } = (await book.open(breach(0), true)) ?? {};
    expect(await book.remind(alertId, { ...breach(900), deviceId: 'dev_2' }, 900)).toMatchObject({
      alertId,
      kind: 'reminder',
      plantId: 'plant_1',
      deviceId: 'dev_2',
    });
    expect(await book.close(alertId, recovery(901), true)).toMatchObject({
      alertId,
      kind: 'recovery',
      message: 'humidity is 30.0, back in range',
      plantId: 'plant_1',
      deviceId: null,
    });
  });

  it('reminds of an alert that another server restated with its new limit', async () => {
    const [one, other] = [await loadedBook(), await loadedBook()];
    const { alertId = 0 } = (await one.open(breach(0), true)) ?? {};
    await other.load();
    await other.restate(alertId, { ...breach(1), threshold: 25 });
    expect(other.state('plant_1', 'humidity').open?.threshold).toBe(25);
    await one.load();
    expect(one.state('plant_1', 'humidity').open).toMatchObject({ id: alertId, threshold: 25, noticed: true });
  });

  it('knows nothing of alerts that a restored backup does not hold, at every restore', async () => {
    const book = await loadedBook();
    for (const round of [1, 2]) {
      await book.open(breach(round * 1000), true);
      expect(book.openCount()).toBe(1);
      await database.query('DELETE FROM alerts');
      await bus.publish('data_replaced', {});
      expect([book.openCount(), book.state('plant_1', 'humidity').lastNoticeAt], `restore ${round}`).toEqual([
        0,
        undefined,
      ]);
    }
  });

  it('opens an alert that the database refused with the next breach', async () => {
    const book = await loadedBook();
    await database.query('ALTER TABLE alerts RENAME TO away');
    await expect(book.open(breach(0), true)).rejects.toThrow(/alerts/);
    expect([book.openCount(), told]).toEqual([0, []]);
    await database.query('ALTER TABLE away RENAME TO alerts');
    expect(await book.open(breach(1), true)).toMatchObject({ kind: 'breach' });
    expect(book.openCount()).toBe(1);
  });
});

describe('an alert that the owner acknowledges', () => {
  const seenValue = (book: AlertStates) => book.state('plant_1', 'humidity').open?.seenValue;
  const isSeen = async () =>
    (await database.query('SELECT FROM alerts WHERE acknowledged_at IS NOT NULL')).rowCount === 1;
  async function acknowledged(): Promise<{ book: AlertStates; id: number }> {
    const book = await loadedBook();
    const id = (await book.open(breach(0), true))?.alertId ?? -1;
    await acknowledgeAlert(database, id, 14.2);
    await bus.publish('alerts_acknowledged', { alertIds: [id] });
    return { book, id };
  }

  it('is known with the value that it had then, also after a start, until that is taken back', async () => {
    const { book, id } = await acknowledged();
    expect([seenValue(book), seenValue(await loadedBook())]).toEqual([14.2, 14.2]);
    await unacknowledgeAlert(database, id);
    await bus.publish('alerts_acknowledged', { alertIds: [id] });
    expect(seenValue(book)).toBeUndefined();
  });

  it('is new again when it grows worse, but not when its limit changes', async () => {
    const { book, id } = await acknowledged();
    await book.restate(id, breach(10));
    expect([seenValue(book), await isSeen()]).toEqual([14.2, true]);
    await book.restate(id, breach(20), true);
    expect([seenValue(book), await isSeen()]).toEqual([undefined, false]);
  });

  it('is new again with another message', async () => {
    const { book, id } = await acknowledged();
    await book.remind(id, breach(1000), 900);
    expect([seenValue(book), await isSeen()]).toEqual([undefined, false]);
  });
});
