import { ref, type Ref } from 'vue';
import { useRouter } from 'vue-router';
import { beginRemoval } from '../../api/removals';
import { deletePlant, listPlantDevices, type Plant, restorePlant } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/**
 * Deletes a plant at once, and offers undo: it restores the plant with its history, and with its devices unless they
 * have another plant by then.
 * @returns `leaving` is the plant while it is being deleted, so that the page does not report it as missing meanwhile
 */
export function usePlantRemoval(): { leaving: Ref<Plant | undefined>; remove: (plant: Plant) => Promise<void> } {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const router = useRouter();
  const leaving = ref<Plant>();

  async function restore(id: string): Promise<void> {
    const { data: plant } = await restorePlant({ path: { id }, throwOnError: true });
    garden.state.plants[plant.id] = plant;
    const { data: devices } = await listPlantDevices({ path: { id }, throwOnError: true });
    for (const device of devices) garden.state.devices[device.id] = device;
    await router.push(`/plants/${id}`);
  }

  async function remove(plant: Plant): Promise<void> {
    leaving.value = plant;
    const endRemoval = beginRemoval(`/api/plants/${plant.id}`);
    const left = Promise.withResolvers<undefined>();
    const worked = await toasts.tell(
      async () => {
        await deletePlant({ path: { id: plant.id }, throwOnError: true });
        return text('plant.deleted', { name: plant.name });
      },
      // What is asked of a plant before its page has gone gets no answer.
      () => left.promise.then(() => restore(plant.id)),
    );
    if (worked) {
      await router.push('/');
      delete garden.state.plants[plant.id];
    }
    leaving.value = undefined;
    endRemoval(worked);
    left.resolve(undefined);
  }

  return { leaving, remove };
}
