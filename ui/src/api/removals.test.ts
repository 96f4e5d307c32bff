import { describe, expect, it } from 'vitest';
import { settled } from '../testing/fake-server';
import { fern } from '../testing/samples';
import { server } from '../testing/stage';
import { getCarePlan, getPlant, listPlantDevices, updatePlant } from './generated';
import { beginRemoval } from './removals';

const FERN = '/api/plants/fern';
const askPlan = (id = 'fern', signal?: AbortSignal) =>
  getCarePlan({ path: { id }, throwOnError: true, ...(signal && { signal }) }).then(
    ({ data }) => data.summary,
    () => 'failed',
  );

describe('what is read of something that is being removed', () => {
  it('is interrupted, and read after all where it stays', async () => {
    const held = server.hold('GET', `${FERN}/care-plan`);
    const plan = askPlan();
    await settled();
    const end = beginRemoval(FERN);
    expect(held.call?.isAborted()).toBe(true);
    await settled();
    expect(server.asked('GET', `${FERN}/care-plan`)).toHaveLength(1);
    server.answer('GET', `${FERN}/care-plan`, { summary: 'Water it' });
    end(false);
    expect(await plan).toBe('Water it');
  });

  it('is not asked once it is gone, also what its page wants to know while it goes', async () => {
    const held = server.hold('GET', `${FERN}/care-plan`);
    const early = askPlan();
    await settled();
    const end = beginRemoval(FERN);
    const late = listPlantDevices({ path: { id: 'fern' }, throwOnError: true });
    const refused = expect(late).rejects.toThrow();
    await settled();
    end(true);
    expect(await early).toBe('failed');
    await refused;
    expect([server.calls.length, held.call?.isAborted()]).toEqual([1, true]);
  });

  it('is asked again when it is back', async () => {
    beginRemoval(FERN)(true);
    server.answer('GET', FERN, fern());
    expect((await getPlant({ path: { id: 'fern' }, throwOnError: true })).data.name).toBe('Fern');
  });

  it('is nothing else: neither of others, nor what changes something', async () => {
    server.answer('GET', '/api/plants/fern2/care-plan', { summary: 'of another' });
    server.answer('PUT', FERN, fern());
    const end = beginRemoval(FERN);
    expect(await askPlan('fern2')).toBe('of another');
    expect((await updatePlant({ path: { id: 'fern' }, body: { name: 'Fern' }, throwOnError: true })).data.id).toBe(
      'fern',
    );
    end(true);
  });

  it('ends when nobody wants it any more, whether it is being removed or not', async () => {
    const held = server.hold('GET', `${FERN}/care-plan`);
    const leaving = new AbortController();
    const plan = askPlan('fern', leaving.signal);
    await settled();
    leaving.abort();
    expect([await plan, held.call?.isAborted()]).toEqual(['failed', true]);
  });
});
