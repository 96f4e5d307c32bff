import { ref, type Ref } from 'vue';
import { serverPath } from '../../api/base-path';
import { deletePlantPhoto, type Plant, setPlantPhoto } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';
import { scaledPhoto } from './photo-scaling';

export interface PhotoActions {
  isBusy: Ref<boolean>;
  /** Scales a file down and stores it as the plant's photo. Says so if the file is not a picture. */
  use: (file: File) => Promise<void>;
  remove: () => Promise<void>;
}

/** Sets and removes a plant's photo; both can be undone. */
export function usePhoto(plant: () => Plant): PhotoActions {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const isBusy = ref(false);

  /** The current photo, kept for undo. */
  async function current(): Promise<Blob | undefined> {
    const url = plant().photo_url;
    if (url === null) return undefined;
    const response = await fetch(serverPath(url));
    return response.ok ? response.blob() : undefined;
  }

  const keep = ({ data }: { data: Plant }): void => void (garden.state.plants[data.id] = data);

  /** @param photo undefined removes the photo */
  async function put(id: string, photo: Blob | undefined): Promise<void> {
    if (photo)
      keep(
        await setPlantPhoto({ path: { id }, body: photo, headers: { 'Content-Type': photo.type }, throwOnError: true }),
      );
    else keep(await deletePlantPhoto({ path: { id }, throwOnError: true }));
  }

  async function change(photo: Blob | undefined, words: string): Promise<void> {
    const { id } = plant();
    try {
      const before = await current();
      await put(id, photo);
      toasts.done(words, before || photo ? () => put(id, before) : undefined);
    } catch (failure) {
      toasts.failed(failure);
    }
  }

  async function busy(work: () => Promise<void>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await work();
    } finally {
      isBusy.value = false;
    }
  }

  return {
    isBusy,
    use: (file) =>
      busy(async () => {
        const photo = await scaledPhoto(file);
        if (photo) await change(photo, text('plant.photo.saved'));
        else toasts.show({ text: text('plant.photo.unreadable', { file: file.name }), kind: 'failed' });
      }),
    remove: () => busy(() => change(undefined, text('plant.photo.removed'))),
  };
}
