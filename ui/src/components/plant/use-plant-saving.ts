import { type Plant, updatePlant } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';
import { fieldsOf, type PlantFields } from '../plant-fields';

/** Saves what the owner says of a plant, which can be undone. */
export function usePlantSaving(plant: () => Plant) {
  const garden = useGardenStore();
  const toasts = useToastStore();

  async function put(id: string, fields: PlantFields): Promise<string> {
    const { data } = await updatePlant({ path: { id }, body: fields, throwOnError: true });
    garden.state.plants[data.id] = data;
    return data.name;
  }

  /** @throws ApiError */
  return async (fields: PlantFields): Promise<void> => {
    const { id } = plant();
    const before = fieldsOf(plant());
    toasts.done(text('plantForm.saved', { name: await put(id, fields) }), () => put(id, before));
  };
}
