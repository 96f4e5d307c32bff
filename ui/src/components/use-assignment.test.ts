import { describe, expect, it } from 'vitest';
import { problem, settled } from '../testing/fake-server';
import { basil, device, fern, plant } from '../testing/samples';
import { openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import { useAssignment } from './use-assignment';

const PATH = '/api/devices/:id/provision';
type Body = { plant_id?: string | null; new_plant?: { name: string } };

function page() {
  server.answer('POST', PATH, ({ params, body }: { params: { id: string }; body: Body }) =>
    device(params.id, body.new_plant ? 'new' : (body.plant_id ?? null), { name: 'Board' }),
  );
  server.answer('GET', '/api/plants/:id', ({ params }: { params: { id: string } }) =>
    plant(params.id, { device_count: 2 }),
  );
  const screen = openScreen();
  screen.garden.state.plants = { fern: fern(), basil: basil() };
  screen.garden.state.devices = { board: device('board', 'fern'), spare: device('spare', null) };
  const plantOf = (id: string): string | null | undefined => screen.garden.state.devices[id]?.plant_id;
  return { ...screen, ...screen.show(useAssignment).it, plantOf };
}
const sent = (): unknown[] => server.asked('POST', PATH).map(({ params, body }) => [params.id, body]);

describe('assigning a device', () => {
  it('shows it at its plant, which is fetched again, and says so', async () => {
    const { assign, garden, plantOf, told, isBusy } = page();
    const held = server.hold('POST', PATH);
    const assigning = assign(garden.state.devices.spare!, 'basil');
    await settled();
    expect(isBusy.value).toBe(true);
    await held.answer(device('spare', 'basil', { name: 'Board' }));
    await assigning;
    expect([plantOf('spare'), plantOf('board'), isBusy.value]).toEqual(['basil', 'fern', false]);
    expect([garden.state.plants.basil?.device_count, garden.state.plants.fern?.device_count]).toEqual([2, 1]);
    expect(told()).toEqual([expect.stringMatching(/Board.*Basil/)]);
  });

  it('to another plant is undone by the plant before', async () => {
    const { assign, garden, act, plantOf } = page();
    await assign(garden.state.devices.board!, 'basil');
    await act();
    expect([sent(), plantOf('board')]).toEqual([
      [
        ['board', { plant_id: 'basil' }],
        ['board', { plant_id: 'fern' }],
      ],
      'fern',
    ]);
  });

  it('to none asks for no plant, is told in other words, and undone', async () => {
    const { assign, garden, act, told, plantOf } = page();
    await assign(garden.state.devices.board!, null);
    expect([plantOf('board'), server.asked('GET', '/api/plants/:id')]).toEqual([null, []]);
    expect(told()[0]).toMatch(/Board/);
    await act();
    expect(plantOf('board')).toBe('fern');
  });

  it('that the server refuses changes nothing, and says why', async () => {
    const { assign, garden, told, isBusy, plantOf } = page();
    server.answer('POST', PATH, problem(409, { detail: 'It is locked.' }));
    await assign(garden.state.devices.board!, 'basil');
    expect([told(), isBusy.value, plantOf('board')]).toEqual([['It is locked.'], false, 'fern']);
  });
});

describe('assigning a device to a new plant', () => {
  const fresh = { name: 'New', species: null };

  it('shows the plant, and is undone by deleting it', async () => {
    const { assignToNew, garden, act, plantOf, told } = page();
    await assignToNew(garden.state.devices.board!, fresh);
    expect([plantOf('board'), garden.state.plants.new?.name]).toEqual(['new', 'New']);
    server.answer('DELETE', '/api/plants/new', {});
    await act();
    expect([plantOf('board'), Object.keys(garden.state.plants), told()]).toEqual([
      'fern',
      ['fern', 'basil'],
      ['Undone.'],
    ]);
    expect(sent()).toEqual([
      ['board', { new_plant: fresh }],
      ['board', { plant_id: 'fern' }],
    ]);
  });

  it('that is refused is for the dialog to tell', async () => {
    const { assignToNew, garden, told } = page();
    server.answer('POST', PATH, problem(422, { detail: 'The name is taken.' }));
    await expect(assignToNew(garden.state.devices.board!, fresh)).rejects.toThrow('The name is taken.');
    expect(told()).toEqual([]);
  });

  it('is undone without deleting a plant if the device is gone from the screen', async () => {
    const { assignToNew, garden, act } = page();
    server.answer('POST', PATH, device('board', null));
    await assignToNew(garden.state.devices.board!, fresh);
    await act();
    expect(server.calls.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});
