import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTransaction } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { openAlert, openOutages } from './alerts.ts';
import { assignDevice } from './devices.ts';
import { deleteJournalEntry, insertJournalEntry, listJournal, lockJournalEntry } from './journal.ts';
import { deletePhoto, findPhoto, savePhoto } from './photos.ts';
import { findPlants, insertPlant, plantExists, updatePlant } from './plants.ts';
import { bringPlantBack, listRemovedPlants, purgeRemovedPlants, removePlant } from './removed-plants.ts';
import { insertReadings } from './telemetry.ts';

const databases = useTestDatabases();
let database: Database;
beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'plant_1', {
    name: 'Fern',
    species: 'Nephrolepis exaltata',
    thresholds: { humidity: { min: 40.5, max: null } },
    place: { site: 'balcony', window: 'south' },
  });
});

const remove = (id = 'plant_1') => inTransaction(database, (connection) => removePlant(connection, id));
const bringBack = (id = 'plant_1') => inTransaction(database, (connection) => bringPlantBack(connection, id));
const purge = () => inTransaction(database, (connection) => purgeRemovedPlants(connection, 30));
const plantOf = async (id = 'plant_1') => (await findPlants(database, [id]))[0];
const count = async (table: string) => (await database.query(`SELECT FROM ${table}`)).rowCount;
const addDevice = (id: string) =>
  database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id, status) VALUES ($1, $1, $1, 'h', 'h', 'plant_1', 'online')`,
    [id],
  );
const breach = {
  plantId: 'plant_1',
  deviceId: 'dev_1',
  metric: 'humidity',
  value: 1,
  threshold: 2,
  direction: 'min',
  message: 'm',
  at: new Date(),
} as const;
const water = () =>
  insertJournalEntry(database, 'plant_1', 'watering', { note: null, amountMl: 250, at: new Date(1000) });
const photo = { mediaType: 'image/png', version: 'v1', content: Buffer.from('picture') };

describe('a removed plant', () => {
  it('leaves the table, with its devices unassigned, its alerts closed and its readings kept', async () => {
    await addDevice('dev_1');
    await insertReadings(database, [
      {
        deviceId: 'dev_1',
        plantId: 'plant_1',
        time: new Date(),
        receivedAt: new Date(),
        clockWrong: false,
        values: { humidity: 50 },
      },
    ]);
    const alertId = await openAlert(database, breach, true);
    expect(await remove()).toEqual({ deviceIds: ['dev_1'], endedAlerts: [alertId] });
    expect(await remove()).toBeUndefined();
    expect([await plantExists(database, 'plant_1'), await count('plants'), await count('telemetry')]).toEqual([
      false,
      0,
      1,
    ]);
    expect((await database.query('SELECT plant_id FROM devices')).rows).toEqual([{ plant_id: null }]);
    expect((await database.query('SELECT FROM alerts WHERE closed_at IS NULL')).rowCount).toBe(0);
    expect(await listRemovedPlants(database)).toEqual([
      { id: 'plant_1', name: 'Fern', species: 'Nephrolepis exaltata', removed_at: expect.any(String) },
    ]);
  });

  it('is restored completely: thresholds, place, age, devices, alerts, mutes, journal, photo', async () => {
    await addDevice('dev_1');
    await water();
    await savePhoto(database, 'plant_1', photo);
    await database.query(
      `INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_1', '', now() + interval '1 hour'), ('plant_1', 'humidity', now() + interval '2 hours')`,
    );
    const alertId = await openAlert(database, breach, true);
    const [outage] = await openOutages(
      database,
      [{ deviceId: 'dev_1', plantId: 'plant_1', message: 'silent' }],
      new Date(),
    );
    const row = async () =>
      (await database.query<{ made: string }>(`SELECT p.*, p.created_at::text AS made FROM plants p`)).rows;
    const [before, shown, alerts] = [
      await row(),
      await plantOf(),
      (await database.query('SELECT * FROM alerts ORDER BY id')).rows,
    ];
    await remove();
    const back = await bringBack();
    expect(back?.deviceIds).toEqual(['dev_1']);
    expect(back?.openAlerts.sort()).toEqual([alertId, outage?.alertId]);
    expect(await row()).toEqual(before);
    expect(await plantOf()).toEqual(shown);
    expect((await database.query('SELECT * FROM alerts ORDER BY id')).rows).toEqual(alerts);
    expect(shown).toMatchObject({
      last_watered_at: new Date(1000).toISOString(),
      photo_url: '/api/plants/plant_1/photo?v=v1',
      open_alerts: 2,
      mutes: [{ metric: null }, { metric: 'humidity' }],
    });
    expect(await listRemovedPlants(database)).toEqual([]);
  });

  it('comes back into its room; into none if that was deleted meanwhile; by name if an earlier version removed it', async () => {
    await database.query(`INSERT INTO rooms (id, name, position) VALUES ('room_1', 'Bath', 0), ('room_2', 'Hall', 1)`);
    await updatePlant(database, 'plant_1', { roomId: 'room_1', tags: ['shade'] });
    await remove();
    await bringBack();
    expect(await plantOf()).toMatchObject({ room_id: 'room_1', place: { room: 'Bath' }, tags: ['shade'] });
    await remove();
    await database.query(`DELETE FROM rooms WHERE id = 'room_1'`);
    await bringBack();
    expect(await plantOf()).toMatchObject({ room_id: null, tags: ['shade'] });
    await remove();
    await database.query(
      `UPDATE removed_plants SET plant = plant - 'tags' - 'room_id' || '{"place": {"room": "hall", "site": "indoors"}}'`,
    );
    await bringBack();
    expect(await plantOf()).toMatchObject({ room_id: 'room_2', place: { room: 'Hall', site: 'indoors' }, tags: [] });
  });

  it('is restored once, even if two requests ask at the same time', async () => {
    await remove();
    const answers = await Promise.all([bringBack(), bringBack()]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await bringBack()).toBeUndefined();
    expect(await bringBack('plant_never')).toBeUndefined();
  });

  it('does not take back devices that have another plant by then or no longer exist', async () => {
    for (const id of ['dev_1', 'dev_2', 'dev_3']) await addDevice(id);
    await insertPlant(database, 'plant_2', { name: 'Other', species: null, thresholds: {} });
    await remove();
    await assignDevice(database, 'dev_2', 'plant_2');
    await database.query(`DELETE FROM devices WHERE id = 'dev_3'`);
    expect((await bringBack())?.deviceIds).toEqual(['dev_1']);
    expect((await database.query('SELECT id, plant_id FROM devices ORDER BY id')).rows).toEqual([
      { id: 'dev_1', plant_id: 'plant_1' },
      { id: 'dev_2', plant_id: 'plant_2' },
    ]);
  });

  it('has no open breach if it is restored without a device, because no reading could end it', async () => {
    await openAlert(database, breach, true);
    await remove();
    expect((await bringBack())?.openAlerts).toEqual([]);
    expect(await plantOf()).toMatchObject({ open_alerts: 0 });
    expect((await database.query('SELECT plant_id FROM alerts')).rows).toEqual([{ plant_id: 'plant_1' }]);
  });

  it('can be removed and restored repeatedly', async () => {
    await addDevice('dev_1');
    const id = await openAlert(database, breach, true);
    for (let round = 0; round < 3; round += 1) {
      expect((await remove())?.endedAlerts).toEqual([id]);
      expect((await bringBack())?.openAlerts).toEqual([id]);
    }
  });

  it('has a journal and a photo that nobody can read or change meanwhile', async () => {
    const entry = await water();
    await savePhoto(database, 'plant_1', photo);
    await remove();
    expect(await findPhoto(database, 'plant_1')).toBeUndefined();
    expect(await savePhoto(database, 'plant_1', photo)).toBe(false);
    expect(await deletePhoto(database, 'plant_1', photo.version)).toBe(false);
    expect(await water()).toBeUndefined();
    expect(await lockJournalEntry(database, entry?.id ?? 0)).toBeUndefined();
    expect(await deleteJournalEntry(database, entry?.id ?? 0)).toBeUndefined();
    await bringBack();
    expect((await listJournal(database, 'plant_1', { limit: 10 })).entries).toEqual([entry]);
    expect(await findPhoto(database, 'plant_1')).toEqual(photo);
  });

  it('is deleted after 30 days with its journal and photo; other plants keep theirs', async () => {
    for (const id of ['plant_2', 'plant_3'])
      await insertPlant(database, id, { name: id, species: null, thresholds: {} });
    for (const id of ['plant_1', 'plant_2', 'plant_3']) {
      await insertJournalEntry(database, id, 'note', { note: 'n', amountMl: null, at: new Date() });
      await savePhoto(database, id, photo);
    }
    await remove();
    await remove('plant_2');
    await database.query(
      `UPDATE removed_plants SET removed_at = now() - interval '30 days 1 minute' WHERE id = 'plant_1'`,
    );
    await database.query(
      `UPDATE removed_plants SET removed_at = now() - interval '29 days 23 hours' WHERE id = 'plant_2'`,
    );
    expect(await purge()).toBe(1);
    expect(await purge()).toBe(0);
    for (const table of ['journal_entries', 'plant_photos']) {
      expect((await database.query(`SELECT plant_id FROM ${table} ORDER BY 1`)).rows).toEqual([
        { plant_id: 'plant_2' },
        { plant_id: 'plant_3' },
      ]);
    }
    expect(await bringBack()).toBeUndefined();
    expect(await bringBack('plant_2')).toBeDefined();
  });
});
