import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import type { Alert } from '../../api/generated';
import { page, problem, settled } from '../../testing/fake-server';
import { alert, at } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { isOfFilter, usePastAlerts } from './use-past-alerts';

const PATH = '/api/alerts';
const over = (id: number, plantId = 'fern', more: Partial<Alert> = {}): Alert =>
  alert(id, plantId, { closed_at: at('11:30'), ...more });
type Filter = Parameters<typeof isOfFilter>[1];

async function list(first: Filter = {}) {
  const filter = ref<Filter>(first);
  const screen = openScreen();
  const { it: past } = screen.show(() => usePastAlerts(() => filter.value, 2));
  await settled();
  return { ...screen, past, filter, ids: () => past.alerts.value?.map(({ id }) => id) };
}
const asked = (): unknown[] => server.asked('GET', PATH).map(({ query }) => query);

describe('isOfFilter', () => {
  it.each([
    { filter: {}, fits: true },
    { filter: { plant_id: 'fern' }, fits: true },
    { filter: { plant_id: 'basil' }, fits: false },
    { filter: { about: 'soil_moisture' as const }, fits: true },
    { filter: { about: 'humidity' as const }, fits: false },
    { filter: { about: 'offline' as const }, fits: false },
    { filter: { plant_id: 'basil', about: 'soil_moisture' as const }, fits: false },
  ])('an alert of the fern about its soil, for $filter: $fits', ({ filter, fits }) => {
    expect(isOfFilter(alert(1), filter)).toBe(fits);
  });

  it('an alert about a device that is away has no metric', () => {
    expect(isOfFilter(alert(1, 'fern', { kind: 'offline', metric: null }), { about: 'offline' })).toBe(true);
  });
});

describe('past alerts', () => {
  it('come page by page, newest first', async () => {
    server.answer('GET', PATH, ({ query }: { query: { cursor?: string } }) =>
      query.cursor === undefined ? page([over(9), over(7)], 7) : page([over(5)]),
    );
    const { past, ids } = await list({ plant_id: 'fern' });
    expect([ids(), past.hasMore.value, past.isStale.value, past.isBusy.value]).toEqual([[9, 7], true, false, false]);
    await past.more();
    expect([ids(), past.hasMore.value]).toEqual([[9, 7, 5], false]);
    expect(asked()).toEqual([
      { plant_id: 'fern', open: 'false', limit: '2' },
      { plant_id: 'fern', open: 'false', limit: '2', cursor: '7' },
    ]);
  });

  it('end with a page that is not full, whatever its link says', async () => {
    server.answer('GET', PATH, page([over(9)], 9));
    expect((await list()).past.hasMore.value).toBe(false);
  });

  it('that close meanwhile appear, if they are of the filter and no alert between can be missing', async () => {
    server.answer('GET', PATH, page([over(9), over(7)], 7));
    const { garden, ids, past } = await list({ plant_id: 'fern' });
    garden.state.alerts = {
      11: over(11),
      10: alert(10),
      12: over(12, 'basil'),
      7: over(7, 'fern', { acknowledged_at: at('12:00') }),
      6: over(6),
    };
    expect(ids()).toEqual([11, 9, 7]);
    expect(past.alerts.value?.at(-1)?.acknowledged_at).toBe(at('12:00'));
    server.answer('GET', PATH, page([over(5)]));
    await past.more();
    expect(ids()).toEqual([11, 9, 7, 6, 5]);
  });

  it('of another filter are at first those already there that fit', async () => {
    server.answer('GET', PATH, page([over(7, 'basil'), over(9)], 7));
    const { past, ids, filter } = await list();
    const next = server.hold('GET', PATH);
    filter.value = { plant_id: 'basil' };
    await settled();
    expect([ids(), past.isStale.value, past.isBusy.value, past.hasMore.value]).toEqual([[7], true, true, false]);
    filter.value = {};
    await settled();
    filter.value = { plant_id: 'basil' };
    await settled();
    await next.answer(page([over(3, 'basil')]));
    expect(ids()).toEqual([9, 7]);
  });

  it('are sorted while another filter loads', async () => {
    server.answer('GET', PATH, page([over(7, 'basil'), over(9, 'basil')]));
    const { ids, filter } = await list();
    server.hold('GET', PATH);
    filter.value = { plant_id: 'basil' };
    await settled();
    expect(ids()).toEqual([9, 7]);
  });

  it('of the filter before do not arrive under the next', async () => {
    const [before, after] = [server.hold('GET', PATH), server.hold('GET', PATH)];
    const { past, ids, filter } = await list({ plant_id: 'fern' });
    filter.value = { plant_id: 'basil' };
    await settled();
    await after.answer(page([over(2, 'basil')]));
    await before.answer(page([over(1), over(3)], 1));
    expect([ids(), past.hasMore.value, past.isStale.value, past.isBusy.value]).toEqual([[2], false, false, false]);
  });

  it('a failure of the filter before is not shown, and ends no wait', async () => {
    const [before, after] = [server.hold('GET', PATH), server.hold('GET', PATH)];
    const { past, filter, ids } = await list({ plant_id: 'fern' });
    filter.value = { plant_id: 'basil' };
    await settled();
    await before.lose();
    expect([past.error.value, past.isBusy.value, ids()]).toEqual([undefined, true, undefined]);
    await after.answer(page([]));
    expect([past.isBusy.value, ids()]).toEqual([false, []]);
  });

  it('that cannot be loaded say why, until they can', async () => {
    server.answer('GET', PATH, problem(503, { detail: 'Away.' }));
    const { past, ids } = await list();
    expect([past.error.value, ids(), past.isBusy.value]).toEqual(['Away.', undefined, false]);
    server.answer('GET', PATH, page([over(1)]));
    await past.more();
    expect([past.error.value, ids()]).toEqual([undefined, [1]]);
  });

  it('forget the error of the filter before', async () => {
    server.answer('GET', PATH, problem(503, { detail: 'Away.' }));
    const { past, filter } = await list();
    server.hold('GET', PATH);
    filter.value = { plant_id: 'basil' };
    await settled();
    expect(past.error.value).toBeUndefined();
  });
});
