import { describe, expect, it } from 'vitest';
import { getCarePlan } from '../../api/generated';
import { problem, settled } from '../../testing/fake-server';
import { basil, basilDevice, fern, fernDevice } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { usePlantRemoval } from './use-plant-removal';

async function page() {
  const screen = openScreen();
  screen.garden.state.plants = { fern: fern(), basil: basil() };
  screen.garden.state.devices = { 'basil-board': basilDevice() };
  await screen.router.push('/plants/fern');
  server.answer('DELETE', '/api/plants/:id', {});
  return { ...screen, ...screen.show(usePlantRemoval).it, at: () => screen.router.currentRoute.value.path };
}

describe('deleting a plant', () => {
  it('leads back to the other plants, and only then takes it off the screen', async () => {
    const { remove, leaving, garden, at, told } = await page();
    const held = server.hold('DELETE', '/api/plants/fern');
    const removing = remove(garden.state.plants.fern!);
    await settled();
    expect([leaving.value?.id, Object.keys(garden.state.plants), at()]).toEqual([
      'fern',
      ['fern', 'basil'],
      '/plants/fern',
    ]);
    await held.answer({});
    await removing;
    expect([leaving.value, Object.keys(garden.state.plants), at(), told()]).toEqual([
      undefined,
      ['basil'],
      '/',
      [expect.stringMatching(/Fern/)],
    ]);
  });

  it('reads nothing more of it, and an undo at once brings it back when its page has gone', async () => {
    const { remove, garden, at, act } = await page();
    const plan = server.hold('GET', '/api/plants/fern/care-plan');
    const read = getCarePlan({ path: { id: 'fern' }, throwOnError: true }).catch(() => 'not read');
    await settled();
    const held = server.hold('DELETE', '/api/plants/fern');
    const removing = remove(garden.state.plants.fern!);
    expect(plan.call?.isAborted()).toBe(true);
    server.answer('POST', '/api/removed-plants/fern/restore', fern({ name: 'Fern again' }));
    server.answer('GET', '/api/plants/fern/devices', [fernDevice()]);
    await held.answer({});
    await act();
    await removing;
    await settled();
    expect([await read, server.asked('GET', '/api/plants/fern/care-plan').length]).toEqual(['not read', 1]);
    expect([at(), garden.state.plants.fern?.name]).toEqual(['/plants/fern', 'Fern again']);
  });

  it('is undone with its devices, and leads back to it', async () => {
    const { remove, garden, at, act, told } = await page();
    await remove(garden.state.plants.fern!);
    server.answer('POST', '/api/removed-plants/fern/restore', fern({ name: 'Fern again' }));
    server.answer('GET', '/api/plants/fern/devices', [fernDevice()]);
    await act();
    expect(garden.plants.map(({ name }) => name)).toEqual(['Basil', 'Fern again']);
    expect(Object.keys(garden.state.devices)).toEqual(['basil-board', 'fern-board']);
    expect([at(), told()]).toEqual(['/plants/fern', ['Undone.']]);
  });

  it('that the server refuses leaves everything as it is, and says why', async () => {
    const { remove, garden, at, leaving, told } = await page();
    server.answer('DELETE', '/api/plants/fern', problem(503, { detail: 'Away.' }));
    await remove(garden.state.plants.fern!);
    expect([told(), Object.keys(garden.state.plants), at(), leaving.value]).toEqual([
      ['Away.'],
      ['fern', 'basil'],
      '/plants/fern',
      undefined,
    ]);
  });

  it('of two plants, one after the other, offers to undo the second', async () => {
    const { remove, garden, act, told } = await page();
    await remove(garden.state.plants.fern!);
    await remove(garden.state.plants.basil!);
    expect([told().length, garden.plants]).toEqual([1, []]);
    server.answer('POST', '/api/removed-plants/:id/restore', ({ params }: { params: { id: string } }) =>
      params.id === 'basil' ? basil() : fern(),
    );
    server.answer('GET', '/api/plants/:id/devices', []);
    await act();
    expect(garden.plants.map(({ id }) => id)).toEqual(['basil']);
  });
});
