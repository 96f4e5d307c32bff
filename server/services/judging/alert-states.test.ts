import type { Breach } from '@plantops/shared/ports.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTransaction } from '../../db/pool.ts';
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
});
