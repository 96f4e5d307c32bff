import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client';
import { settled } from '../testing/fake-server';
import { basil, fern, species } from '../testing/samples';
import { mountPage } from '../testing/screen';
import { server } from '../testing/stage';
import type { PlantFields } from './plant-fields';
import PlantDialog from './PlantDialog.vue';

const ficus = species('Ficus lyrata', { temperature: { min: 16, max: 29 } });

async function opened(props: object = {}) {
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

  it('cannot be saved without a name', async () => {
    server.answer('GET', '/api/species', []);
    const page = await opened();
    await page.typeIn('plant-name', '   ');
    expect((page.testId('save-plant') as HTMLButtonElement).disabled).toBe(true);
  });

  it('shows the ranges of the typed species, and not those of an earlier question whose answer comes last', async () => {
    const [all, typed] = [server.hold('GET', '/api/species'), server.hold('GET', '/api/species')];
    server.answer('GET', '/api/species', [ficus]);
    const page = await opened();
    await page.typeIn('plant-species', 'Ficus lyrata');
    await typed.answer([ficus]);
    await all.answer([]);
    expect(page.testId('species-ranges').textContent).toContain('16–29 °C');
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
      errors: [{ pointer: '/place/room', detail: 'is too long' }],
    });
    const save = vi.fn<(fields: PlantFields) => Promise<void>>(() => Promise.reject(refusal));
    const page = await opened({ plant: fern({ place: { ...fern().place, pot_cm: 12, room: 'Bath' } }), save });
    expect(page.testId('plant-place').hasAttribute('open')).toBe(true);
    await page.typeIn('place-pot', '14');
    await page.submit();
    expect(save.mock.calls.at(-1)).toEqual([{ name: 'Fern', species: null, place: { pot_cm: 14 } }]);
    expect(page.testId('place-room').textContent).toContain('is too long');
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
