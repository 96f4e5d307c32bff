import { type Ref, shallowRef, watch } from 'vue';
import { matchSpecies, type SpeciesMatch } from '../api/generated';
import { inOrder } from './in-order';

/** No name of a plant's species is longer. */
const LONGEST_NAME = 100;

/**
 * What the library takes the name of a species for; undefined until that is known, without a name, and where it cannot be
 * asked: the library only helps.
 */
export function useSpeciesMatch(name: () => string | null): Readonly<Ref<SpeciesMatch | undefined>> {
  const match = shallowRef<SpeciesMatch>();
  const order = inOrder();

  async function ask(words: string): Promise<void> {
    const isNews = order.ask();
    const answer = await matchSpecies({ query: { name: words.slice(0, LONGEST_NAME) }, throwOnError: true }).then(
      ({ data }) => data,
      () => undefined,
    );
    if (isNews()) match.value = answer;
  }

  watch(
    () => name()?.trim() ?? '',
    (words) => {
      match.value = undefined;
      if (words === '') order.changed();
      else void ask(words);
    },
    { immediate: true },
  );
  return match;
}
