import { describe, expect, it } from 'vitest';
import type { Plant } from '../../api/generated';
import { preferences } from '../../messages/preferences';
import { problem, settled } from '../../testing/fake-server';
import { basil, fern, noSpecies, species, speciesMatch, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import ThresholdsForm from './ThresholdsForm.vue';

const dry = fern({ thresholds: { soil_moisture: { min: 20, max: 70 } } });

async function shown(plant: Plant = dry) {
  server.answer('GET', '/api/start', start({ plants: [plant, basil()] }));
  server.answer('GET', '/api/species/match', noSpecies);
  const screen = openScreen();
  await screen.garden.load();
  const page = await mountPage(ThresholdsForm, { plant }, { screen });
  const input = (field: string) => page.testId(`threshold-${field}`).querySelector('input') as HTMLInputElement;
  return {
    ...page,
    input,
    /** Types into the field of a metric, `soil_moisture-min` for example. */
    async typeIn(field: string, words: string) {
      input(field).value = words;
      input(field).dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    },
    save: async () => page.click(page.testId('save-thresholds')),
    isSavable: () => !(page.testId('save-thresholds') as HTMLButtonElement).disabled,
  };
}
/** The server stores what it is sent. */
const storing = (plant: Plant) =>
  server.answer('PUT', `/api/plants/${plant.id}`, ({ body }: { body: Partial<Plant> }) => ({ ...plant, ...body }));

describe('the form for limits', () => {
  it('saves what was typed, with a comma too, and undo puts the old limits back', async () => {
    storing(dry);
    const { typeIn, save, screen, isSavable } = await shown();
    expect(isSavable()).toBe(false);
    await typeIn('soil_moisture-min', '25,5');
    await save();
    expect(server.asked('PUT', '/api/plants/fern').map(({ body }) => body)).toEqual([
      { thresholds: { soil_moisture: { min: 25.5, max: 70 } } },
    ]);
    expect(screen.garden.state.plants.fern?.thresholds.soil_moisture?.min).toBe(25.5);
    expect(screen.told()).toEqual(['The thresholds were saved.']);
    await screen.act();
    expect(server.asked('PUT', '/api/plants/fern').at(-1)?.body).toEqual({ thresholds: dry.thresholds });
  });

  it.each([
    ['80', 'At least must not be more than at most.'],
    ['wet', 'A number from 0 to 100.'],
    ['-5', 'A number from 0 to 100.'],
  ])('says what is wrong with %s as a minimum below 70, and does not save it', async (typed, words) => {
    const page = await shown();
    await page.typeIn('soil_moisture-min', typed);
    expect(page.words()).toContain(words);
    expect(page.isSavable()).toBe(false);
  });

  it('shows at its field what the server refuses, until that field is changed', async () => {
    server.answer(
      'PUT',
      '/api/plants/fern',
      problem(400, { errors: [{ pointer: '/thresholds/soil_moisture/max', detail: 'too wet for a fern' }] }),
    );
    const page = await shown();
    await page.typeIn('soil_moisture-max', '99');
    await page.save();
    expect(page.testId('threshold-soil_moisture-max').textContent).toContain('too wet for a fern');
    expect(page.input('soil_moisture-max').value).toBe('99');
    await page.typeIn('soil_moisture-max', '98');
    expect(page.words()).not.toContain('too wet for a fern');
  });

  it('keeps what is being typed when another screen saves, takes over the rest, and says where both changed the same', async () => {
    const page = await shown();
    await page.typeIn('soil_moisture-min', '25');
    await page.change({ plant: fern({ thresholds: { soil_moisture: { min: 20, max: 60 } } }) });
    expect([page.input('soil_moisture-min').value, page.input('soil_moisture-max').value]).toEqual(['25', '60']);
    expect(page.words()).not.toContain('changed elsewhere');
    await page.change({ plant: fern({ thresholds: { soil_moisture: { min: 30, max: 60 } } }) });
    expect(page.input('soil_moisture-min').value).toBe('25');
    expect(page.words()).toContain('These ranges were changed elsewhere meanwhile.');
    await page.click(page.role('button', 'Discard changes'));
    expect(page.input('soil_moisture-min').value).toBe('30');
  });

  it('keeps what is typed while the answer to a save is on the way', async () => {
    const held = server.hold('PUT', '/api/plants/fern');
    const page = await shown();
    await page.typeIn('soil_moisture-min', '25');
    await page.save();
    await page.typeIn('soil_moisture-max', '66');
    const saved = fern({ thresholds: { soil_moisture: { min: 25, max: 70 } } });
    await held.answer(saved);
    await page.change({ plant: saved });
    expect([page.input('soil_moisture-min').value, page.input('soil_moisture-max').value]).toEqual(['25', '66']);
    expect(page.isSavable()).toBe(true);
  });

  it('offers what the library wants for the species of this plant, also when an answer for the former one comes late', async () => {
    const [first, second] = [server.hold('GET', '/api/species/match'), server.hold('GET', '/api/species/match')];
    const page = await shown(fern({ species: 'Ficus lyrata' }));
    await page.change({ plant: fern({ species: 'Ocimum basilicum' }) });
    await second.answer(speciesMatch('exact', species('Ocimum basilicum', { temperature: { min: 18, max: null } })));
    await first.answer(speciesMatch('exact', species('Ficus lyrata', { temperature: { min: 11, max: null } })));
    await page.click(page.role('button', 'Use the ranges of Ocimum basilicum'));
    expect(page.input('temperature-min').value).toBe('18');
    expect(page.words()).toContain('Filled in from the species library. Save to use them.');
    await page.click(page.role('button', 'Discard changes'));
    expect(page.testIds('threshold-temperature-min')).toEqual([]);
  });

  it('is in °F where that is displayed, and sends °C', async () => {
    preferences.temperatureUnit = 'fahrenheit';
    const warm = fern({ thresholds: { temperature: { min: 16.3, max: 29 } }, latest: null });
    storing(warm);
    const page = await shown(warm);
    expect(page.input('temperature-max').value).toBe('84.2');
    await page.typeIn('temperature-max', '300');
    expect(page.words()).toContain('A number from -58 to 212.');
    await page.typeIn('temperature-max', '86');
    await page.save();
    // As its page does it, the form follows what is stored.
    const follow = () => page.change({ plant: page.screen.garden.state.plants.fern });
    await follow();
    await page.screen.act();
    await follow();
    expect(page.input('temperature-max').value).toBe('84.2');
    expect(server.asked('PUT', '/api/plants/fern').map(({ body }) => body)).toEqual([
      { thresholds: { temperature: { min: 16.3, max: 30 } } },
      { thresholds: warm.thresholds },
    ]);
  });

  it('moves a limit with the arrow keys', async () => {
    const page = await shown();
    await page.press(page.input('soil_moisture-min'), 'ArrowUp');
    expect(Number(page.input('soil_moisture-min').value)).toBeGreaterThan(20);
  });
});
