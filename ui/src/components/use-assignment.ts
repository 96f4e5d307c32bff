import { ref, type Ref } from 'vue';
import { type Device, getPlant, provisionDevice } from '../api/generated';
import { takeBackPlant } from './plant/take-back-plant';
import type { PlantFields } from './plant-fields';
import { text } from '../messages/text';
import { useGardenStore } from '../stores/garden';
import { deviceName } from '../stores/garden-state';
import { useToastStore } from '../stores/toasts';

type Target = { plant_id: string | null } | { new_plant: PlantFields };

export interface Assignment {
  isBusy: Ref<boolean>;
  /** Reports the result in a toast with undo. */
  assign: (device: Device, plantId: string | null) => Promise<void>;
  /** @throws ApiError, so that the dialog can keep what was typed */
  assignToNew: (device: Device, plant: PlantFields) => Promise<void>;
}

/** Assigns devices to plants. */
export function useAssignment(): Assignment {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const isBusy = ref(false);

  /** @returns a message that says what was done */
  async function provision(id: string, body: Target): Promise<string> {
    const { data } = await provisionDevice({ path: { id }, body, throwOnError: true });
    garden.state.devices[data.id] = data;
    const device = deviceName(data);
    if (!data.plant_id) return text('assign.removed', { device });
    const { data: plant } = await getPlant({ path: { id: data.plant_id }, throwOnError: true });
    garden.state.plants[plant.id] = plant;
    return text('assign.done', { device, plant: plant.name });
  }

  return {
    isBusy,
    async assign({ id, plant_id: before }, plantId) {
      isBusy.value = true;
      await toasts.tell(
        () => provision(id, { plant_id: plantId }),
        () => provision(id, { plant_id: before }),
      );
      isBusy.value = false;
    },
    async assignToNew({ id, plant_id: before }, plant) {
      const words = await provision(id, { new_plant: plant });
      const created = garden.state.devices[id]?.plant_id;
      toasts.done(words, async () => {
        await provision(id, { plant_id: before });
        if (created) await takeBackPlant(created);
      });
    },
  };
}
