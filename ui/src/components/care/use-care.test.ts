import { describe, expect, it } from 'vitest';
import type { CareProgress } from '../../api/generated';
import { liveScreen } from '../../testing/begun-screen';
import { FakeEventSource } from '../../testing/fake-event-source';
import { problem, settled } from '../../testing/fake-server';
import { careProgress, carePlan, currentPlan } from '../../testing/care-samples';
import { basil, fern, at } from '../../testing/samples';
import { type Screen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { useCare } from './use-care';

const PLAN = '/api/plants/:id/care-plan';
const MAKE = '/api/plants/:id/analyze';
const failed = { at: at('12:00'), code: 'llm_failed', detail: 'No answer.' };

async function care(plantId = 'fern', screen?: Screen) {
  const on = screen ?? (await liveScreen());
  const shown = on.show(() => useCare(plantId));
  await settled();
  return { ...on, ...shown.it, leave: shown.leave, id: () => shown.it.plan.value?.id };
}
const answerWith = (id: number, more: Parameters<typeof currentPlan>[2] = {}): void =>
  server.answer('GET', PLAN, ({ params }: { params: { id: string } }) => currentPlan(id, params.id, more));
const loads = (): number => server.asked('GET', PLAN).length;
const tell = (plantId: string, more: Partial<CareProgress> = {}): Promise<void> =>
  FakeEventSource.latest.emit('care_progress', careProgress(plantId, more));

describe('the care plan', () => {
  it('is loaded, and none is made for it', async () => {
    answerWith(1, { progress: careProgress('fern') });
    const { id, progress, error } = await care();
    expect([id(), progress.value?.step, error.value]).toEqual([1, 'llm', undefined]);
    expect(server.asked('POST', MAKE)).toEqual([]);
  });

  it('that cannot be loaded says why; one that is shown stays', async () => {
    server.answer('GET', PLAN, problem(404, { detail: 'No plan yet.' }));
    const { id, error, load } = await care();
    expect([id(), error.value]).toEqual([undefined, 'No plan yet.']);
    answerWith(1);
    await load();
    expect([id(), error.value]).toEqual([1, undefined]);
    server.answer('GET', PLAN, problem(503));
    await load();
    expect([id(), error.value]).toEqual([1, undefined]);
  });

  it('is the newest, whatever the order of the answers', async () => {
    answerWith(1);
    const { id, load } = await care();
    const [first, second] = [server.hold('GET', PLAN), server.hold('GET', PLAN)];
    void load();
    void load();
    await settled();
    await second.answer(currentPlan(3));
    await first.answer(currentPlan(2));
    expect(id()).toBe(3);
  });

  it('is loaded again when one was stored for this plant, and not for another', async () => {
    answerWith(1);
    const { id, leave } = await care();
    answerWith(2);
    await FakeEventSource.latest.emit('care_plan', carePlan(2, 'basil'));
    expect([id(), loads()]).toEqual([1, 1]);
    await FakeEventSource.latest.emit('care_plan', carePlan(2, 'fern'));
    expect([id(), loads()]).toEqual([2, 2]);
    leave();
    await FakeEventSource.latest.emit('care_plan', carePlan(3, 'fern'));
    expect(loads()).toBe(2);
  });

  it('is loaded again when the plant changes, and when the connection is back', async () => {
    answerWith(1);
    const { garden } = await care();
    await FakeEventSource.latest.emit('plant', basil({ name: 'Other' }));
    expect(loads()).toBe(1);
    await FakeEventSource.latest.emit('plant', fern({ last_watered_at: at('12:00') }));
    expect(loads()).toBe(2);
    await FakeEventSource.latest.drop();
    expect(loads()).toBe(2);
    await FakeEventSource.latest.connect();
    expect(loads()).toBe(3);
    await FakeEventSource.latest.emit('plant', { id: 'fern', removed: true });
    await FakeEventSource.latest.emit('plant', fern());
    expect([loads(), garden.plants.length]).toEqual([3, 2]);
  });
});

describe('the progress of a new plan', () => {
  it('is shown for this plant, on all screens, until it is over', async () => {
    answerWith(1);
    const [one, two] = [await care(), await care('basil')];
    for (const stream of FakeEventSource.all)
      await stream.emit('care_progress', careProgress('fern', { step: 'check' }));
    expect([one.progress.value?.step, two.progress.value]).toEqual(['check', undefined]);
    answerWith(2);
    for (const stream of FakeEventSource.all)
      await stream.emit('care_progress', careProgress('fern', { step: 'done' }));
    expect([one.progress.value, one.id(), two.id()]).toEqual([undefined, 2, 1]);
  });

  it('that failed is over, and what failed is loaded', async () => {
    answerWith(1);
    const { progress, plan } = await care();
    await tell('fern');
    answerWith(1, { last_failure: failed });
    await tell('fern', { step: 'failed', failure: failed });
    expect([progress.value, plan.value?.last_failure]).toEqual([undefined, failed]);
  });

  it('that began while the plan was loaded is not hidden by the older answer', async () => {
    answerWith(1);
    const { progress, load, id } = await care();
    const held = server.hold('GET', PLAN);
    void load();
    await settled();
    await tell('fern', { step: 'context' });
    await held.answer(currentPlan(1));
    expect([id(), progress.value?.step]).toEqual([1, 'context']);
  });

  it('of the answer ends with an answer that has none', async () => {
    answerWith(1, { progress: careProgress('fern') });
    const { progress, load } = await care();
    answerWith(2);
    await load();
    expect(progress.value).toBeUndefined();
  });
});

describe('asking for a new plan', () => {
  it('makes one at a time, shows it and says so', async () => {
    answerWith(1);
    const { make, isMaking, id, told } = await care();
    const held = server.hold('POST', MAKE);
    const making = make();
    await settled();
    await make();
    expect([isMaking.value, server.asked('POST', MAKE).length]).toEqual([true, 1]);
    answerWith(2);
    await held.answer(carePlan(2));
    await making;
    expect([isMaking.value, id(), told().length]).toEqual([false, 2, 1]);
  });

  it('that fails is told once: beside the plan if that keeps it, else in a toast', async () => {
    answerWith(1, { last_failure: failed });
    server.answer('POST', MAKE, problem(502, { code: 'llm_failed', detail: 'No answer.' }));
    const { make, told, isMaking } = await care();
    await make();
    expect([told(), isMaking.value]).toEqual([[], false]);
    server.answer('POST', MAKE, problem(409, { code: 'busy', detail: 'One is being made.' }));
    await make();
    expect(told()).toEqual(['One is being made.']);
  });

  it('without a connection is told in a toast', async () => {
    answerWith(1);
    const { make, told } = await care();
    server.isReachable = false;
    await make();
    expect(told()).toEqual([expect.stringMatching(/reach/)]);
  });
});
