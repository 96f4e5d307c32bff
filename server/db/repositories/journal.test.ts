import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { insertJournalEntry, type JournalPlace, listJournal } from './journal.ts';
import { findPlants, insertPlant } from './plants.ts';

const databases = useTestDatabases();
let database: Database;
beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
});

const add = async (seconds: number, kind: 'watering' | 'note' = 'note') =>
  (await insertJournalEntry(database, 'plant_1', kind, { note: 'n', amountMl: null, at: new Date(seconds * 1000) }))
    ?.id ?? 0;

async function pages(limit: number, between: () => Promise<unknown> = () => Promise.resolve()): Promise<number[]> {
  const ids: number[] = [];
  let after: JournalPlace | undefined;
  for (;;) {
    const { entries, end } = await listJournal(database, 'plant_1', { after, limit });
    ids.push(...entries.map(({ id }) => id));
    if (entries.length < limit) return ids;
    after = end;
    await between();
  }
}

describe('a journal', () => {
  it('is sorted by when things were done, newest first, and then by when they were written', async () => {
    const [late, early, same, before1970] = [await add(300), await add(100), await add(100), await add(-100)];
    expect((await listJournal(database, 'plant_1', { limit: 10 })).entries.map(({ id }) => id)).toEqual([
      late,
      same,
      early,
      before1970,
    ]);
    expect(await pages(1)).toEqual([late, same, early, before1970]);
  });

  it('lists each entry once across pages, even if entries come and go and times differ by microseconds', async () => {
    const ids: number[] = [];
    for (let micros = 0; micros < 7; micros += 1) {
      const { rows } = await database.query<{ id: number }>(
        `INSERT INTO journal_entries (plant_id, kind, note, at) VALUES ('plant_1', 'note', 'n', timestamptz '2026-01-01 12:00:00Z' + $1 * interval '1 microsecond') RETURNING id`,
        [micros],
      );
      ids.unshift(rows[0]?.id ?? 0);
    }
    // A new, newer entry belongs to a page already read. The last entry of a page may be deleted before the next is
    // read.
    const paged = await pages(2, async () => {
      await add(2_000_000_000);
      await database.query('DELETE FROM journal_entries WHERE id = $1', [ids[1]]);
    });
    expect(paged).toEqual(ids);
  });

  it('gives the time of the last watering', async () => {
    const lastWatered = async () => (await findPlants(database, ['plant_1']))[0]?.last_watered_at;
    expect(await lastWatered()).toBeNull();
    await add(200, 'watering');
    await add(100, 'watering');
    await add(300);
    expect(await lastWatered()).toBe(new Date(200_000).toISOString());
  });

  it('accepts no entry for a plant that does not exist', async () => {
    expect(
      await insertJournalEntry(database, 'plant_none', 'note', { note: 'n', amountMl: null, at: new Date() }),
    ).toBeUndefined();
  });
});
