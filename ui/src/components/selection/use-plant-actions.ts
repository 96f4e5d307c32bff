import { ref } from 'vue';
import { type ActOnPlants, actOnPlants, type UndoPlantActions, undoPlantActions } from '../../api/generated';
import { formatMoment } from '../../messages/format';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useSelectionStore } from '../../stores/selection';
import { useToastStore } from '../../stores/toasts';

export type PlantAction = ActOnPlants['action'];

/** Does something with all selected plants at once, tells what was done, and takes it back where that is asked for. */
export function usePlantActions() {
  const garden = useGardenStore();
  const selection = useSelectionStore();
  const toasts = useToastStore();
  const isBusy = ref(false);

  /** What was done with `n` plants. */
  function words(action: PlantAction, n: number): string {
    switch (action.kind) {
      case 'water':
        return text('select.watered', { n });
      case 'care':
        return text('select.logged', { n });
      case 'move': {
        const room = garden.rooms.find(({ id }) => id === action.room_id);
        return room ? text('select.moved', { n, room: room.name }) : text('select.moved.out', { n });
      }
      case 'mute':
        return action.until === null
          ? text('select.unmuted', { n })
          : text('select.muted', { n, time: formatMoment(action.until) });
      case 'tag':
        return text('select.tagged', { n, tags: action.tags.join(', ') });
      case 'untag':
        return text('select.untagged', { n, tags: action.tags.join(', ') });
    }
  }

  async function act(action: PlantAction): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    let undo: UndoPlantActions | undefined;
    const worked = await toasts.tell(
      async () => {
        const { data } = await actOnPlants({ body: { plant_ids: selection.ids, action }, throwOnError: true });
        undo = data.undo;
        const left = data.results.filter(({ outcome }) => outcome === 'too_many_tags').length;
        return [words(action, data.done), left > 0 && text('select.tooManyTags', { n: left })]
          .filter(Boolean)
          .join(' ');
      },
      () => (undo ? undoPlantActions({ body: undo, throwOnError: true }) : Promise.resolve()),
    );
    isBusy.value = false;
    if (worked) selection.clear();
  }

  return { isBusy, act };
}
