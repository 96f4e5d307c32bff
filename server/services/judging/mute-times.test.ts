import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Database } from '../../db/pool.ts';
import { deleteMute, listMutes, saveMute } from '../../db/repositories/mutes.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { MuteTimes } from './mute-times.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let changed: string[];
const started: MuteTimes[] = [];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ahead = (milliseconds: number): string => new Date(clock.now().getTime() + milliseconds).toISOString();

beforeEach(async () => {
  database = await databases.pool();
  changed = [];
  // The database forgets ended mutes by its own time of day.
  clock = new FakeClock(new Date());
  for (const id of ['plant_1', 'plant_2']) await insertPlant(database, id, { name: id, species: null, thresholds: {} });
});
afterEach(() => started.splice(0).forEach((mutes) => mutes.stop()));

/** The mutes of one server. */
async function loadedMutes() {
  const bus = new ChangeBus(silentLog);
  const times = new MuteTimes({ database, clock, bus });
  bus.on(['mutes_changed', 'mutes_ended'], ({ plantIds }) => changed.push(...plantIds));
  started.push(times);
  await times.load();
  return {
    /** Sets a mute like the owner does. */
    async set(plantId: string, { metric, until }: { metric: Metric | null; until: string | null }) {
      if (until === null) await deleteMute(database, plantId, metric ?? '');
      else await saveMute(database, { plantId, scope: metric ?? '', until: new Date(until) });
      await bus.publish('mutes_changed', { plantIds: [plantId] });
    },
    until: (...args: Parameters<MuteTimes['until']>) => times.until(...args),
    load: () => times.load(),
    publish: (name: 'changes_missed' | 'data_replaced') => bus.publish(name, {}),
    onEnded: (listener: (plantIds: readonly string[]) => void) =>
      bus.on('mutes_ended', ({ plantIds }) => listener(plantIds)),
    stop: () => times.stop(),
    hearOf: (plantId: string) => bus.publish('database_changed', { plantIds: [plantId], deviceIds: [] }),
  };
}
const shownOf = async (id: string) => (await findPlants(database, [id]))[0]?.mutes;

describe('mutes', () => {
  it('apply to one metric or the whole plant, whichever ends later', async () => {
    const mutes = await loadedMutes();
    const [soon, late] = [ahead(HOUR_MS), ahead(2 * HOUR_MS)];
    await mutes.set('plant_1', { metric: 'humidity', until: soon });
    expect([
      mutes.until('plant_1', 'humidity'),
      mutes.until('plant_1', 'temperature'),
      mutes.until('plant_2', 'humidity'),
    ]).toEqual([new Date(soon), undefined, undefined]);
    await mutes.set('plant_1', { metric: null, until: late });
    expect([mutes.until('plant_1', 'humidity'), mutes.until('plant_1', 'temperature')]).toEqual([
      new Date(late),
      new Date(late),
    ]);
    expect(await shownOf('plant_1')).toEqual([
      { metric: null, until: late },
      { metric: 'humidity', until: soon },
    ]);
    expect(changed).toEqual(['plant_1', 'plant_1']);
  });

  it('can be given another end', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(2 * HOUR_MS) });
    const sooner = ahead(HOUR_MS);
    await mutes.set('plant_1', { metric: null, until: sooner });
    expect(mutes.until('plant_1', 'humidity')).toEqual(new Date(sooner));
  });

  it('survive a restart unless they have ended', async () => {
    const until = ahead(HOUR_MS);
    await (await loadedMutes()).set('plant_1', { metric: 'humidity', until });
    await database.query(
      `INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_2', '', now() - interval '1 second')`,
    );
    const after = await loadedMutes();
    expect([after.until('plant_1', 'humidity'), after.until('plant_2', 'humidity')]).toEqual([
      new Date(until),
      undefined,
    ]);
    expect(await shownOf('plant_2')).toEqual([]);
  });

  it.each([
    ['a second', 1000],
    ['30 days', 30 * DAY_MS],
    ['60 days', 60 * DAY_MS],
  ])('of %s expire by themselves, not earlier, and publish that', async (_, spanMs) => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: 'humidity', until: ahead(spanMs) });
    await mutes.set('plant_2', { metric: null, until: ahead(spanMs + HOUR_MS) });
    changed = [];
    await clock.advance(spanMs - 1);
    expect([changed, mutes.until('plant_1', 'humidity') !== undefined]).toEqual([[], true]);
    await clock.advance(1);
    expect([changed, mutes.until('plant_1', 'humidity')]).toEqual([['plant_1'], undefined]);
    await clock.advance(HOUR_MS - 1);
    expect(mutes.until('plant_2', 'humidity')).toBeDefined();
    await clock.advance(1);
    expect([changed, mutes.until('plant_2', 'humidity')]).toEqual([['plant_1', 'plant_2'], undefined]);
    expect(clock.timers, 'nothing more to wait for').toBe(0);
  });

  it('of a plant and of one of its metrics expire each at its own time', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: 'humidity', until: ahead(HOUR_MS) });
    await mutes.set('plant_1', { metric: null, until: ahead(2 * HOUR_MS) });
    changed = [];
    await clock.advance(HOUR_MS);
    expect([changed, mutes.until('plant_1', 'humidity')]).toEqual([['plant_1'], new Date(ahead(HOUR_MS))]);
    await clock.advance(HOUR_MS);
    expect([changed, mutes.until('plant_1', 'humidity')]).toEqual([['plant_1', 'plant_1'], undefined]);
  });

  it('expire within a minute after the time of day was set forward, and not before their end if it was set back', async () => {
    const mutes = await loadedMutes();
    const end = ahead(3 * HOUR_MS);
    await mutes.set('plant_1', { metric: null, until: end });
    changed = [];
    clock.set(ahead(-HOUR_MS));
    await clock.advance(3 * HOUR_MS);
    expect(changed).toEqual([]);
    clock.set(end);
    await clock.advance(60_000);
    expect([changed, mutes.until('plant_1', 'humidity')]).toEqual([['plant_1'], undefined]);
  });

  it('that are set again after one has expired expire too', async () => {
    const mutes = await loadedMutes();
    for (const round of [1, 2]) {
      await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
      changed = [];
      await clock.advance(HOUR_MS);
      expect(changed, `round ${round}`).toEqual(['plant_1']);
    }
  });

  it('are waited for no more after a stop', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    expect(clock.timers).toBe(1);
    mutes.stop();
    expect(clock.timers).toBe(0);
  });

  it('are deleted with their plant', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    await database.query(`DELETE FROM plants WHERE id = 'plant_1'`);
    await mutes.hearOf('plant_1');
    expect([mutes.until('plant_1', 'humidity'), await listMutes(database)]).toEqual([undefined, []]);
  });

  it('from another process are known once the plant is read again, in any order of answers', async () => {
    const [here, there] = [await loadedMutes(), await loadedMutes()];
    await there.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    const early = here.hearOf('plant_1');
    await there.set('plant_1', { metric: null, until: null });
    await Promise.all([early, here.hearOf('plant_1')]);
    expect(here.until('plant_1', 'humidity')).toBeUndefined();
  });

  it('can be read again after a database outage', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    await database.query('ALTER TABLE mutes RENAME TO away');
    await expect(mutes.load()).rejects.toThrow(/mutes/);
    expect(mutes.until('plant_1', 'humidity'), 'what was known').toBeDefined();
    await database.query('ALTER TABLE away RENAME TO mutes');
    await expect(mutes.load()).resolves.toBeUndefined();
  });

  it('of a metric may outlast that of its plant', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    const late = ahead(2 * HOUR_MS);
    await mutes.set('plant_1', { metric: 'humidity', until: late });
    expect(mutes.until('plant_1', 'humidity')).toEqual(new Date(late));
  });

  it.each(['changes_missed', 'data_replaced'] as const)('are read again after %s, each time', async (name) => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    for (const plantId of ['plant_2', 'plant_1']) {
      await database.query('UPDATE mutes SET plant_id = $1', [plantId]);
      await mutes.publish(name);
      expect(['plant_1', 'plant_2'].filter((id) => mutes.until(id, 'humidity'))).toEqual([plantId]);
    }
  });

  it('are told of when they end, and at no other time', async () => {
    const mutes = await loadedMutes();
    await mutes.set('plant_1', { metric: null, until: ahead(HOUR_MS) });
    const ended: string[] = [];
    mutes.onEnded((plantIds) => ended.push(plantIds.join()));
    await clock.advance(2 * HOUR_MS);
    expect(ended).toEqual(['plant_1']);
  });

  it('need no timer where there are none', async () => {
    const mutes = await loadedMutes();
    expect(clock.timers).toBe(0);
    mutes.stop();
  });
});
