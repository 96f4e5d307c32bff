import { describe, expect, it, vi } from 'vitest';
import { getPlant } from '../api/generated';
import { problem, settled } from '../testing/fake-server';
import { fern } from '../testing/samples';
import { onScreen } from '../testing/screen';
import { server } from '../testing/stage';
import { useFetched } from './use-fetched';

const PATH = '/api/plants/fern';
const ask = () => getPlant({ path: { id: 'fern' }, throwOnError: true });

describe('useFetched', () => {
  it('asks when the component is mounted, and tells when the answer is there', async () => {
    const answer = server.hold('GET', PATH);
    const settledWith = vi.fn();
    const { it: plant } = onScreen(() => useFetched(ask, settledWith));
    await settled();
    expect([plant.data.value, settledWith.mock.calls.length]).toEqual([undefined, 0]);
    await answer.answer(fern());
    expect([plant.data.value?.id, plant.error.value, settledWith.mock.calls.length]).toEqual(['fern', undefined, 1]);
  });

  it('says why nothing could be loaded, and forgets it with the next attempt', async () => {
    server.answer('GET', PATH, problem(503, { detail: 'Away.' }));
    const settledWith = vi.fn();
    const { it: plant } = onScreen(() => useFetched(ask, settledWith));
    await settled();
    expect([plant.data.value, plant.error.value, settledWith.mock.calls.length]).toEqual([undefined, 'Away.', 1]);
    const answer = server.hold('GET', PATH);
    const loading = plant.load();
    await settled();
    expect(plant.error.value).toBeUndefined();
    await answer.answer(fern());
    await loading;
    expect([plant.data.value?.id, settledWith.mock.calls.length]).toEqual(['fern', 1]);
  });

  it('keeps what it has if it cannot be loaded again', async () => {
    server.answer('GET', PATH, fern());
    const { it: plant } = onScreen(() => useFetched(ask));
    await settled();
    server.isReachable = false;
    await plant.load();
    expect([plant.data.value?.id, plant.error.value]).toEqual(['fern', expect.stringMatching(/reach/)]);
  });

  it('shows the answer to the last request, even if an earlier one arrives after it', async () => {
    server.answer('GET', PATH, fern());
    const { it: plant } = onScreen(() => useFetched(ask));
    await settled();
    const [first, second] = [server.hold('GET', PATH), server.hold('GET', PATH)];
    const loads = [plant.load(), plant.load()];
    await settled();
    await second.answer(fern({ name: 'Newer' }));
    await first.answer(fern({ name: 'Older' }));
    await Promise.all(loads);
    expect(plant.data.value?.name).toBe('Newer');
  });

  it('a failure of an earlier request is not shown over the answer to the last', async () => {
    server.answer('GET', PATH, fern());
    const { it: plant } = onScreen(() => useFetched(ask));
    await settled();
    const first = server.hold('GET', PATH);
    const loads = [plant.load(), plant.load()];
    await settled();
    await first.lose();
    await Promise.all(loads);
    expect(plant.error.value).toBeUndefined();
  });
});
