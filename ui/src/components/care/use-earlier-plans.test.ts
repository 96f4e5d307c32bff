import { describe, expect, it } from 'vitest';
import { page, problem, settled } from '../../testing/fake-server';
import { carePlan } from '../../testing/care-samples';
import { onScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { useEarlierPlans } from './use-earlier-plans';

const PATH = '/api/plants/:id/care-plans';
const plansFrom = (first: number, count = 10) => Array.from({ length: count }, (_, nth) => carePlan(first - nth));

async function plans(plantId = 'fern') {
  const { it: shown } = onScreen(() => useEarlierPlans(plantId));
  await shown.load();
  return { ...shown, ids: () => shown.entries.value?.map(({ plan }) => plan.id) };
}

describe('earlier plans', () => {
  it('come page by page', async () => {
    server.answer('GET', PATH, ({ query }: { query: { cursor?: string } }) =>
      query.cursor === undefined ? page(plansFrom(30), 21) : page(plansFrom(20, 2)),
    );
    const { ids, more, hasMore, isBusy } = await plans();
    expect([ids()?.length, hasMore.value, isBusy.value]).toEqual([10, true, false]);
    await more();
    expect([ids()?.length, ids()?.at(-1), hasMore.value]).toEqual([12, 19, false]);
    expect(server.calls.map(({ path, query }) => [path, query])).toEqual([
      ['/api/plants/fern/care-plans', { limit: '10' }],
      ['/api/plants/fern/care-plans', { limit: '10', cursor: '21' }],
    ]);
  });

  it('end with a page that is not full, whatever its link says', async () => {
    server.answer('GET', PATH, page(plansFrom(3, 3), 1));
    expect((await plans()).hasMore.value).toBe(false);
  });

  it('say what changed from the one before, where that is loaded', async () => {
    const wetter = carePlan(2, 'fern', {
      watering: { frequency: 'Every 3 days', amount: '200 ml', next: '2026-01-09' },
    });
    server.answer('GET', PATH, [wetter, carePlan(1)]);
    const { entries } = await plans();
    expect(entries.value?.[0]?.changes).toEqual([
      { part: 'watering.frequency', from: 'Every 7 days', to: 'Every 3 days' },
    ]);
    expect(entries.value?.[1]?.changes).toBeUndefined();
  });

  it('are busy while they load', async () => {
    const held = server.hold('GET', PATH);
    const { it: shown } = onScreen(() => useEarlierPlans('fern'));
    expect(shown.isBusy.value).toBe(false);
    const loading = shown.load();
    await settled();
    expect([shown.isBusy.value, shown.entries.value]).toEqual([true, undefined]);
    await held.answer([]);
    await loading;
    expect([shown.isBusy.value, shown.entries.value]).toEqual([false, []]);
  });

  it('have no gap when they are loaded anew while a further page is on its way', async () => {
    server.answer('GET', PATH, page(plansFrom(30), 21));
    const { ids, more, load } = await plans();
    const further = server.hold('GET', PATH);
    const loading = more();
    await settled();
    server.answer('GET', PATH, page(plansFrom(31), 22));
    await load();
    await further.answer(page(plansFrom(20)));
    await loading;
    expect([ids()?.length, ids()?.[0]]).toEqual([10, 31]);
  });

  it('that cannot be loaded say why, until they can; a failure of an older request is not shown', async () => {
    server.answer('GET', PATH, problem(503, { detail: 'Away.' }));
    const { error, load, ids, isBusy } = await plans();
    expect([error.value, isBusy.value]).toEqual(['Away.', false]);
    const older = server.hold('GET', PATH);
    const loading = load();
    await settled();
    server.answer('GET', PATH, []);
    await load();
    await older.lose();
    await loading;
    expect([error.value, ids()]).toEqual([undefined, []]);
  });

  it('of each plant are its own', async () => {
    server.answer('GET', PATH, ({ params }: { params: { id: string } }) => [carePlan(params.id === 'fern' ? 1 : 2)]);
    expect([(await plans()).ids(), (await plans('basil')).ids()]).toEqual([[1], [2]]);
  });
});
