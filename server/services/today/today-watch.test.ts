import { diagnosis } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { patiently } from '@plantops/shared/testing/patiently.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { listTodayMarks } from '../../db/repositories/today-marks.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { COLD, WELL } from '../../testing/judged-plants.ts';
import { NOON, todayOfOnePlant } from '../../testing/today-of-one-plant.ts';

const HOUR = 3_600_000;
const databases = useTestDatabases();
let database: Database;
let today: Awaited<ReturnType<typeof todayOfOnePlant>>;

beforeEach(async () => {
  database = await databases.pool();
  today = await todayOfOnePlant(database);
});

it('the first change after a start is told, too', async () => {
  today.found.set('plant_1', WELL);
  today.watch.start();
  // The look that it begins with is over then.
  await today.watch.stop();
  today.found.set('plant_1', diagnosis());
  await today.bus.publish('diagnosis_changed', { plantIds: ['plant_1'] });
  await today.clock.advance(1000);
  await patiently(() => expect(today.heard.some(([name]) => name === 'today_changed')).toBe(true));
});

describe('the watch of the list', () => {
  const news = () => today.heard.filter(([name]) => name === 'today_changed').length;

  beforeEach(async () => {
    today.found.set('plant_1', WELL);
    await today.watch.look();
    today.heard.length = 0;
  });

  it('tells once that there is something else to do, for all changes that come together', async () => {
    today.watch.start();
    today.found.set('plant_1', diagnosis());
    await today.bus.publish('diagnosis_changed', { plantIds: ['plant_1'] });
    await today.bus.publish('alerts_changed', { alertIds: [1] });
    await today.clock.advance(1000);
    await patiently(() => expect(news()).toBe(1));
    await today.bus.publish('diagnosis_changed', { plantIds: ['plant_1'] });
    await today.clock.advance(1000);
    await today.watch.stop();
    expect(news()).toBe(1);
  });

  it('tells when a task that was put off is due again', async () => {
    today.found.set('plant_1', diagnosis());
    await today.list.snooze('water:plant_1', new Date(Date.parse(NOON) + 30_000));
    await today.watch.look();
    today.heard.length = 0;
    today.watch.start();
    await today.clock.advance(60_000);
    await patiently(() => expect(news()).toBe(1));
    await today.watch.stop();
  });

  it('lets go of what was said of a matter that is over, so that it is told when it comes again', async () => {
    today.found.set('plant_1', COLD);
    await today.list.done('look:plant_1:cold');
    today.found.delete('plant_1');
    await today.clock.advance(HOUR);
    await today.watch.look();
    expect(await listTodayMarks(database)).toHaveLength(1);
    today.found.set('plant_1', WELL);
    await today.watch.look();
    expect(await listTodayMarks(database)).toEqual([]);
    today.found.set('plant_1', COLD);
    expect(await today.open()).toEqual(['look:plant_1:cold']);
  });
});
