import { carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import type { CareRequest, FlowRequests } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { CareAdvisor } from './care-advisor.ts';
import { knownDiagnoses } from '../../testing/known-diagnoses.ts';
import { diagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { CarePlans } from './care-plans.ts';
import { DisplaySettings } from '../settings/display-settings.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import type { Plants } from '../plants/plants.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';

const databases = useTestDatabases();
const clock = new FakeClock('2026-03-08T12:00:00.000Z');

/** The advisor on a real database. The flow is a function that a test may replace. */
async function setUp() {
  const database: Database = await databases.pool();
  await insertPlant(database, 'plant_1', { name: 'Monty', species: null, thresholds: {} });
  const plants = {
    get: async (id: string) => {
      const [plant] = await findPlants(database, [id]);
      if (!plant) throw new ProblemError('plant_not_found', `There is no plant ${id}`);
      return plant;
    },
  } as Pick<Plants, 'get'> as Plants;
  const bus = new ChangeBus(silentLog);
  const told: string[] = [];
  bus.on('care_plan_stored', () => told.push('care_plan'));
  bus.on('care_progressed', ({ progress }) => told.push(progress.step));
  const display = new DisplaySettings(database);
  const diagnoses = knownDiagnoses();
  const plans = new CarePlans({ database, plants, display, diagnoses, bus, clock, source: () => 'anthropic' });
  const calls: CareRequest[] = [];
  const flow = {
    async answer(request: CareRequest): Promise<unknown> {
      plans.progress(request, 'llm');
      const { summary, watering, light, humidity, alerts, schedule } = carePlan();
      return plans.store(request, {
        advice: { summary, watering, light, humidity, alerts, schedule },
        context: await plans.gather(request),
        origin: { source: request.withoutModel ? 'rules' : 'anthropic', model: null, tokens_in: 1, tokens_out: 1 },
      });
    },
  };
  const requests: FlowRequests = {
    call(_, payload) {
      calls.push(payload as CareRequest);
      return flow.answer(payload as CareRequest);
    },
  };
  const advisor = new CareAdvisor({ plans, plants, requests, display, clock, log: silentLog });
  return { database, advisor, plans, diagnoses, calls, flow, told };
}

let parts: Awaited<ReturnType<typeof setUp>>;
beforeEach(async () => {
  parts = await setUp();
});

describe('the advisor', () => {
  it('shares one plan between simultaneous requests for the same plant', async () => {
    const [one, other] = await Promise.all([
      parts.advisor.make('plant_1', 'user', 'en'),
      parts.advisor.make('plant_1', 'weekly'),
    ]);
    expect(other).toEqual(one);
    expect(parts.calls).toHaveLength(1);
    await parts.advisor.make('plant_1', 'user', 'en');
    expect(parts.calls).toHaveLength(2);
  });

  it('makes the plans of two plants at once, each with its own', async () => {
    await insertPlant(parts.database, 'plant_2', { name: 'Fern', species: null, thresholds: {} });
    const [one, other] = await Promise.all([
      parts.advisor.make('plant_1', 'user', 'en'),
      parts.advisor.make('plant_2', 'user', 'en'),
    ]);
    expect([one.plant_id, other.plant_id]).toEqual(['plant_1', 'plant_2']);
    expect(parts.calls).toHaveLength(2);
  });

  it('tells the reason of a failure even if that cannot be kept', async () => {
    parts.flow.answer = async () => {
      await parts.database.query('DROP TABLE care_failures');
      return Promise.reject(new TypeError('a function node broke'));
    };
    await expect(parts.advisor.make('plant_1', 'user', 'en')).rejects.toMatchObject({ code: 'flow_unavailable' });
  });

  it('has a calendar of now, in the zone that is set and the language of the reader', async () => {
    await new DisplaySettings(parts.database).update({ time_zone: 'Pacific/Kiritimati' });
    parts.diagnoses.found = diagnosis({ watering: { ...diagnosis().watering, next: '2026-03-01' } });
    const text = await parts.advisor.calendar('plant_1', 'de', 'http://plants.local');
    expect(text).toMatch(/X-WR-CALNAME:Pflege von Monty/);
    expect(text).toContain('http://plants.local/plants/plant_1/care');
    // At noon UTC it is the ninth there, and what is overdue stands there.
    expect(text).toContain('DTSTART;VALUE=DATE:20260309');
    expect(text).not.toContain('DTSTART;VALUE=DATE:20260308');
    expect(await parts.advisor.calendar('plant_1', 'en', 'x')).toMatch(/X-WR-CALNAME:Care of Monty/);
    await expect(parts.advisor.calendar('plant_9', 'de', 'x')).rejects.toMatchObject({ code: 'plant_not_found' });
  });

  it('reports its progress and the stored plan', async () => {
    await parts.advisor.make('plant_1', 'user', 'en');
    expect(parts.told).toEqual(['llm', 'care_plan', 'done']);
    expect((await parts.plans.state('plant_1')).progress).toBeNull();
  });

  it('makes the first plan by rules without asking the flow, once for all who look, and says it in the language of each', async () => {
    parts.flow.answer = () => Promise.reject(new Error('there is no flow'));
    const [german, english] = await Promise.all([
      parts.advisor.current('plant_1', 'de'),
      parts.advisor.current('plant_1', 'en'),
    ]);
    expect(german).toMatchObject({ source: 'rules', language: 'de', is_kept: false, last_failure: null });
    expect(english).toMatchObject({ id: german.id, language: 'en' });
    expect(german.summary).not.toBe(english.summary);
    expect([parts.calls, parts.told]).toEqual([[], ['care_plan']]);
  });

  it('says by rules what is true now, at the time of the diagnosis, also where the plan is old', async () => {
    const before = await parts.advisor.current('plant_1', 'en');
    expect(before.watering.next).toBe('2026-03-08');
    const at = '2026-03-10T07:00:00.000Z';
    parts.diagnoses.found = diagnosis({
      at,
      level: 'urgent',
      findings: [
        finding({ code: 'cold_now', metric: 'temperature', severity: 'urgent', evidence: { value: 3, limit: 15 } }),
      ],
      watering: { ...diagnosis().watering, next: '2026-03-17' },
    });
    const now = await parts.advisor.current('plant_1', 'en');
    expect(now).toMatchObject({ id: before.id, generated_at: at, watering: { next: '2026-03-17' }, outdated: [] });
    expect(now.summary).not.toBe(before.summary);
    expect(now.diagnosis_now).toEqual(now.diagnosis);
  });

  it("keeps a model's words and date, marks where something has changed, and has what is of now", async () => {
    const made = await parts.advisor.make('plant_1', 'user', 'en');
    expect((await parts.advisor.current('plant_1', 'en')).outdated).toEqual([]);
    parts.diagnoses.found = diagnosis({
      at: '2026-03-10T07:00:00.000Z',
      findings: [finding({ code: 'soil_wet', evidence: { value: 88, limit: 70 }, asks: ['hold_water'] })],
      asks: ['hold_water'],
      watering: { ...diagnosis().watering, next: null, not_before: '2026-03-20' },
    });
    const now = await parts.advisor.current('plant_1', 'de');
    expect(now).toMatchObject({
      is_kept: true,
      summary: made.summary,
      language: 'en',
      generated_at: made.generated_at,
      watering: { amount: made.watering.amount, next: '2026-03-20' },
    });
    expect(now.diagnosis?.findings[0]?.code).toBe('soil_dry');
    expect(now.diagnosis_now.findings[0]?.code).toBe('soil_wet');
    expect(now.alerts_now).toBe(1);
    expect(now.outdated.map(({ part, because }) => `${part} ${because}`)).toContain('watering soil_wet');
    expect(now.outdated.find(({ because }) => because === 'soil_dry')?.text).toMatch(/^Es gilt nicht mehr: /);
  });

  it('keeps the last plan when a new one cannot be made, and says why until one can', async () => {
    const { id } = await parts.advisor.make('plant_1', 'user', 'en');
    const works = parts.flow.answer;
    parts.flow.answer = () => Promise.reject(new ProblemError('llm_wrong_key', 'The key was refused'));
    await expect(parts.advisor.make('plant_1', 'user', 'en')).rejects.toMatchObject({ code: 'llm_wrong_key' });
    expect(await parts.advisor.current('plant_1', 'en')).toMatchObject({
      id,
      last_failure: { code: 'llm_wrong_key', detail: 'The key was refused', at: clock.now().toISOString() },
      progress: null,
    });
    expect(parts.told.at(-1)).toBe('failed');
    parts.flow.answer = works;
    await parts.advisor.make('plant_1', 'user', 'en');
    expect((await parts.advisor.current('plant_1', 'en')).last_failure).toBeNull();
  });

  it.each(['llm_invalid_answer', 'llm_answer_refused'] as const)(
    'has the rules make the plan after %s, and says why beside it',
    async (code) => {
      const works = parts.flow.answer;
      parts.flow.answer = (request) =>
        request.withoutModel
          ? works(request)
          : Promise.reject(new ProblemError(code, "The model's answer was not used: it floods the plant."));
      const plan = await parts.advisor.make('plant_1', 'weekly', 'de');
      expect(plan).toMatchObject({ source: 'rules', reason: 'weekly', language: 'de' });
      expect(await parts.advisor.current('plant_1', 'en')).toMatchObject({
        id: plan.id,
        last_failure: { code, detail: "The model's answer was not used: it floods the plant." },
        progress: null,
      });
    },
  );

  it('says why the answer is not used where the rules make no plan either', async () => {
    parts.flow.answer = ({ withoutModel }) =>
      Promise.reject(withoutModel ? new Error('no wire') : new ProblemError('llm_answer_refused', 'It floods.'));
    await expect(parts.advisor.make('plant_1', 'user', 'en')).rejects.toMatchObject({ code: 'llm_answer_refused' });
    expect(parts.calls.map(({ withoutModel }) => withoutModel ?? false)).toEqual([false, true]);
  });

  it('reports a flow that answers with something else or fails', async () => {
    parts.flow.answer = () => Promise.resolve({ summary: 'edited' });
    await expect(parts.advisor.make('plant_1', 'user', 'en')).rejects.toMatchObject({
      code: 'flow_unavailable',
      message: expect.stringMatching(/its answer must come from the "store plan" node/),
    });
    parts.flow.answer = () => Promise.reject(new TypeError('a function node broke'));
    await expect(parts.advisor.make('plant_1', 'user', 'en')).rejects.toMatchObject({
      code: 'flow_unavailable',
      message: expect.stringMatching(/a function node broke/),
    });
  });

  it('has no plan for a plant that does not exist', async () => {
    await expect(parts.advisor.make('plant_9', 'user', 'en')).rejects.toMatchObject({ code: 'plant_not_found' });
    await expect(parts.advisor.current('plant_9', 'en')).rejects.toMatchObject({ code: 'plant_not_found' });
    expect(parts.calls).toEqual([]);
  });

  it('uses the set language, or else the requested one, or else that of the previous plan', async () => {
    expect((await parts.advisor.make('plant_1', 'user', 'de')).language).toBe('de');
    expect((await parts.advisor.make('plant_1', 'weekly')).language).toBe('de');
    await new DisplaySettings(parts.database).update({ language: 'en' });
    expect((await parts.advisor.make('plant_1', 'user', 'de')).language).toBe('en');
  });
});
