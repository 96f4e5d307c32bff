import { describe, expect, it } from 'vitest';
import type { Device, Plant } from '../api/generated';
import { problem } from '../testing/fake-server';
import { basil, device, fern, fernDevice, plant, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import AssignMenu from './AssignMenu.vue';

async function shown(one: Device, plants: Plant[] = [fern(), basil()]) {
  server.answer('GET', '/api/start', start({ plants, devices: [one] }));
  server.answer('GET', '/api/plants/:id', ({ params }: { params: { id: string } }) => plant(params.id));
  server.answer('POST', '/api/devices/:id/provision', ({ body }: { body: { plant_id: string | null } }) => ({
    ...one,
    plant_id: body.plant_id,
  }));
  const screen = openScreen();
  await screen.garden.load();
  const page = await mountPage(AssignMenu, { device: one }, { screen });
  return { ...page, open: () => page.click(page.testId(`assign-${one.id}`)) };
}
const provisioned = () => server.asked('POST', '/api/devices/:id/provision').map(({ body }) => body);

describe('the menu that assigns a device', () => {
  it('assigns to the chosen plant, says so, and undo gives it back to the former plant', async () => {
    const page = await shown(fernDevice({ name: 'Shelf' }));
    await page.open();
    await page.click(page.role('menuitem', /^Basil/));
    expect(page.screen.told()).toEqual(['Shelf watches Basil now.']);
    expect(page.screen.garden.state.devices['fern-board']?.plant_id).toBe('basil');
    await page.screen.act();
    expect(provisioned()).toEqual([{ plant_id: 'basil' }, { plant_id: 'fern' }]);
  });

  it('can take a device away from its plant; one that watches none cannot be taken away', async () => {
    const page = await shown(fernDevice());
    await page.open();
    await page.click(page.role('menuitem', 'No plant'));
    expect(provisioned()).toEqual([{ plant_id: null }]);
    page.leave();
    const free = await shown(device('spare', null));
    await free.open();
    expect(free.has('menuitem', 'No plant')).toBe(false);
  });

  it('says why it did not work, and leaves the device where it was', async () => {
    const page = await shown(fernDevice());
    server.answer('POST', '/api/devices/:id/provision', problem(409, { detail: 'The device is locked.' }));
    await page.open();
    await page.click(page.role('menuitem', /^Basil/));
    expect(page.screen.told()).toEqual(['The device is locked.']);
    expect(page.screen.garden.state.devices['fern-board']?.plant_id).toBe('fern');
  });

  it('has a search from nine plants on, which is empty when it is opened again', async () => {
    const page = await shown(
      device('spare', null),
      Array.from({ length: 9 }, (_, number) => plant(`plant${number}`)),
    );
    await page.open();
    await page.type(/Find a plant/, 'plant3');
    expect(page.roles('menuitem').map((item) => item.textContent)).toEqual(['New plant…', 'Plant3']);
    await page.click(page.role('menuitem', 'Plant3'));
    // A menu takes no click while it closes.
    const isOpen = () => page.has('menuitem', 'New plant…');
    await expect.poll(async () => isOpen() || (await page.open(), isOpen())).toBe(true);
    expect(page.field(/Find a plant/).value).toBe('');
  });
});
