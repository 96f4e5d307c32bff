import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import type { CareTask, CurrentCarePlan } from '../../api/generated';
import { preferences } from '../../messages/preferences';
import { currentPlan } from '../../testing/care-samples';
import { at } from '../../testing/samples';
import { onScreen } from '../../testing/screen';
import { clock, pass } from '../../testing/stage';
import { useSchedule } from './use-schedule';

const watering = (due: string, everyDays: number | null = 7): CareTask => ({
  task: 'watering',
  due,
  every_days: everyDays,
  note: 'Water it.',
});
const schedule = (first?: CurrentCarePlan) => {
  const plan = ref<CurrentCarePlan | undefined>(first);
  return { ...onScreen(() => useSchedule(() => plan.value)).it, plan };
};
// 2026-01-07, a Wednesday, is the day on which the tests play.
describe('the schedule', () => {
  it('is empty without a plan', () => {
    const { tasks, nextWatering, today } = schedule();
    expect([tasks.value, nextWatering.value, today.value]).toEqual([[], undefined, '2026-01-07']);
  });

  it('reaches to the end of the sixth week, which ends on a Sunday', () => {
    const { tasks } = schedule(currentPlan(1, 'fern', { schedule: [watering('2026-01-08', 1)] }));
    expect([tasks.value[0]?.date, tasks.value.at(-1)?.date]).toEqual(['2026-01-08', '2026-02-15']);
  });

  it('begins anew at midnight of the owner, not of the server', async () => {
    preferences.timeZone = 'Asia/Tokyo';
    clock.set(at('14:59:55'));
    const { today } = schedule();
    expect(today.value).toBe('2026-01-07');
    await pass(5000);
    expect(today.value).toBe('2026-01-08');
  });

  it('follows the plan', () => {
    const { nextWatering, plan } = schedule(currentPlan(1));
    expect(nextWatering.value?.date).toBe('2026-01-09');
    plan.value = currentPlan(2, 'fern', { schedule: [watering('2026-01-12')] });
    expect(nextWatering.value?.date).toBe('2026-01-12');
  });
});

describe('the next watering', () => {
  it('says in how many days, and how much of the time between two has passed', () => {
    expect(schedule(currentPlan(1)).nextWatering.value).toEqual({ date: '2026-01-09', inDays: 2, passed: 1 - 2 / 7 });
  });

  it('today has all its time passed', () => {
    const { nextWatering } = schedule(currentPlan(1, 'fern', { schedule: [watering('2026-01-07')] }));
    expect(nextWatering.value).toEqual({ date: '2026-01-07', inDays: 0, passed: 1 });
  });

  it('that is late says for how long', () => {
    const { nextWatering } = schedule(
      currentPlan(1, 'fern', { generated_at: '2026-01-01T08:00:00.000Z', schedule: [watering('2026-01-04')] }),
    );
    expect(nextWatering.value).toMatchObject({ inDays: -3, passed: 1 });
  });

  it.each([
    { case: 'the usual days between waterings', usual: 10, passed: 1 - 2 / 10 },
    { case: 'a week where those are not known', usual: null, passed: 1 - 2 / 7 },
  ])('that comes once is measured by $case', ({ usual, passed }) => {
    const plan = currentPlan(1, 'fern', { schedule: [watering('2026-01-09', null)] });
    plan.made_from.days_between_waterings = usual;
    expect(schedule(plan).nextWatering.value?.passed).toBeCloseTo(passed);
  });

  it('further away than usual has none of its time passed', () => {
    const { nextWatering } = schedule(currentPlan(1, 'fern', { schedule: [watering('2026-02-20')] }));
    expect(nextWatering.value).toMatchObject({ inDays: 44, passed: 0 });
  });

  it('is the one that the plan names where its tasks have none', () => {
    const task: CareTask = { task: 'pruning', due: '2026-01-08', every_days: null, note: 'Cut it.' };
    const { nextWatering, tasks } = schedule(currentPlan(1, 'fern', { schedule: [task] }));
    expect(nextWatering.value?.date).toBe('2026-01-09');
    expect(tasks.value.map(({ task: kind }) => kind)).toEqual(['pruning', 'watering']);
  });
});
