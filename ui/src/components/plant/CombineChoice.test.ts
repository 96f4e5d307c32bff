import { expect, it } from 'vitest';
import type { Plant } from '../../api/generated';
import { device, fern, latest, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import CombineChoice from './CombineChoice.vue';

async function shown(devices = [device('one', 'fern'), device('two', 'fern')]) {
  const measured = devices.map((one, index) => ({
    ...one,
    latest: latest(index === 0 ? { soil_moisture: 40, temperature: 20 } : { soil_moisture: 20 }),
  }));
  server.answer('GET', '/api/start', start({ plants: [fern()], devices: measured }));
  server.answer('PUT', '/api/plants/fern', ({ body }: { body: Partial<Plant> }) => ({ ...fern(), ...body }));
  const screen = openScreen();
  await screen.garden.load();
  return mountPage(CombineChoice, { plant: fern({ combine: { humidity: 'min' } }) }, { screen });
}
const sent = () => server.calls.filter(({ method }) => method === 'PUT').map(({ body }) => body);

it('offers a choice for each metric that several devices measure, and for no other', async () => {
  const page = await shown();
  expect(page.testIds('combine-soil_moisture')).toHaveLength(1);
  expect(page.testIds('combine-temperature')).toHaveLength(0);
});

it('offers nothing at a plant with one device', async () => {
  const page = await shown([device('one', 'fern')]);
  expect(page.testIds('combine-soil_moisture')).toHaveLength(0);
});

it('saves what is chosen beside the other choices, with undo', async () => {
  const page = await shown();
  await page.click(page.role('button', 'Least value'));
  expect(page.screen.garden.state.plants['fern']?.combine).toEqual({ humidity: 'min', soil_moisture: 'min' });
  await page.screen.act();
  expect(sent()).toEqual([{ combine: { humidity: 'min', soil_moisture: 'min' } }, { combine: { humidity: 'min' } }]);
});
