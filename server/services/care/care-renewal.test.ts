import { carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import type { CarePlan } from '@plantops/shared/care/care-plan.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { diagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { plantFacts } from '@plantops/shared/testing/plant-facts.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertCarePlan, saveCareFailure } from '../../db/repositories/care-plans.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { type FakeDiagnoses, knownDiagnoses } from '../../testing/known-diagnoses.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { CareRenewal } from './care-renewal.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';

const databases = useTestDatabases();
let database: Database;
let allowed: boolean;
let fails: boolean;
/** The plans that were requested, in order. */
let asked: string[];
let clock: FakeClock;
let bus: ChangeBus;
let diagnoses: FakeDiagnoses;
/** What happens when a plan is requested, before it is made. */
let meanwhile: () => unknown;
const NOW = new Date('2026-03-08T12:00:00.000Z');
const HOUR = 60;
const DAY = 24 * HOUR;
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const renewal = (): CareRenewal =>
  new CareRenewal({
    database,
    diagnoses,
    advisor: {
      async make(plantId, reason) {
        asked.push(`${plantId} ${reason}`);
        await meanwhile();
        if (fails) {
          // The advisor does the same.
          await saveCareFailure(database, plantId, reason, {
            at: clock.now().toISOString(),
            code: 'llm_failed',
            detail: 'no',
          });
          throw new ProblemError('llm_failed', 'no');
        }
        return stored(plantId, 0, diagnoses.found, reason);
      },
    },
    bus,
    clock,
    isAllowed: () => allowed,
    log: silentLog,
  });

const WELL = diagnosis({ level: 'well', findings: [] });
const DRY = diagnosis();
const URGENT = diagnosis({ level: 'urgent', findings: [finding({ severity: 'urgent' })] });

/** Stores a plan made some time ago, when this was found. */
async function stored(
  plantId: string,
  minutesAgo: number,
  found: Diagnosis | null = WELL,
  reason: CarePlan['reason'] = 'user',
  species: string | null = null,
): Promise<CarePlan> {
  const { id: _, ...plan } = carePlan({
    plant_id: plantId,
    generated_at: ago(minutesAgo).toISOString(),
    reason,
    diagnosis: found,
    made_from: { ...carePlan().made_from, plant: { name: plantId, species, kept_since: '2025-06-01' } },
  });
  return (await insertCarePlan(database, plan))!;
}

beforeEach(async () => {
  database = await databases.pool();
  [allowed, fails, asked, meanwhile] = [true, false, [], () => undefined];
  [clock, bus] = [new FakeClock(NOW), new ChangeBus(silentLog)];
  diagnoses = knownDiagnoses();
  diagnoses.found = WELL;
  diagnoses.facts = plantFacts({ plant: { ...plantFacts().plant, species: null } });
  for (const id of ['plant_1', 'plant_2'])
    await insertPlant(database, id, { name: id, species: null, thresholds: { soil_moisture: { min: 20, max: 60 } } });
});

describe('a plan is renewed automatically', () => {
  it('when it is a week old, but only once', async () => {
    await stored('plant_1', 7 * DAY);
    await stored('plant_2', 7 * DAY - 1);
    await renewal().renewDue();
    await renewal().renewDue();
    expect(asked).toEqual(['plant_1 weekly']);
  });

  /** Looks every five minutes for this long. */
  const lookFor = async (running: CareRenewal, minutes: number): Promise<void> => {
    for (let passed = 0; passed <= minutes; passed += 5) {
      await running.renewDue();
      await clock.advance(5 * 60_000);
    }
  };

  it.each<[string, Diagnosis, Diagnosis]>([
    ['something was found that was not before', WELL, DRY],
    ['what was found is over', DRY, WELL],
    ['it became urgent', DRY, URGENT],
  ])('when %s, for an hour', async (_what, before, now) => {
    await stored('plant_1', 2 * HOUR, before);
    diagnoses.found = now;
    const running = renewal();
    await lookFor(running, 55);
    expect(asked).toEqual([]);
    await running.renewDue();
    expect(asked).toEqual(['plant_1 change']);
  });

  it.each<[string, Diagnosis, Diagnosis]>([
    ['a figure has moved', DRY, diagnosis({ findings: [finding({ evidence: { value: 11 } })] })],
    ['there is a hint', WELL, diagnosis({ level: 'well', findings: [finding({ severity: 'notice' })] })],
    ['nothing has changed', DRY, DRY],
  ])('not because %s', async (_what, before, now) => {
    await stored('plant_1', 2 * HOUR, before);
    diagnoses.found = now;
    await lookFor(renewal(), 120);
    expect(asked).toEqual([]);
  });

  it('not because a value near its limit comes and goes', async () => {
    await stored('plant_1', 2 * HOUR, WELL);
    const running = renewal();
    for (let round = 0; round < 4; round += 1) {
      diagnoses.found = DRY;
      await lookFor(running, 40);
      diagnoses.found = WELL;
      await lookFor(running, 5);
    }
    expect(asked).toEqual([]);
  });

  it('not before its week is over where nobody knows what was found', async () => {
    await stored('plant_1', 2 * HOUR, null);
    diagnoses.found = URGENT;
    await lookFor(renewal(), 90);
    expect(asked).toEqual([]);
  });

  it('when its plant has another species now, but only for the requested plants', async () => {
    for (const id of ['plant_1', 'plant_2']) await stored(id, 2 * HOUR, WELL, 'user', 'Monstera deliciosa');
    await renewal().renewDue(['plant_2']);
    expect(asked).toEqual(['plant_2 change']);
  });

  it('the day after it failed, and a second time the day after that', async () => {
    await stored('plant_1', 8 * DAY);
    fails = true;
    const daily = renewal();
    await daily.renewDue();
    await clock.advance(DAY * 60_000 - 1);
    await daily.renewDue();
    expect(asked).toHaveLength(1);
    await clock.advance(2);
    await daily.renewDue();
    expect(asked).toHaveLength(2);
  });

  it('at most once a day, even if it failed', async () => {
    await stored('plant_1', 8 * DAY);
    fails = true;
    await renewal().renewDue();
    await renewal().renewDue();
    expect(asked).toEqual(['plant_1 weekly']);
  });

  it('one after another, and a failure does not stop the others', async () => {
    await stored('plant_1', 9 * DAY);
    await stored('plant_2', 8 * DAY);
    fails = true;
    await renewal().renewDue();
    expect(asked).toEqual(['plant_1 weekly', 'plant_2 weekly']);
  });

  it('not if there is none yet, nor if the owner has switched it off', async () => {
    await renewal().renewDue();
    await stored('plant_1', 9 * DAY);
    allowed = false;
    await renewal().renewDue();
    expect(asked).toEqual([]);
  });
});

describe('once it is started, it looks', () => {
  let running: CareRenewal;
  beforeEach(() => {
    running = renewal();
    running.start();
  });
  afterEach(() => {
    running.stop();
    expect(clock.timers).toBe(0);
  });
  it('every five minutes, and not before', async () => {
    await stored('plant_1', 7 * DAY - 8);
    await stored('plant_2', 7 * DAY - 3);
    await clock.advance(5 * 60_000 - 1);
    expect(asked).toEqual([]);
    await clock.advance(1);
    await expect.poll(() => asked).toEqual(['plant_2 weekly']);
    await clock.advance(5 * 60_000);
    await expect.poll(() => asked).toEqual(['plant_2 weekly', 'plant_1 weekly']);
  });

  it('at a plant whose species changed, at once and only there', async () => {
    for (const id of ['plant_1', 'plant_2']) await stored(id, 2 * HOUR, WELL, 'user', 'Monstera deliciosa');
    await bus.publish('species_changed', { plantIds: ['plant_2'] });
    await expect.poll(() => asked).toEqual(['plant_2 change']);
    await bus.publish('species_changed', { plantIds: ['plant_1'] });
    await expect.poll(() => asked).toEqual(['plant_2 change', 'plant_1 change']);
  });

  it('at one after another, though the first takes its time', async () => {
    for (const id of ['plant_1', 'plant_2']) await stored(id, 2 * HOUR, WELL, 'user', 'Monstera deliciosa');
    const made = Promise.withResolvers<undefined>();
    meanwhile = () => made.promise;
    const looks = vi.spyOn(database, 'query');
    await bus.publish('species_changed', { plantIds: ['plant_1'] });
    await bus.publish('species_changed', { plantIds: ['plant_2'] });
    await expect.poll(() => asked).toEqual(['plant_1 change']);
    expect(looks.mock.calls.filter(([sql]) => sql.includes('care_plans'))).toHaveLength(1);
    looks.mockRestore();
    made.resolve(undefined);
    await expect.poll(() => asked).toEqual(['plant_1 change', 'plant_2 change']);
  });

  it.each<[string, () => () => boolean]>([
    [
      'the database failed',
      () => {
        const query = vi.spyOn(database, 'query').mockRejectedValueOnce(new Error('away'));
        return () => query.mock.calls.length > 0;
      },
    ],
    [
      'a plan failed for no known reason',
      () => {
        let isBroken = false;
        meanwhile = () => {
          if (isBroken) return;
          isBroken = true;
          throw new TypeError('broken');
        };
        return () => isBroken;
      },
    ],
  ])('again in five minutes where %s', async (_what, breaks) => {
    await stored('plant_1', 9 * DAY);
    const isBroken = breaks();
    await clock.advance(5 * 60_000);
    await expect.poll(isBroken).toBe(true);
    vi.restoreAllMocks();
    asked = [];
    await clock.advance(5 * 60_000);
    await expect.poll(() => asked).toEqual(['plant_1 weekly']);
  });

  it.each<[string, () => void]>([
    ['it is stopped', () => running.stop()],
    ['the owner forbids it', () => (allowed = false)],
  ])('at no further plant once %s', async (_what, ends) => {
    await stored('plant_1', 9 * DAY);
    await stored('plant_2', 8 * DAY);
    meanwhile = ends;
    await running.renewDue();
    expect(asked).toEqual(['plant_1 weekly']);
  });
});
