import { describe, expect, it } from 'vitest';
import { problem, settled } from '../../testing/fake-server';
import { at, history } from '../../testing/samples';
import { onScreen } from '../../testing/screen';
import { clock, pass, server } from '../../testing/stage';
import { useRecentMoisture } from './use-recent-moisture';

const PATH = '/api/plants/:id/history';
const TEN_MINUTES = 600_000;

describe('the soil of the last 48 hours', () => {
  it('is asked for in whole buckets of ten minutes, so that it is the same after a reload', async () => {
    server.answer('GET', PATH, history('fern', { '11:50': { soil_moisture: 40 } }));
    clock.set(at('12:03:20'));
    const { it: points } = onScreen(() => useRecentMoisture('fern'));
    expect(points.value).toBeUndefined();
    await settled();
    expect(server.calls.map(({ path, query }) => [path, query])).toEqual([
      ['/api/plants/fern/history', { from: '2026-01-05T12:10:00.000Z', to: at('12:10'), points: '288' }],
    ]);
    expect(points.value?.length).toBe(1);
  });

  it('is asked for every ten minutes, until the page is left', async () => {
    server.answer('GET', PATH, history('fern'));
    const { it: points, leave } = onScreen(() => useRecentMoisture('fern'));
    await pass(TEN_MINUTES - 1);
    expect(server.calls.length).toBe(1);
    server.answer('GET', PATH, history('fern', { '12:00': { soil_moisture: 40 } }));
    await pass(1);
    expect([server.calls[1]?.query.to, points.value?.length]).toEqual([at('12:10'), 1]);
    leave();
    await pass(TEN_MINUTES);
    expect(server.calls.length).toBe(2);
  });

  it('is none if it cannot be loaded, and stays if it cannot be loaded again', async () => {
    server.answer('GET', PATH, problem(503));
    const { it: points } = onScreen(() => useRecentMoisture('fern'));
    await settled();
    expect(points.value).toEqual([]);
    server.answer('GET', PATH, history('fern', { '12:00': { soil_moisture: 40 } }));
    await pass(TEN_MINUTES);
    server.answer('GET', PATH, problem(503));
    await pass(TEN_MINUTES);
    expect(points.value?.length).toBe(1);
  });

  it('of each plant is its own', async () => {
    server.answer('GET', PATH, ({ params }: { params: { id: string } }) =>
      history(params.id, { '11:50': { soil_moisture: params.id === 'fern' ? 1 : 2 } }),
    );
    const screens = ['fern', 'basil'].map((id) => onScreen(() => useRecentMoisture(id)));
    await settled();
    expect(screens.map(({ it: points }) => points.value?.[0])).toMatchObject([{ value: 1 }, { value: 2 }]);
  });
});
