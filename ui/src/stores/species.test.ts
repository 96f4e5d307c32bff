import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listSpecies } from '../api/generated';
import { useSpeciesStore } from './species';

vi.mock('../api/generated', () => ({ listSpecies: vi.fn() }));
const list = vi.mocked(listSpecies);
const LIBRARY = [
  { name: 'Nephrolepis exaltata', common_names: ['Boston fern'], form: 'fern' as const, thresholds: {}, source: '' },
  { name: 'Ocimum basilicum', common_names: ['Basil'], form: 'herb' as const, thresholds: {}, source: '' },
];
const answer = { data: LIBRARY } as unknown as Awaited<ReturnType<typeof listSpecies>>;

describe('formOf', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    list.mockReset().mockResolvedValue(answer);
  });

  it('is the form of the species, once the library is there', async () => {
    const { formOf } = useSpeciesStore();
    expect(formOf('Boston fern')).toBe('leafy');
    await vi.waitFor(() => expect(formOf('Boston fern')).toBe('fern'));
    expect(formOf('ocimum basilicum')).toBe('herb');
  });

  it('is leafy for a plant without a species, which asks the server nothing', () => {
    expect(useSpeciesStore().formOf(null)).toBe('leafy');
    expect(list).not.toHaveBeenCalled();
  });

  it('is leafy for a species that the library does not know', async () => {
    const { formOf } = useSpeciesStore();
    await vi.waitFor(() => expect(formOf('Basil')).toBe('herb'));
    expect(formOf('Triffidus celestus')).toBe('leafy');
  });

  it('asks for the library once, however many cards want it', async () => {
    const { formOf } = useSpeciesStore();
    for (const name of ['Basil', 'Boston fern', 'Basil']) formOf(name);
    await vi.waitFor(() => expect(formOf('Basil')).toBe('herb'));
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('asks again after a failure', async () => {
    list.mockRejectedValueOnce(new Error('no network'));
    const { formOf } = useSpeciesStore();
    expect(formOf('Basil')).toBe('leafy');
    await vi.waitFor(() => expect(formOf('Basil')).toBe('herb'));
    expect(list).toHaveBeenCalledTimes(2);
  });
});
