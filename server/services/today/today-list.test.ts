import type { Today } from '@plantops/shared/api/today.ts';
import { diagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { assignDevice } from '../../db/repositories/devices.ts';
import { addDevice } from '../../testing/add-device.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { COLD, FED_LONG_AGO, FROST, WELL } from '../../testing/judged-plants.ts';
import { NOON, todayOfOnePlant } from '../../testing/today-of-one-plant.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const databases = useTestDatabases();
let database: Database;
let today: Awaited<ReturnType<typeof todayOfOnePlant>>;

beforeEach(async () => {
  database = await databases.pool();
  today = await todayOfOnePlant(database);
});

const plant = (id: string, name: string) => insertPlant(database, id, { name, species: null, thresholds: {} });
const get = (): Promise<Today> => today.list.get('en');
const open = (): Promise<string[]> => today.open();
const quiet = async () => (await get()).quiet.map((task) => [task.id, task.quiet, task.snoozed_until]);
const journal = async () =>
  (await database.query('SELECT plant_id, kind, at FROM journal_entries ORDER BY id')).rows as unknown[];
const breach = (metric: 'temperature' | 'soil_moisture', value: number) => ({
  plantId: 'plant_1',
  deviceId: 'dev_1',
  metric,
  value,
  threshold: 10,
  direction: 'min' as const,
  message: 'below',
  at: today.clock.now(),
});

describe('what there is to do today', () => {
  it('is told with names, figures and the day that it was due on, in the language that is asked for', async () => {
    today.found.set('plant_1', diagnosis());
    expect(await get()).toEqual({
      at: NOON,
      language: 'en',
      tasks: [
        {
          id: 'water:plant_1',
          kind: 'water',
          plant_id: 'plant_1',
          device_id: null,
          room_id: null,
          name: 'Monty',
          title: expect.stringContaining('Too dry'),
          reason: expect.stringContaining('Monty is too dry'),
          advice: 'Water it today.',
          also: [],
          codes: ['soil_dry'],
          urgency: 'attention',
          since: null,
          due_at: '2026-03-07T23:00:00.000Z',
          done_by: 'journal_entry',
          journal_kind: 'watering',
          snoozed_until: null,
          quiet: null,
        },
      ],
      quiet: [],
      checked: { plants: 1, well: 0, unknown: 0, not_judged: 0 },
      next: null,
    });
    expect(await today.list.get('de')).toMatchObject({ language: 'de', tasks: [{ advice: 'Gieße heute.' }] });
    await today.display.update({ language: 'de' });
    expect(await get()).toMatchObject({ language: 'de' });
  });

  it('has the most urgent first, and of equal ones what belongs to one plant together', async () => {
    await plant('plant_2', 'Aloe');
    await plant('plant_3', 'Fern');
    today.found.set('plant_1', FROST);
    today.found.set('plant_2', diagnosis());
    today.found.set('plant_3', {
      ...COLD,
      findings: [...COLD.findings, ...diagnosis().findings],
      asks: ['move_warmer', 'water_now'],
    });
    today.upgrade.isProposed = true;
    expect(await open()).toEqual([
      'look:plant_1:cold',
      'water:plant_2',
      'look:plant_3:cold',
      'water:plant_3',
      'upgrade:flows',
    ]);
  });

  it('goes through the rooms in their order, by urgency in each, and ends with what is in none', async () => {
    await database.query(
      `INSERT INTO rooms (id, name, position) VALUES ('room_a', 'Kitchen', 1), ('room_b', 'Hall', 0)`,
    );
    await plant('plant_2', 'Aloe');
    await plant('plant_3', 'Fern');
    await plant('plant_4', 'Cactus');
    await database.query(
      `UPDATE plants SET room_id = CASE id WHEN 'plant_3' THEN 'room_b' ELSE 'room_a' END WHERE id <> 'plant_1'`,
    );
    today.found.set('plant_1', FROST);
    today.found.set('plant_2', diagnosis());
    today.found.set('plant_3', diagnosis());
    today.found.set('plant_4', FROST);
    expect((await get()).tasks.map(({ id, room_id: room }) => [id, room])).toEqual([
      ['water:plant_3', 'room_b'],
      ['look:plant_4:cold', 'room_a'],
      ['water:plant_2', 'room_a'],
      ['look:plant_1:cold', null],
    ]);
  });

  it('is nothing where all is well, and says what was checked and what comes next', async () => {
    await plant('plant_2', 'Aloe');
    await plant('plant_3', 'Fern');
    await plant('plant_4', 'New');
    today.found.set('plant_1', { ...WELL, watering: { ...WELL.watering, next: '2026-03-14' } });
    today.found.set('plant_2', { ...WELL, watering: { ...WELL.watering, next: '2026-03-11' } });
    today.found.set('plant_3', {
      ...WELL,
      level: 'unknown',
      watering: { ...WELL.watering, next: '2026-03-10', soil: null },
    });
    expect(await get()).toMatchObject({
      tasks: [],
      checked: { plants: 4, well: 2, unknown: 1, not_judged: 1 },
      next: { plant_id: 'plant_2', name: 'Aloe', day: '2026-03-11' },
    });
  });

  it('claims nothing of an empty system', async () => {
    await database.query('DELETE FROM plants');
    expect(await get()).toMatchObject({
      tasks: [],
      quiet: [],
      checked: { plants: 0, well: 0, unknown: 0, not_judged: 0 },
      next: null,
    });
  });

  it('has an alert that no diagnosis explains, in both languages, until it is acknowledged', async () => {
    await addDevice(database, 1, 'plant_1');
    const alertId = await openAlert(database, breach('temperature', 7), true);
    expect((await get()).tasks).toMatchObject([
      {
        id: `alert:${alertId}`,
        kind: 'alert',
        name: 'Monty',
        reason: 'The temperature is at 7 °C, below the limit of 10 °C.',
      },
    ]);
    expect((await today.list.get('de')).tasks).toMatchObject([
      { reason: 'Die Temperatur liegt bei 7 °C, unter der Grenze von 10 °C.' },
    ]);
    await today.alerts.acknowledge(alertId ?? 0);
    expect([await open(), await quiet()]).toEqual([[], [[`alert:${alertId}`, 'acknowledged', null]]]);
  });

  it('has a device without a plant that is silent, in both languages', async () => {
    await addDevice(database, 1);
    await database.query(
      `INSERT INTO alerts (kind, device_id, message, opened_at) VALUES ('offline', 'dev_1', 'offline', $1)`,
      [new Date(Date.parse(NOON) - 5 * HOUR)],
    );
    expect((await get()).tasks).toMatchObject([
      { id: 'sensor:dev_1', kind: 'sensor', reason: 'a4:cf:12:00:00:01 has been offline for 5 hours.' },
    ]);
    expect((await today.list.get('de')).tasks).toMatchObject([{ reason: expect.stringContaining('seit 5 Stunden') }]);
  });

  it('has what is told of a device with the plant that it watches now, though it watched none then', async () => {
    await addDevice(database, 1);
    await addDevice(database, 2, 'plant_1');
    await database.query(
      `INSERT INTO alerts (kind, code, evidence, device_id, message, opened_at)
       SELECT 'finding', 'credentials_taken', '{"heard_s": 9}', id, 'taken', $1 FROM devices`,
      [today.clock.now()],
    );
    await assignDevice(database, 'dev_1', 'plant_1');
    expect(await open()).toEqual(['sensor:dev_1', 'sensor:dev_2']);
    expect((await get()).tasks.map((task) => [task.plant_id, task.name])).toEqual([
      ['plant_1', 'Monty'],
      ['plant_1', 'Monty'],
    ]);

    today.found.set('plant_1', {
      ...diagnosis(),
      asks: ['check_sensor'],
      findings: [
        finding({
          code: 'device_trouble',
          metric: null,
          asks: ['check_sensor'],
          evidence: { finding: 'credentials_taken', device_id: 'dev_1', error: null },
        }),
      ],
    });
    expect((await get()).tasks).toMatchObject([
      { id: 'sensor:dev_2', codes: ['credentials_taken'] },
      { id: 'sensor:plant_1', device_id: 'dev_1', codes: ['device_trouble'] },
    ]);
  });

  it('has care that the owner planned in place of what is usual', async () => {
    today.found.set('plant_1', FED_LONG_AGO);
    expect((await get()).tasks).toMatchObject([{ id: 'chore:plant_1:fertilizing', codes: ['feeding_due'] }]);
    today.due.set('plant_1', [{ kind: 'fertilizing', due_on: '2026-03-03', every_days: 14 }]);
    expect((await get()).tasks).toMatchObject([
      { id: 'chore:plant_1:fertilizing', codes: ['care_interval'], due_at: '2026-03-02T23:00:00.000Z' },
    ]);
    await today.list.done('chore:plant_1:fertilizing');
    expect(await journal()).toMatchObject([{ plant_id: 'plant_1', kind: 'fertilizing' }]);
  });

  it('has flows that an upgrade proposes, which are not decided here', async () => {
    today.upgrade.isProposed = true;
    expect((await get()).tasks).toMatchObject([{ id: 'upgrade:flows', kind: 'upgrade', done_by: null }]);
    await expect(today.list.done('upgrade:flows')).rejects.toMatchObject({ code: 'task_ends_elsewhere' });
  });
});

describe('a task that is done', () => {
  it('is a watering in the journal, once however often it is said, and can be taken back', async () => {
    today.found.set('plant_1', diagnosis());
    const [first, second] = await Promise.all([today.list.done('water:plant_1'), today.list.done('water:plant_1')]);
    expect(first).toMatchObject({ id: 'water:plant_1', quiet: 'done', until: '2026-03-08T15:00:00.000Z' });
    expect(second).toEqual(first);
    expect(await journal()).toEqual([{ plant_id: 'plant_1', kind: 'watering', at: new Date(NOON) }]);
    expect(await open()).toEqual([]);
    today.found.set('plant_1', WELL);
    expect(await today.list.done('water:plant_1')).toEqual(first);
    await today.list.undo('water:plant_1');
    expect(await journal()).toEqual([]);
    today.found.set('plant_1', diagnosis());
    expect(await open()).toEqual(['water:plant_1']);
    expect(today.heard.filter(([name]) => name === 'plants_changed')).toHaveLength(2);
    expect(today.heard.filter(([name]) => name === 'today_changed')).toHaveLength(2);
  });

  it('is asked for again once the diagnosis still does after the watering can be felt', async () => {
    today.found.set('plant_1', diagnosis());
    await today.list.done('water:plant_1');
    await today.clock.advance(3 * HOUR);
    expect(await open()).toEqual(['water:plant_1']);
    expect(await today.list.done('water:plant_1')).toMatchObject({ until: '2026-03-08T18:00:00.000Z' });
    expect(await journal()).toHaveLength(2);
  });

  it('was looked at: it is quiet until it becomes worse', async () => {
    today.found.set('plant_1', COLD);
    await today.list.done('look:plant_1:cold');
    await today.clock.advance(30 * DAY);
    expect([await open(), await quiet()]).toEqual([[], [['look:plant_1:cold', 'done', null]]]);
    today.found.set('plant_1', FROST);
    expect(await open()).toEqual(['look:plant_1:cold']);
  });

  it('was looked at, and its alerts are acknowledged with it, until that is taken back', async () => {
    await addDevice(database, 1, 'plant_1');
    const alertId = await openAlert(database, breach('temperature', 7), true);
    const isSeen = async () => (await today.alerts.list({ limit: 9 }))[0]?.acknowledged_at !== null;
    today.found.set('plant_1', COLD);
    await today.list.done('look:plant_1:cold');
    expect([await isSeen(), await open()]).toEqual([true, []]);
    await today.list.undo('look:plant_1:cold');
    expect([await isSeen(), await open()]).toEqual([false, ['look:plant_1:cold']]);
    expect(alertId).toBeDefined();
  });

  it('that is not there cannot be done, put off or taken back', async () => {
    today.found.set('plant_1', WELL);
    const missing = { code: 'task_not_found' };
    await expect(today.list.done('water:plant_1')).rejects.toMatchObject(missing);
    await expect(today.list.undo('water:plant_1')).rejects.toMatchObject(missing);
    await expect(today.list.snooze('water:plant_1', new Date(Date.parse(NOON) + DAY))).rejects.toMatchObject(missing);
    await expect(today.list.wake('water:plant_1')).rejects.toMatchObject(missing);
    expect(await journal()).toEqual([]);
  });
});

describe('a task that is put off', () => {
  const evening = new Date('2026-03-08T18:00:00.000Z');

  it('comes back at its time, or when it is woken', async () => {
    today.found.set('plant_1', diagnosis());
    expect(await today.list.snooze('water:plant_1', evening)).toEqual({
      id: 'water:plant_1',
      quiet: 'snoozed',
      until: evening.toISOString(),
      journal_entry_id: null,
    });
    expect([await open(), await quiet()]).toEqual([[], [['water:plant_1', 'snoozed', evening.toISOString()]]]);
    await today.list.wake('water:plant_1');
    expect(await open()).toEqual(['water:plant_1']);
    await today.list.snooze('water:plant_1', evening);
    await today.clock.advance(6 * HOUR);
    expect(await open()).toEqual(['water:plant_1']);
  });

  it.each<[string, Diagnosis, Diagnosis]>([
    ['more urgent', COLD, FROST],
    [
      'another matter: soil that was due has become too dry',
      diagnosis({
        findings: [finding({ code: 'watering_due', severity: 'notice', evidence: { soil: 34, known: true } })],
      }),
      diagnosis(),
    ],
  ])('comes back before that if it is %s', async (_what, before, after) => {
    today.found.set('plant_1', before);
    const [id = ''] = await open();
    await today.list.snooze(id, evening);
    expect(await open()).toEqual([]);
    today.found.set('plant_1', after);
    expect(await open()).toEqual([id]);
  });

  it('stays put off while it is as it was, or less', async () => {
    today.found.set('plant_1', FROST);
    await today.list.snooze('look:plant_1:cold', evening);
    today.found.set('plant_1', {
      ...FROST,
      findings: FROST.findings.map((one) => ({
        ...one,
        severity: 'attention',
        evidence: { ...one.evidence, least: -1 },
      })),
    });
    expect(await open()).toEqual([]);
  });

  it.each([
    ['now', 0],
    ['in the past', -HOUR],
    ['more than a year ahead', 367 * DAY],
  ])('is not put off to a time %s', async (_what, ms) => {
    today.found.set('plant_1', diagnosis());
    await expect(today.list.snooze('water:plant_1', new Date(Date.parse(NOON) + ms))).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/until' }],
    });
  });
});
