import { watchEffect } from 'vue';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';

/**
 * Titles the page about a plant.
 * @param title undefined as long as the plant is not there
 * @param waiting the title until plants are loaded
 */
export function usePlantTitle(title: () => string | undefined, waiting: () => string): void {
  const garden = useGardenStore();
  watchEffect(
    () => {
      const shown = title() ?? (garden.isLoaded ? text('plant.gone') : waiting());
      document.title = `${shown} · ${text('app.name')}`;
    },
    { flush: 'post' },
  );
}
