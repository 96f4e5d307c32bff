import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client';
import { settled } from '../testing/fake-server';
import { basil, fern, noSpecies, room, species, speciesMatch } from '../testing/samples';
import { mountPage } from '../testing/screen';
import { server } from '../testing/stage';
import type { SpeciesMatch } from '../api/generated';
import type { PlantFields } from './plant-fields';
import PlantDialog from './PlantDialog.vue';

const ficus = {
  ...species('Ficus lyrata', { temperature: { min: 16, max: 29 } }),
  common_names: ['Fiddle-leaf fig'],
  pets: 'toxic' as const,
  pets_source: 'ASPCA, https://www.aspca.org/fig.',
};

/** @param matches what the library takes the names for that are asked about */
async function opened(props: object = {}, matches: Record<string, SpeciesMatch> = {}) {
  server.answer(
    'GET',
    '/api/species/match',
    ({ query }: { query: { name: string } }) => matches[query.name] ?? noSpecies,
  );
  const save = vi.fn<(fields: PlantFields) => Promise<void>>(() => Promise.resolve());
  const page = await mountPage(PlantDialog, { modelValue: true, save, ...props });
  const typeIn = async (field: string, words: string) => {
    const input = page.testId(field).querySelector('input:not([type=hidden])') as HTMLInputElement;
    input.dispatchEvent(new FocusEvent('focus'));
    input.value = words;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    await page.press(input, 'Enter');
  };
  return { ...page, save, typeIn, submit: () => page.click(page.testId('save-plant')) };
}

describe('the dialog for a plant', () => {
  it('saves name and species without the spaces around them, and closes', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened();
    await page.typeIn('plant-name', '  Mint ');
    await page.typeIn('plant-species', ' Mentha ');
    await page.submit();
    expect(page.save.mock.calls).toEqual([[{ name: 'Mint', species: 'Mentha' }]]);
    expect(page.emitted('update:modelValue')).toEqual([[false]]);
  });

  it('is saved by the key Enter, too', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened();
    await page.typeIn('plant-name', 'Mint');
    // A browser submits the form that the button is in.
    (page.testId('save-plant') as HTMLButtonElement).form?.requestSubmit();
    await settled();
    expect(page.save.mock.calls).toEqual([[{ name: 'Mint', species: null }]]);
  });

  it('cannot be saved without a name', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened();
    await page.typeIn('plant-name', '   ');
    expect((page.testId('save-plant') as HTMLButtonElement).disabled).toBe(true);
  });

  it('shows the ranges of the typed species, and who says what of pets', async () => {
    server.answer('GET', '/api/species', [ficus]);
    const page = await opened({}, { 'Ficus lyrata': speciesMatch('exact', ficus) });
    await page.typeIn('plant-species', 'Ficus lyrata');
    expect(page.testId('species-ranges').textContent).toContain('16–29 °C');
    expect(page.testId('pets').textContent).toContain('Toxic to cats and dogs');
    expect(page.testId('pets').querySelector('a')?.href).toBe('https://www.aspca.org/fig');
    expect(page.testId('pets').textContent).toContain('says aspca.org');
    expect(page.testIds('species-question')).toEqual([]);
  });

  it('does not show the ranges of what was typed before, where that answer comes last', async () => {
    server.answer('GET', '/api/species', [ficus]);
    const page = await opened();
    const [first, second] = [server.hold('GET', '/api/species/match'), server.hold('GET', '/api/species/match')];
    await page.typeIn('plant-species', 'Ficus');
    await page.typeIn('plant-species', 'Ficus lyrata');
    await second.answer(speciesMatch('exact', ficus));
    await first.answer(speciesMatch('exact', species('Ficus', { temperature: { min: 1, max: 2 } })));
    expect(page.testId('species-ranges').textContent).toContain('16–29 °C');
  });

  it('asks which species is meant where a name is not certain, and takes the one that is chosen', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened(
      {},
      { 'Ficus tyrata': speciesMatch('unknown', null, [ficus]), 'Ficus lyrata': speciesMatch('exact', ficus) },
    );
    await page.typeIn('plant-name', 'Fig');
    await page.typeIn('plant-species', 'Ficus tyrata');
    expect(page.testId('species-question').textContent).toContain('Did you mean:');
    expect(page.testIds('species-ranges')).toEqual([]);
    await page.click(page.role('button', 'Ficus lyrata · Fiddle-leaf fig'));
    expect(page.testId('species-ranges').textContent).toContain('16–29 °C');
    await page.submit();
    expect(page.save.mock.calls).toEqual([[{ name: 'Fig', species: 'Ficus lyrata' }]]);
  });

  it('says of a genus that its ranges are careful, and of a likely name what it is taken for', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened(
      {},
      {
        Ficus: speciesMatch('genus', species('Ficus', { temperature: { min: 10, max: 35 } }), [ficus]),
        'Ficus lirata': speciesMatch('likely', ficus),
      },
    );
    await page.typeIn('plant-species', 'Ficus');
    expect(page.testId('species-question').textContent).toContain('Ficus names several species');
    expect(page.testId('species-ranges').textContent).toContain('10–35 °C');
    await page.typeIn('plant-species', 'Ficus lirata');
    expect(page.testId('species-question').textContent).toContain('Taken for Ficus lyrata.');
    expect(page.testId('species-ranges').textContent).toContain('16–29 °C');
  });

  it('says that the library does not know a name that is like no other', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened();
    await page.typeIn('plant-species', 'Triffid');
    expect(page.words()).toContain('The library does not know this name.');
    expect(page.testIds('species-question')).toEqual([]);
  });

  it('keeps what was typed when it is refused, and says why at the field', async () => {
    server.answer('GET', '/api/species', []);
    const refusal = new ApiError(400, {
      detail: 'The name is taken.',
      errors: [{ pointer: '/name', detail: 'is the name of another plant' }],
    });
    const page = await opened({ save: () => Promise.reject(refusal) });
    await page.typeIn('plant-name', 'Fern');
    await page.submit();
    expect(page.words()).toContain('The name is taken.');
    expect(page.testId('plant-name').textContent).toContain('is the name of another plant');
    expect(page.emitted('update:modelValue')).toEqual([]);
  });

  it('begins with what the plant has, also for the next plant', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened({ plant: fern({ species: 'Nephrolepis' }) });
    await page.typeIn('plant-name', 'Something else');
    await page.change({ modelValue: false });
    await page.change({ modelValue: true, plant: basil() });
    const values = ['plant-name', 'plant-species'].map((id) => page.testId(id).querySelector('input')?.value);
    expect(values).toEqual(['Basil', '']);
  });

  it('saves of the place what was typed, and shows what was refused about it at its field', async () => {
    server.answer('GET', '/api/species', []);
    const refusal = new ApiError(400, {
      detail: 'The place is not valid.',
      errors: [{ pointer: '/place/window', detail: 'is too bright' }],
    });
    const save = vi.fn<(fields: PlantFields) => Promise<void>>(() => Promise.reject(refusal));
    const page = await opened({ plant: fern({ place: { ...fern().place, pot_cm: 12, room: 'Bath' } }), save });
    expect(page.testId('plant-place').hasAttribute('open')).toBe(true);
    await page.typeIn('place-pot', '14');
    await page.submit();
    expect(save.mock.calls.at(-1)).toEqual([{ name: 'Fern', species: null, place: { pot_cm: 14 } }]);
    expect(page.testId('plant-place').textContent).toContain('is too bright');
  });

  it('saves the room and the tags that are other ones than before, and makes a new room by its name', async () => {
    server.answer('GET', '/api/species', []);
    server.answer('POST', '/api/rooms', room('Bath', 1));
    const page = await opened({ plant: fern({ room_id: 'room_kitchen', tags: ['green'] }) });
    page.screen.garden.roomsAre([room('Kitchen')]);
    await settled();
    expect(page.testId('room-select').textContent).toContain('Kitchen');
    await page.typeIn('plant-tags', 'Shade');
    await page.typeIn('plant-tags', 'GREEN');
    await page.submit();
    expect(page.save.mock.calls.at(-1)).toEqual([{ name: 'Fern', species: null, tags: ['green', 'Shade'] }]);
    await page.change({ modelValue: false });
    await page.change({ modelValue: true });
    const select = page.testId('room-select').querySelector('.v-field') as HTMLElement;
    select.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
    await settled();
    await page.click(page.testId('new-room'));
    const name = page.testId('room-name').querySelector('input') as HTMLInputElement;
    name.value = 'Bath';
    name.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    await page.click(page.testId('save-room'));
    await page.submit();
    expect(page.save.mock.calls.at(-1)).toEqual([{ name: 'Fern', species: null, room_id: 'room_bath' }]);
  });

  it('asks for the place of a new plant only when that is opened, and cannot be saved with an impossible pot', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened();
    expect(page.testId('plant-place').hasAttribute('open')).toBe(false);
    await page.typeIn('plant-name', 'Mint');
    await page.typeIn('place-pot', '5000');
    expect((page.testId('save-plant') as HTMLButtonElement).disabled).toBe(true);
    expect(page.testId('place-pot').textContent).toContain('2 to 200');
  });
});
