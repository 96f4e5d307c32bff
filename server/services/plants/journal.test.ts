import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Journal } from './journal.ts';
import { Plants } from './plants.ts';

const NOON = '2026-03-01T12:00:00.000Z';
const databases = useTestDatabases();
let clock: FakeClock;
let plants: Plants;
let journal: Journal;
let heard: ReturnType<typeof heardChanges>;
let fern: string;
let palm: string;

beforeEach(async () => {
  const database = await databases.pool();
  clock = new FakeClock(NOON);
  const bus = new ChangeBus(silentLog);
  plants = new Plants({ database, diagnoses: noVerdicts, bus, clock });
  journal = new Journal({ database, plants, bus, clock });
  fern = (await plants.create({ name: 'Fern' })).id;
  palm = (await plants.create({ name: 'Palm' })).id;
  heard = heardChanges(bus);
});

const notesOf = async (plantId: string): Promise<(string | null)[]> =>
  (await journal.list(plantId, { limit: 100 })).entries.map(({ note }) => note);
const changed = (plantId: string) => ['plants_changed', { plantIds: [plantId] }];

describe('the journal', () => {
  it('is one for each plant, newest first, and a watering shows on its plant', async () => {
    await journal.add(fern, { kind: 'watering', amount_ml: 250 });
    await clock.advance(60_000);
    const second = await journal.add(fern, { kind: 'note', note: 'new leaves' });
    await journal.add(palm, { kind: 'note', note: 'of the palm' });
    expect(second).toMatchObject({
      plant_id: fern,
      kind: 'note',
      note: 'new leaves',
      amount_ml: null,
      at: '2026-03-01T12:01:00.000Z',
    });
    expect((await journal.list(fern, { limit: 100 })).entries).toMatchObject([
      { note: 'new leaves' },
      { kind: 'watering', note: null, amount_ml: 250, at: NOON },
    ]);
    expect(await notesOf(palm)).toEqual(['of the palm']);
    expect([(await plants.get(fern)).last_watered_at, (await plants.get(palm)).last_watered_at]).toEqual([NOON, null]);
    expect(heard).toEqual([changed(fern), changed(fern), changed(palm)]);
  });

  it('has one entry of a request that is sent twice, one after the other or at once', async () => {
    const request = { kind: 'note', note: 'new leaves', request_id: '3f0d8c0e-6f0b-4b52-9a43-0d6e4c1f7a11' } as const;
    const [first, second] = await Promise.all([journal.add(fern, request), journal.add(fern, request)]);
    await clock.advance(3_600_000);
    expect([second, await journal.add(fern, request)]).toEqual([first, first]);
    expect(await notesOf(fern)).toEqual(['new leaves']);
    expect(heard).toEqual([changed(fern)]);
    await expect(journal.add(palm, request)).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await notesOf(palm)).toEqual([]);
  });

  it('of two waterings at once that must not be repeated it has one', async () => {
    const watering = { kind: 'watering', again: false } as const;
    const both = await Promise.allSettled([journal.add(fern, watering), journal.add(fern, watering)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'watered_lately' } });
    await journal.add(palm, watering);
    await journal.add(fern, { kind: 'fertilizing', again: false });
    await journal.add(fern, { kind: 'watering' });
    expect((await journal.list(fern, { limit: 9 })).entries.map(({ kind }) => kind).sort()).toEqual([
      'fertilizing',
      'watering',
      'watering',
    ]);
  });

  it.each([
    { minutes: -10, isRefused: true },
    { minutes: -11, isRefused: false },
    { minutes: 11, isRefused: false },
    { minutes: 10, isRefused: true },
  ])('a watering $minutes minutes from another one: refused $isRefused', async ({ minutes, isRefused }) => {
    const hourAgo = Date.parse(NOON) - 3_600_000;
    const at = (ms: number): string => new Date(ms).toISOString();
    await journal.add(fern, { kind: 'watering', at: at(hourAgo) });
    const second = journal.add(fern, { kind: 'watering', again: false, at: at(hourAgo + minutes * 60_000) });
    expect(
      await second.then(
        () => false,
        () => true,
      ),
    ).toBe(isRefused);
  });

  it('continues after a page', async () => {
    for (const note of ['one', 'two', 'three']) {
      await journal.add(fern, { kind: 'note', note });
      await clock.advance(1000);
    }
    const first = await journal.list(fern, { limit: 2 });
    expect(first.entries.map(({ note }) => note)).toEqual(['three', 'two']);
    const rest = await journal.list(fern, { after: first.end, limit: 2 });
    expect(rest.entries.map(({ note }) => note)).toEqual(['one']);
  });

  it('takes an empty note as none', async () => {
    expect(await journal.add(fern, { kind: 'watering', note: '' })).toMatchObject({ note: null });
    const { id } = await journal.add(fern, { kind: 'watering', note: 'much' });
    expect(await journal.update(id, { note: '' })).toMatchObject({ note: null });
  });

  it.each([
    ['five minutes ahead, because the clocks of phones differ', '2026-03-01T12:05:00.000Z'],
    ['in the year 1900', '1900-01-01T00:00:00.000Z'],
  ])('takes an entry of a time %s', async (_what, at) => {
    expect(await journal.add(fern, { kind: 'watering', at })).toMatchObject({ at });
    const { id } = await journal.add(fern, { kind: 'watering' });
    expect(await journal.update(id, { at })).toMatchObject({ at });
  });

  it.each([
    ['further ahead', '2026-03-01T12:05:00.001Z', 'must not be in the future: it tells when something was done'],
    ['before 1900', '1899-12-31T23:59:59.999Z', 'must not be before the year 1900'],
  ])('refuses a time %s', async (_what, at, detail) => {
    const { id } = await journal.add(fern, { kind: 'watering' });
    heard.length = 0;
    const refusal = { code: 'invalid_request', fields: [{ pointer: '/at', detail }] };
    await expect(journal.add(fern, { kind: 'watering', at })).rejects.toMatchObject(refusal);
    await expect(journal.update(id, { at })).rejects.toMatchObject(refusal);
    expect((await journal.list(fern, { limit: 9 })).entries).toMatchObject([{ id, at: NOON }]);
    expect(heard).toEqual([]);
  });

  it('changes what is given of an entry and nothing else, and no other entry', async () => {
    const entry = await journal.add(fern, { kind: 'watering', note: 'a', amount_ml: 100 });
    const other = await journal.add(fern, { kind: 'watering', note: 'other', amount_ml: 7 });
    heard.length = 0;
    await clock.advance(1000);
    expect(await journal.update(entry.id, { note: 'b' })).toEqual({ ...entry, note: 'b' });
    expect(await journal.update(entry.id, { amount_ml: null })).toEqual({ ...entry, note: 'b', amount_ml: null });
    expect(await journal.update(entry.id, { amount_ml: 5, at: '2026-02-01T00:00:00.000Z' })).toEqual({
      ...entry,
      note: 'b',
      amount_ml: 5,
      at: '2026-02-01T00:00:00.000Z',
    });
    expect(heard).toEqual([changed(fern), changed(fern), changed(fern)]);
    expect((await journal.list(fern, { limit: 9 })).entries).toContainEqual(other);
  });

  it('keeps a note from losing its text, while a watering may', async () => {
    const note = await journal.add(fern, { kind: 'note', note: 'text' });
    const watering = await journal.add(fern, { kind: 'watering', note: 'text' });
    for (const empty of [null, ''])
      await expect(journal.update(note.id, { note: empty })).rejects.toMatchObject({
        code: 'invalid_request',
        message: 'The body is not valid: /note a note needs text; delete the entry instead',
        fields: [{ pointer: '/note' }],
      });
    expect(await journal.update(note.id, { at: NOON })).toMatchObject({ note: 'text' });
    expect(await journal.update(watering.id, { note: null })).toMatchObject({ note: null });
  });

  it('forgets an entry once', async () => {
    const { id } = await journal.add(fern, { kind: 'note', note: 'wrong' });
    await journal.add(fern, { kind: 'note', note: 'right' });
    heard.length = 0;
    await journal.remove(id);
    expect([await notesOf(fern), heard]).toEqual([['right'], [changed(fern)]]);
    await expect(journal.remove(id)).rejects.toMatchObject({ code: 'journal_entry_not_found', status: 404 });
    await expect(journal.update(id, { note: 'x' })).rejects.toMatchObject({ code: 'journal_entry_not_found' });
    expect(heard).toHaveLength(1);
  });

  it('is not there for a plant that is not', async () => {
    await expect(journal.list('plant_0', { limit: 9 })).rejects.toMatchObject({ code: 'plant_not_found' });
    await expect(journal.add('plant_0', { kind: 'watering' })).rejects.toMatchObject({ code: 'plant_not_found' });
    expect(heard).toEqual([]);
  });
});
