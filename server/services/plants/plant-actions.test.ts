import { MOST_TAGS } from '@plantops/shared/tags.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import type { PlantAction } from '@plantops/shared/api/plant-actions.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Journal } from './journal.ts';
import { PlantActions } from './plant-actions.ts';
import { PlantRooms } from './plant-rooms.ts';
import { Plants } from './plants.ts';

/** Mutes are compared with the time of the database. */
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
const inHours = (hours: number): string => new Date(NOW.getTime() + hours * 3_600_000).toISOString();
const databases = useTestDatabases();
let database: Database;
let heard: ReturnType<typeof heardChanges>;
let plants: Plants;
let journal: Journal;
let actions: PlantActions;
let kitchen: string;
let ids: string[];

beforeEach(async () => {
  database = await databases.pool();
  const bus = new ChangeBus(silentLog);
  const clock = new FakeClock(NOW);
  plants = new Plants({ database, diagnoses: noVerdicts, bus, clock });
  journal = new Journal({ database, plants, bus, clock });
  actions = new PlantActions({ database, bus, clock });
  kitchen = (await new PlantRooms({ database, bus }).create({ name: 'Kitchen' })).id;
  ids = [];
  for (const name of ['Fern', 'Palm', 'Ivy']) ids.push((await plants.create({ name, tags: ['green'] })).id);
  heard = heardChanges(bus);
});

const act = (action: PlantAction, plantIds = ids) => actions.act({ plant_ids: plantIds, action });
const all = () => Promise.all(ids.map((id) => plants.get(id)));
const outcomes = ({ results }: Awaited<ReturnType<typeof act>>) => results.map(({ outcome }) => outcome);

describe('several plants at once', () => {
  it('are watered: an entry in each journal, told of once, and taken back at once', async () => {
    const acted = await act({ kind: 'water', amount_ml: 200 });
    expect(acted).toMatchObject({ done: 3, results: ids.map((id) => ({ plant_id: id, outcome: 'done' })) });
    expect(heard).toEqual([['plants_changed', { plantIds: ids }]]);
    expect((await all()).map(({ last_watered_at }) => last_watered_at)).toEqual(ids.map(() => NOW.toISOString()));
    const [first = ''] = ids;
    const [entry] = (await journal.list(first, { limit: 5 })).entries;
    expect(entry).toMatchObject({ id: acted.results[0]?.journal_entry_id, kind: 'watering', amount_ml: 200 });
    heard.length = 0;
    expect((await actions.undo(acted.undo)).plant_ids.toSorted()).toEqual(ids.toSorted());
    expect(heard).toHaveLength(1);
    expect((await all()).map(({ last_watered_at }) => last_watered_at)).toEqual([null, null, null]);
    expect((await actions.undo(acted.undo)).plant_ids).toEqual([]);
  });

  it('are not watered twice within ten minutes, unless that is said: what was left out is told', async () => {
    const [first = '', second = '', third = ''] = ids;
    await journal.add(first, { kind: 'watering', at: inHours(-1 / 6) });
    await journal.add(second, { kind: 'watering', at: inHours(-0.17) });
    await journal.add(third, { kind: 'fertilizing' });
    const acted = await act({ kind: 'water' });
    expect([acted.done, outcomes(acted)]).toEqual([2, ['watered_lately', 'done', 'done']]);
    expect(acted.results[0]).toMatchObject({ plant_id: first, journal_entry_id: null });
    expect(acted.undo.journal_entry_ids).toHaveLength(2);
    expect(outcomes(await act({ kind: 'water' }))).toEqual(ids.map(() => 'watered_lately'));
    expect(outcomes(await act({ kind: 'water', at: inHours(-0.5) }))).toEqual(ids.map(() => 'done'));
    expect(outcomes(await act({ kind: 'water', again: true }))).toEqual(ids.map(() => 'done'));
    expect(outcomes(await act({ kind: 'care', journal_kind: 'fertilizing' }))).toEqual(ids.map(() => 'done'));
  });

  it('that are watered at once by two screens are watered once', async () => {
    const [one, other] = await Promise.all([act({ kind: 'water' }), act({ kind: 'water' }, ids.toReversed())]);
    expect([one.done, other.done].toSorted()).toEqual([0, 3]);
  });

  it('are cared for, at a time that may not be in the future', async () => {
    const [first = ''] = ids;
    await act({ kind: 'care', journal_kind: 'treatment', note: 'Neem oil', at: inHours(-2) });
    expect((await journal.list(first, { limit: 5 })).entries).toMatchObject([
      { kind: 'treatment', note: 'Neem oil', at: inHours(-2) },
    ]);
    await expect(act({ kind: 'water', at: inHours(2) })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/action/at' }],
    });
  });

  it('are moved; each goes back into the room that it came from', async () => {
    const [first = '', ...others] = ids;
    await plants.update(first, { room_id: kitchen });
    const acted = await act({ kind: 'move', room_id: kitchen });
    expect([acted.done, outcomes(acted)]).toEqual([2, ['unchanged', 'done', 'done']]);
    expect((await all()).map(({ room_id }) => room_id)).toEqual([kitchen, kitchen, kitchen]);
    const nowhere = await act({ kind: 'move', room_id: null });
    await actions.undo(nowhere.undo);
    expect((await all()).map(({ room_id }) => room_id)).toEqual([kitchen, kitchen, kitchen]);
    expect((await actions.undo(acted.undo)).plant_ids.toSorted()).toEqual(others.toSorted());
    expect((await all()).map(({ room_id }) => room_id)).toEqual([kitchen, null, null]);
  });

  it('are left where they are if there is no such room', async () => {
    await expect(act({ kind: 'move', room_id: 'room_0' })).rejects.toMatchObject({ code: 'room_not_found' });
    expect(heard).toEqual([]);
  });

  it('go back into no room if theirs was deleted meanwhile', async () => {
    await act({ kind: 'move', room_id: kitchen });
    const { undo } = await act({ kind: 'move', room_id: null });
    await database.query('DELETE FROM rooms');
    expect((await actions.undo(undo)).plant_ids).toHaveLength(3);
    expect((await all()).map(({ room_id }) => room_id)).toEqual([null, null, null]);
  });

  it('are given tags and lose them, however they are capitalised; one that has as many as it can stays as it is', async () => {
    const [first = ''] = ids;
    const many = Array.from({ length: MOST_TAGS }, (_, n) => `tag ${n}`);
    await plants.update(first, { tags: many });
    const acted = await act({ kind: 'tag', tags: ['GREEN', 'shade'] });
    expect(outcomes(acted)).toEqual(['too_many_tags', 'done', 'done']);
    expect((await all()).map(({ tags }) => tags)).toEqual([many, ['green', 'shade'], ['green', 'shade']]);
    expect(outcomes(await act({ kind: 'untag', tags: ['Green', 'tag 3'] }))).toEqual(['done', 'done', 'done']);
    expect((await all()).map(({ tags }) => tags.length)).toEqual([MOST_TAGS - 1, 1, 1]);
    await actions.undo(acted.undo);
    expect((await all()).map(({ tags }) => tags.length)).toEqual([MOST_TAGS - 1, 1, 1]);
    expect((await plants.get(ids[1] ?? '')).tags).toEqual(['green']);
  });

  it('are muted and heard again; a mute of before comes back', async () => {
    const [first = ''] = ids;
    const earlier = await act({ kind: 'mute', until: inHours(1) }, [first]);
    expect(heard).toEqual([['mutes_changed', { plantIds: [first] }]]);
    const acted = await act({ kind: 'mute', until: inHours(8) });
    const ends = async () => (await all()).map(({ mutes }) => mutes.map(({ metric, until }) => [metric, until]));
    expect(await ends()).toEqual(ids.map(() => [[null, inHours(8)]]));
    await actions.undo(acted.undo);
    expect(await ends()).toEqual([[[null, inHours(1)]], [], []]);
    expect(outcomes(await act({ kind: 'mute', until: null }))).toEqual(['done', 'unchanged', 'unchanged']);
    await actions.undo(earlier.undo);
    expect(await ends()).toEqual([[], [], []]);
    await expect(act({ kind: 'mute', until: inHours(9000) })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('that are gone are named, and keep nothing from the others', async () => {
    const acted = await act({ kind: 'tag', tags: ['shade'] }, ['plant_0', ...ids]);
    expect([acted.done, outcomes(acted)]).toEqual([3, ['not_found', 'done', 'done', 'done']]);
    await plants.remove(ids[0] ?? '');
    expect((await actions.undo(acted.undo)).plant_ids.toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it('may be a thousand', async () => {
    await database.query(`INSERT INTO plants (id, name) SELECT 'p' || n, 'n' FROM generate_series(1, 1000) n`);
    const many = Array.from({ length: 1000 }, (_, n) => `p${n + 1}`);
    const acted = await act({ kind: 'move', room_id: kitchen }, many);
    expect([acted.done, heard.length]).toEqual([1000, 1]);
    expect((await actions.undo((await act({ kind: 'water' }, many)).undo)).plant_ids).toHaveLength(1000);
  });
});
