import { ref } from 'vue';
import {
  type ActedOnPlants,
  type ActOnPlants,
  actOnPlants,
  type UndoPlantActions,
  undoPlantActions,
} from '../../api/generated';
import { formatMoment } from '../../messages/format';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useSelectionStore } from '../../stores/selection';
import { useToastStore } from '../../stores/toasts';
import { useWateringsStore } from '../../stores/waterings';

export type PlantAction = ActOnPlants['action'];

/** Does something with all selected plants at once, tells what was done, and takes it back where that is asked for. */
export function usePlantActions() {
  const garden = useGardenStore();
  const selection = useSelectionStore();
  const toasts = useToastStore();
  const waterings = useWateringsStore();
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

  const ask = async (ids: readonly string[], action: PlantAction): Promise<ActedOnPlants> =>
    (await actOnPlants({ body: { plant_ids: [...ids], action }, throwOnError: true })).data;

  /** Does it; of plants that were watered minutes ago, asks once whether that is meant. @returns what was done in all */
  async function actOnce(action: PlantAction): Promise<ActedOnPlants> {
    const first = await ask(selection.ids, action);
    const late = first.results.filter(({ outcome }) => outcome === 'watered_lately').map(({ plant_id: id }) => id);
    if (action.kind !== 'water' || late.length === 0 || !(await waterings.areWanted(late))) return first;
    try {
      return joined(first, await ask(late, { ...action, again: true }));
    } catch (failure) {
      // What was done before stays, and can be undone.
      toasts.failed(failure);
      return first;
    }
  }

  async function act(action: PlantAction): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      const { done, results, undo } = await actOnce(action);
      const entries = results.flatMap(({ plant_id: id, journal_entry_id: entry }) =>
        action.kind === 'water' && entry !== null ? [[id, entry] as const] : [],
      );
      for (const [id, entry] of entries) waterings.noted(id, entry);
      const count = (of: (typeof results)[number]['outcome']): number =>
        results.filter(({ outcome }) => outcome === of).length;
      const [full, late] = [count('too_many_tags'), count('watered_lately')];
      const told = [
        (done > 0 || late === 0) && words(action, done),
        full > 0 && text('select.tooManyTags', { n: full }),
        late > 0 && text('select.wateredLately', { n: late }),
      ];
      const takeBack = async (): Promise<void> => {
        await undoPlantActions({ body: undo, throwOnError: true });
        for (const [id, entry] of entries) waterings.takenBack(id, entry);
      };
      toasts.done(told.filter(Boolean).join(' '), done > 0 ? takeBack : undefined);
      selection.clear();
    } catch (failure) {
      toasts.failed(failure);
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, act };
}

/** Two requests told of as one: a plant is as the second has left it. */
function joined(first: ActedOnPlants, second: ActedOnPlants): ActedOnPlants {
  const later = new Map(second.results.map((result) => [result.plant_id, result]));
  const undo: UndoPlantActions = {
    journal_entry_ids: [...first.undo.journal_entry_ids, ...second.undo.journal_entry_ids],
    plants: [...first.undo.plants, ...second.undo.plants],
  };
  return {
    done: first.done + second.done,
    results: first.results.map((result) => later.get(result.plant_id) ?? result),
    undo,
  };
}
