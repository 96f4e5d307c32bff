import type { PlantForm } from '@plantops/nodes/shared/api.ts';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { listSpecies, type Species } from '../api/generated';
import { speciesNamed } from './species-match';

/** What stands for a plant of which nothing is known. */
const ANY_FORM: PlantForm = 'leafy';

/** The species library, fetched once when it is first asked for. */
export const useSpeciesStore = defineStore('species', () => {
  const library = shallowRef<Species[]>();
  let fetching: Promise<void> | undefined;

  async function fetchLibrary(): Promise<void> {
    try {
      library.value = (await listSpecies({ throwOnError: true })).data;
    } catch {
      // The pictures are an ornament. The next card asks again.
      fetching = undefined;
    }
  }

  /** How a species grows, for the picture of its plants; a leafy plant until it is known. */
  function formOf(species: string | null): PlantForm {
    if (!species) return ANY_FORM;
    fetching ??= fetchLibrary();
    return speciesNamed(species, library.value ?? [])?.form ?? ANY_FORM;
  }

  return { formOf };
});
