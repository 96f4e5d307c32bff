import { carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import { diagnosis } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import type { CarePlan } from '@plantops/shared/care/care-plan.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import {
  clearCareFailure,
  findCareFailure,
  findCarePlan,
  insertCarePlan,
  listCarePlans,
  listRenewalCandidates,
  saveCareFailure,
} from './care-plans.ts';
import { insertPlant } from './plants.ts';

const databases = useTestDatabases();
let database: Database;
const NOW = new Date('2026-03-08T12:00:00.000Z');
const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(NOW.getTime() - days * DAY_MS).toISOString();

const insert = (overrides: Partial<CarePlan> = {}) => {
  const { id: _, ...plan } = carePlan(overrides);
  return insertCarePlan(database, plan);
};
const failure = { at: NOW.toISOString(), code: 'llm_wrong_key', detail: 'The key was refused' };

beforeEach(async () => {
  database = await databases.pool();
  for (const id of ['plant_1', 'plant_2', 'plant_3'])
    await insertPlant(database, id, { name: id, species: null, thresholds: {} });
});

describe('care plans', () => {
  it('are read back as they were stored', async () => {
    const stored = await insert();
    expect(stored).toEqual({ ...carePlan(), id: stored?.id });
    expect((await findCarePlan(database, 'plant_1'))?.plan).toEqual(stored);
    expect(await findCarePlan(database, 'plant_2')).toBeUndefined();
  });

  it('are not stored for a plant that does not exist', async () => {
    expect(await insert({ plant_id: 'plant_9' })).toBeUndefined();
    expect(await listCarePlans(database, 'plant_9', { limit: 10 })).toEqual([]);
  });

  it('are listed newest first, page by page', async () => {
    for (const summary of ['one', 'two', 'three']) await insert({ summary });
    await insert({ plant_id: 'plant_2', summary: 'other' });
    const first = await listCarePlans(database, 'plant_1', { limit: 2 });
    expect(first.map(({ summary }) => summary)).toEqual(['three', 'two']);
    expect(
      (await listCarePlans(database, 'plant_1', { before: first[1]?.id, limit: 2 })).map(({ summary }) => summary),
    ).toEqual(['one']);
    expect((await findCarePlan(database, 'plant_1'))?.plan.summary).toBe('three');
  });

  it('are kept with what was found, where that is known and can be read', async () => {
    await insert({ diagnosis: diagnosis() });
    expect((await findCarePlan(database, 'plant_1'))?.plan.diagnosis).toEqual(diagnosis());
    await database.query(`UPDATE care_plans SET diagnosis = '{"findings": "of another version"}'`);
    expect((await findCarePlan(database, 'plant_1'))?.plan.diagnosis).toBeNull();
  });

  it.each([
    ['a language model', { source: 'anthropic' }, true],
    ['the rules', { source: 'rules' }, false],
    ['a script that calls itself rules', { source: 'rules', isWritten: true }, true],
  ] as const)('keep the words of %s: %s %s', async (_who, { source, ...more }, isKept) => {
    const { id: _, ...plan } = carePlan({ source });
    await insertCarePlan(database, { ...plan, ...more });
    expect((await findCarePlan(database, 'plant_1'))?.isKept).toBe(isKept);
  });
});

describe('candidates for a renewal', () => {
  const candidates = async () =>
    (await listRenewalCandidates(database, new Date(daysAgo(1)))).map(({ plant_id }) => plant_id);

  it('are the newest plan of each plant, oldest first', async () => {
    await insert({ generated_at: daysAgo(9) });
    await insert({ generated_at: daysAgo(2) });
    await insert({ plant_id: 'plant_2', generated_at: daysAgo(5), diagnosis: diagnosis() });
    const found = await listRenewalCandidates(database, new Date(daysAgo(1)));
    expect(found.map(({ plant_id, generated_at }) => [plant_id, generated_at.toISOString()])).toEqual([
      ['plant_2', daysAgo(5)],
      ['plant_1', daysAgo(2)],
    ]);
    expect(found.map(({ diagnosis: known }) => known)).toEqual([diagnosis(), null]);
  });

  it('exclude plants with an automatic plan within a day, but not those whose owner asked for one', async () => {
    await insert({ generated_at: daysAgo(0.5), reason: 'weekly' });
    await insert({ plant_id: 'plant_2', generated_at: daysAgo(0.5), reason: 'user' });
    await insert({ plant_id: 'plant_3', generated_at: daysAgo(1.5), reason: 'change' });
    expect(await candidates()).toEqual(['plant_3', 'plant_2']);
  });

  it('exclude plants for which an automatic plan failed within a day', async () => {
    for (const plant_id of ['plant_1', 'plant_2', 'plant_3']) await insert({ plant_id, generated_at: daysAgo(8) });
    await saveCareFailure(database, 'plant_1', 'weekly', { ...failure, at: daysAgo(0.5) });
    await saveCareFailure(database, 'plant_2', 'user', { ...failure, at: daysAgo(0.5) });
    await saveCareFailure(database, 'plant_3', 'change', { ...failure, at: daysAgo(1.5) });
    expect(await candidates()).toEqual(['plant_2', 'plant_3']);
  });
});

describe('the failure of a plant', () => {
  it('is the last one until it is cleared', async () => {
    await saveCareFailure(database, 'plant_1', 'user', { ...failure, code: 'llm_timeout' });
    await saveCareFailure(database, 'plant_1', 'weekly', failure);
    expect(await findCareFailure(database, 'plant_1')).toEqual(failure);
    await clearCareFailure(database, 'plant_1');
    expect(await findCareFailure(database, 'plant_1')).toBeUndefined();
  });

  it('is not kept for a plant that does not exist', async () => {
    await saveCareFailure(database, 'plant_9', 'user', failure);
    expect(await findCareFailure(database, 'plant_9')).toBeUndefined();
  });
});
