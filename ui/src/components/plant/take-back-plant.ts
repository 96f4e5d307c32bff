import { beginRemoval } from '../../api/removals';
import { deletePlant } from '../../api/generated';
import { useGardenStore } from '../../stores/garden';

/** Removes a plant that was only just made, since its owner takes that back; its page may show by now. */
export async function takeBackPlant(id: string): Promise<void> {
  const garden = useGardenStore();
  const endRemoval = beginRemoval(`/api/plants/${id}`);
  let isGone = false;
  try {
    await deletePlant({ path: { id }, throwOnError: true });
    isGone = true;
    delete garden.state.plants[id];
  } finally {
    endRemoval(isGone);
  }
}
