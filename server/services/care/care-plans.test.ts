import { carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import type { CareProgress } from '@plantops/shared/care/care-plan.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertJournalEntry } from '../../db/repositories/journal.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import type { Plants } from '../plants/plants.ts';
import { DisplaySettings } from '../settings/display-settings.ts';
import { CarePlans } from './care-plans.ts';
import { knownDiagnoses } from '../../testing/known-diagnoses.ts';

const databases = useTestDatabases();
const [ONE, OTHER] = [
  { plantId: 'plant_1', reason: 'user' },
  { plantId: 'plant_2', reason: 'weekly' },
] as const;
let database: Database;
let clock: FakeClock;
let told: CareProgress[];
let stored: string[];
let source: 'anthropic' | 'rules';
let plans: CarePlans;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock('2026-03-08T12:00:00.000Z');
  [told, stored, source] = [[], [], 'anthropic'];
  for (const id of ['plant_1', 'plant_2']) await insertPlant(database, id, { name: id, species: null, thresholds: {} });
  const plants = {
    get: async (id: string) => {
      const [plant] = await findPlants(database, [id]);
      if (!plant) throw new ProblemError('plant_not_found', `There is no plant ${id}`);
      return plant;
    },
  } as Pick<Plants, 'get'> as Plants;
  const bus = new ChangeBus(silentLog);
  bus.on('care_progressed', ({ progress }) => void told.push(progress));
  bus.on('care_plan_stored', ({ plan }) => void stored.push(`${plan.plant_id} ${plan.summary}`));
  const display = new DisplaySettings(database);
  plans = new CarePlans({ database, plants, display, diagnoses: knownDiagnoses(), bus, clock, source: () => source });
});

const { watering, light, humidity, alerts, schedule } = carePlan();
async function keep(request: { plantId: string; reason: 'user' | 'weekly' }, summary: string) {
  const context = await plans.gather({ plantId: 'plant_1', reason: 'user', language: 'en' });
  const advice = { summary, watering, light, humidity, alerts, schedule };
  const origin = { source: 'anthropic', model: 'm', tokens_in: 1, tokens_out: 2 } as const;
  return plans.store(request, { advice, context, origin });
}
const progressOf = async (plantId: string) => (await plans.state(plantId)).progress;

describe('the progress of a plan', () => {
  it('keeps the time when it began through all its steps, and is over when it is done', async () => {
    plans.progress(ONE, 'context');
    await clock.advance(3000);
    plans.progress(ONE, 'llm', 120);
    expect(await progressOf('plant_1')).toEqual({
      plant_id: 'plant_1',
      step: 'llm',
      source: 'anthropic',
      started_at: '2026-03-08T12:00:00.000Z',
      characters: 120,
      failure: null,
    });
    await clock.advance(3000);
    plans.done(ONE);
    expect(await progressOf('plant_1')).toBeNull();
    expect(told.map(({ step, started_at, characters }) => [step, started_at, characters])).toEqual([
      ['context', '2026-03-08T12:00:00.000Z', 0],
      ['llm', '2026-03-08T12:00:00.000Z', 120],
      ['done', '2026-03-08T12:00:00.000Z', 0],
    ]);
  });

  it('begins anew with the next plan, also after one that failed', async () => {
    plans.progress(ONE, 'llm');
    await plans.failed(ONE, new ProblemError('llm_failed', 'no'));
    await clock.advance(60_000);
    plans.progress(ONE, 'context');
    expect(await progressOf('plant_1')).toMatchObject({ started_at: '2026-03-08T12:01:00.000Z', failure: null });
    plans.done(ONE);
    await clock.advance(60_000);
    plans.progress(ONE, 'context');
    expect(await progressOf('plant_1')).toMatchObject({ started_at: '2026-03-08T12:02:00.000Z' });
  });

  it('is that of its own plant while another one has its plan made', async () => {
    plans.progress(ONE, 'llm', 5);
    await clock.advance(1000);
    plans.progress(OTHER, 'context');
    expect([await progressOf('plant_1'), await progressOf('plant_2')]).toMatchObject([
      { step: 'llm', characters: 5, started_at: '2026-03-08T12:00:00.000Z' },
      { step: 'context', characters: 0, started_at: '2026-03-08T12:00:01.000Z' },
    ]);
    plans.done(ONE);
    expect([await progressOf('plant_1'), (await progressOf('plant_2'))?.step]).toEqual([null, 'context']);
  });

  it('is not told of a plan without a model, for it takes no time', async () => {
    plans.progress({ ...ONE, withoutModel: true }, 'context');
    plans.done({ ...ONE, withoutModel: true });
    expect([told, await progressOf('plant_1')]).toEqual([[], null]);
  });
});

describe('a plan that cannot be made', () => {
  it('says why and when, and since when it was tried', async () => {
    plans.progress(ONE, 'llm', 50);
    await clock.advance(9000);
    source = 'rules';
    await plans.failed(ONE, new ProblemError('llm_timeout', 'too slow'));
    const failure = { at: '2026-03-08T12:00:09.000Z', code: 'llm_timeout', detail: 'too slow' };
    expect(told.at(-1)).toEqual({
      plant_id: 'plant_1',
      step: 'failed',
      source: 'rules',
      started_at: '2026-03-08T12:00:00.000Z',
      characters: 0,
      failure,
    });
    expect(await plans.state('plant_1')).toMatchObject({ last_failure: failure, progress: null });
    expect((await plans.state('plant_2')).last_failure).toBeNull();
  });

  it('that never began began when it failed', async () => {
    await plans.failed(ONE, new ProblemError('flow_unavailable', 'no flow'));
    expect(told).toMatchObject([{ started_at: '2026-03-08T12:00:00.000Z' }]);
  });

  it('has its last reason only, and none once a plan is stored', async () => {
    await plans.failed(ONE, new ProblemError('llm_timeout', 'too slow'));
    await plans.failed(ONE, new ProblemError('llm_failed', 'no'));
    expect((await plans.state('plant_1')).last_failure).toMatchObject({ code: 'llm_failed', detail: 'no' });
    await plans.failed(OTHER, new ProblemError('llm_failed', 'not here either'));
    await keep(ONE, 'Water it.');
    expect((await plans.state('plant_1')).last_failure).toBeNull();
    expect((await plans.state('plant_2')).last_failure).toMatchObject({ detail: 'not here either' });
  });
});

describe('plans that are stored', () => {
  it('are found by their plant, the newest alone or all of them, newest first', async () => {
    await keep(ONE, 'first');
    await clock.advance(86_400_000);
    await keep(OTHER, 'of the other');
    const second = await keep(ONE, 'second');
    expect(second).toMatchObject({ generated_at: '2026-03-09T12:00:00.000Z', reason: 'user', model: 'm' });
    expect(await plans.find('plant_1')).toEqual({ plan: second, isKept: true });
    expect((await plans.list('plant_1', { limit: 5 })).map(({ summary }) => summary)).toEqual(['second', 'first']);
    expect((await plans.list('plant_1', { limit: 1 })).map(({ summary }) => summary)).toEqual(['second']);
    expect((await plans.list('plant_1', { before: second.id, limit: 5 })).map(({ summary }) => summary)).toEqual([
      'first',
    ]);
    expect(stored).toEqual(['plant_1 first', 'plant_2 of the other', 'plant_1 second']);
  });

  it('need a plant', async () => {
    await expect(keep({ plantId: 'plant_9', reason: 'user' }, 'lost')).rejects.toMatchObject({
      code: 'plant_not_found',
      message: 'There is no plant plant_9',
    });
    await expect(plans.list('plant_9', { limit: 5 })).rejects.toMatchObject({ code: 'plant_not_found' });
    expect([await plans.find('plant_9'), stored]).toEqual([undefined, []]);
  });

  it('stand beside what was done last of each kind', async () => {
    const at = (day: number): Date => new Date(Date.UTC(2026, 2, day));
    for (const day of [1, 3])
      await insertJournalEntry(database, 'plant_1', 'watering', { note: null, amountMl: 5, at: at(day) });
    await insertJournalEntry(database, 'plant_1', 'pruning', { note: null, amountMl: null, at: at(2) });
    await insertJournalEntry(database, 'plant_2', 'repotting', { note: null, amountMl: null, at: at(4) });
    expect((await plans.state('plant_1')).last_done).toEqual({
      watering: at(3).toISOString(),
      fertilizing: null,
      repotting: null,
      pruning: at(2).toISOString(),
    });
  });
});

describe('the language of a plan', () => {
  it('is the one that is set, or asked for, or of the last plan, or English', async () => {
    const languageOf = async (language?: 'en' | 'de') =>
      (await plans.gather({ plantId: 'plant_1', reason: 'user', language })).language;
    expect([await languageOf(), await languageOf('de')]).toEqual(['en', 'de']);
    const context = await plans.gather({ plantId: 'plant_1', reason: 'user', language: 'de' });
    const advice = { summary: 'Gieß sie.', watering, light, humidity, alerts, schedule };
    await plans.store(ONE, { advice, context, origin: { source: 'rules', model: null, tokens_in: 0, tokens_out: 0 } });
    expect([await languageOf(), await languageOf('en')]).toEqual(['de', 'en']);
    await new DisplaySettings(database).update({ language: 'en' });
    expect([await languageOf(), await languageOf('de')]).toEqual(['en', 'en']);
  });
});
