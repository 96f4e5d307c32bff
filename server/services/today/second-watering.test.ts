import { diagnosis } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { expect, it } from 'vitest';
import { useTestDatabases } from '../../testing/database.ts';
import { todayOfOnePlant } from '../../testing/today-of-one-plant.ts';

const databases = useTestDatabases();

/** The list with a dry plant, which was watered this many minutes ago. */
async function watered(minutesAgo: number) {
  const database = await databases.pool();
  const { list, clock, found } = await todayOfOnePlant(database);
  found.set('plant_1', diagnosis());
  await database.query(`INSERT INTO journal_entries (plant_id, kind, at) VALUES ('plant_1', 'watering', $1)`, [
    new Date(clock.now().getTime() - minutesAgo * 60_000),
  ]);
  const entries = async (): Promise<number> => (await database.query('SELECT FROM journal_entries')).rowCount ?? 0;
  return { list, entries };
}

it('a watering within ten minutes of another is refused where that is asked for, and changes nothing', async () => {
  const { list, entries } = await watered(10);
  await expect(list.done('water:plant_1', { again: false })).rejects.toMatchObject({ code: 'watered_lately' });
  expect([(await list.get('en')).tasks.map(({ id }) => id), await entries()]).toEqual([['water:plant_1'], 1]);
  expect(await list.done('water:plant_1', { again: true })).toMatchObject({ quiet: 'done' });
  // What is done is done: the same press again is no second watering.
  expect(await list.done('water:plant_1', { again: false })).toMatchObject({ quiet: 'done' });
  expect(await entries()).toBe(2);
});

it('a watering longer after another is taken', async () => {
  const { list, entries } = await watered(11);
  await list.done('water:plant_1', { again: false });
  expect(await entries()).toBe(2);
});
