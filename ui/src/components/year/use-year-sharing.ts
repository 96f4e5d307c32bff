import { ref, type Ref } from 'vue';
import { serverPath } from '../../api/base-path';
import type { Plant, PlantPhoto, PlantYear } from '../../api/generated';
import { clock } from '../../clock';
import { formatDay } from '../../messages/format';
import { text } from '../../messages/text';
import { useToastStore } from '../../stores/toasts';
import { type DrawnPhoto, drawYear, IMAGE_SIZE, imageName, MOST_PHOTOS } from './year-image';
import { spreadPhotos } from './year-words';

/** Some browsers read the file only after a while. */
const DOWNLOAD_MS = 60_000;

/** @returns undefined where the photo cannot be had: the image is complete without it */
async function loadedPhoto({ url, taken_at: takenAt }: PlantPhoto): Promise<DrawnPhoto | undefined> {
  try {
    const response = await fetch(serverPath(url));
    if (!response.ok) return undefined;
    return { picture: await createImageBitmap(await response.blob()), day: formatDay(takenAt) };
  } catch {
    return undefined;
  }
}

async function drawn(plant: Plant, year: PlantYear): Promise<Blob | null> {
  const canvas = Object.assign(document.createElement('canvas'), IMAGE_SIZE);
  const context = canvas.getContext('2d');
  if (!context) return null;
  const photos = await Promise.all(spreadPhotos(year.photos, MOST_PHOTOS).map(loadedPhoto));
  drawYear(context, { name: plant.name, year, photos: photos.filter((photo) => photo !== undefined) });
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function download(file: File): void {
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: url, download: file.name }).click();
  clock.after(DOWNLOAD_MS, () => URL.revokeObjectURL(url));
}

/** Browsers that share no files, as on plain HTTP, do not have `canShare`, or say no. */
const canShare = (file: File): boolean =>
  typeof navigator.canShare === 'function' && navigator.canShare({ files: [file] });

/** A plant's year as an image, given to other apps, or to the folder of downloads where the browser shares no files. */
export function useYearSharing(): { isDrawing: Ref<boolean>; share: (plant: Plant, year: PlantYear) => Promise<void> } {
  const toasts = useToastStore();
  const isDrawing = ref(false);

  async function give(file: File, title: string): Promise<void> {
    if (canShare(file)) {
      try {
        await navigator.share({ files: [file], title });
        return;
      } catch (failure) {
        // The owner chose no app.
        if (failure instanceof DOMException && failure.name === 'AbortError') return;
      }
    }
    download(file);
    toasts.done(text('year.share.saved', { file: file.name }));
  }

  async function share(plant: Plant, year: PlantYear): Promise<void> {
    if (isDrawing.value) return;
    isDrawing.value = true;
    try {
      const content = await drawn(plant, year);
      if (!content) {
        toasts.show({ text: text('year.share.failed'), kind: 'failed' });
        return;
      }
      const file = new File([content], imageName(plant.name, year.year), { type: 'image/png' });
      await give(file, text('year.of', { name: plant.name, year: year.year }));
    } catch (failure) {
      toasts.failed(failure);
    } finally {
      isDrawing.value = false;
    }
  }

  return { isDrawing, share };
}
