import { computed, type ComputedRef, ref, type Ref } from 'vue';
import { serverPath } from '../../api/base-path';
import { messageOf } from '../../api/client';
import {
  addPlantPhoto,
  listPlantPhotos,
  type PlantPhoto,
  removePlantPhoto,
  updatePlantPhoto,
} from '../../api/generated';
import { clock } from '../../clock';
import { inOrder } from '../../composables/in-order';
import { whenBack } from '../../composables/when-back';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';
import { scaledPhoto } from './photo-scaling';

/** A picture that was just taken has the time of now; one from the album that of its file. */
const FRESH_MS = 60 * 60_000;

export interface Photos {
  /** Newest first; undefined until they are loaded. */
  list: ComputedRef<PlantPhoto[] | undefined>;
  error: Ref<string | undefined>;
  isBusy: Ref<boolean>;
  load: () => Promise<void>;
  /** Scales files down and adds them, each with its day. Says so of a file that is no picture. */
  add: (files: readonly File[]) => Promise<void>;
  remove: (photo: PlantPhoto) => Promise<void>;
  /** Says when a photo was taken. @param takenAt ISO 8601 */
  setTime: (photo: PlantPhoto, takenAt: string) => Promise<void>;
}

/** The photos of one plant. Every change to them can be undone. */
export function usePhotos(plantId: string): Photos {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const known = ref<PlantPhoto[]>();
  const error = ref<string>();
  const isBusy = ref(false);
  const order = inOrder();

  async function load(): Promise<void> {
    const isNews = order.ask();
    try {
      const { data } = await listPlantPhotos({ path: { id: plantId }, throwOnError: true });
      // The list may lack changes that were made here meanwhile.
      if (!isNews()) {
        await load();
        return;
      }
      known.value = data;
      error.value = undefined;
    } catch (failure) {
      error.value = messageOf(failure);
    }
  }

  whenBack(() => error.value !== undefined, load);

  /** Keeps the photos in order. The newest one is the picture of the plant, also before the server tells so. */
  function keep(photos: PlantPhoto[]): void {
    order.changed();
    known.value = photos.sort((a, b) => Date.parse(b.taken_at) - Date.parse(a.taken_at));
    const plant = garden.state.plants[plantId];
    if (plant) garden.state.plants[plantId] = { ...plant, photo_url: known.value[0]?.url ?? null };
  }
  const others = (id: string): PlantPhoto[] => (known.value ?? []).filter((photo) => photo.id !== id);

  async function send(content: Blob, takenAt: string | undefined): Promise<PlantPhoto> {
    const { data } = await addPlantPhoto({
      path: { id: plantId },
      query: takenAt === undefined ? {} : { taken_at: takenAt },
      body: content,
      headers: { 'Content-Type': content.type },
      throwOnError: true,
    });
    keep([data, ...others(data.id)]);
    return data;
  }

  async function drop(id: string): Promise<void> {
    await removePlantPhoto({ path: { id: plantId, photo: id }, throwOnError: true });
    keep(others(id));
  }

  async function move(photo: PlantPhoto, takenAt: string): Promise<void> {
    const { data } = await updatePlantPhoto({
      path: { id: plantId, photo: photo.id },
      body: { taken_at: takenAt },
      throwOnError: true,
    });
    keep([data, ...others(data.id)]);
  }

  function timeOf({ lastModified }: File): string | undefined {
    const isOld = lastModified > 0 && lastModified < clock.now().getTime() - FRESH_MS;
    return isOld ? new Date(lastModified).toISOString() : undefined;
  }

  async function addOne(file: File): Promise<PlantPhoto | undefined> {
    const content = await scaledPhoto(file);
    if (content) return send(content, timeOf(file));
    toasts.show({ text: text('plant.photo.unreadable', { file: file.name }), kind: 'failed' });
    return undefined;
  }

  async function busy(work: () => Promise<void>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await work();
    } catch (failure) {
      toasts.failed(failure);
    } finally {
      isBusy.value = false;
    }
  }

  return {
    list: computed(() => known.value),
    error,
    isBusy,
    load,
    add: (files) =>
      busy(async () => {
        const added: PlantPhoto[] = [];
        for (const file of files) {
          const photo = await addOne(file);
          if (photo) added.push(photo);
        }
        if (added.length === 0) return;
        toasts.done(text('plant.photo.saved', { n: added.length }), async () => {
          for (const { id } of added) await drop(id);
        });
      }),
    remove: (photo) =>
      busy(async () => {
        const response = await fetch(serverPath(photo.url));
        const content = response.ok ? await response.blob() : undefined;
        await drop(photo.id);
        toasts.done(text('plant.photo.removed'), content && (async () => void (await send(content, photo.taken_at))));
      }),
    setTime: (photo, takenAt) =>
      busy(async () => {
        await move(photo, takenAt);
        toasts.done(text('plant.photo.moved'), () => move(photo, photo.taken_at));
      }),
  };
}
