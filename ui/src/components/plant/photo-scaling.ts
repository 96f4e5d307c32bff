/** The longer side of a stored photo, in pixels at most: photos from phones are scaled down to it. */
export const LONGEST_SIDE = 1600;
const QUALITY = 0.85;

/** The size that fits, with the same proportions. A small picture keeps its size. */
export function fittedSize(width: number, height: number, longest = LONGEST_SIDE): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const encode = (canvas: HTMLCanvasElement, type: string): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));

/**
 * Converts a file to WebP, or to JPEG if the browser cannot write WebP. The picture is rotated as its EXIF data says.
 * All other metadata, such as where it was taken, is dropped.
 * @returns undefined if the browser cannot read the file as a picture
 */
export async function scaledPhoto(file: Blob): Promise<Blob | undefined> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (!picture) return undefined;
  const canvas = Object.assign(document.createElement('canvas'), fittedSize(picture.width, picture.height));
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  // JPEG has no transparency: transparent areas would turn black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const webp = await encode(canvas, 'image/webp');
  // Browsers that cannot write WebP return a PNG, which is many times larger.
  if (webp?.type === 'image/webp') return webp;
  return (await encode(canvas, 'image/jpeg')) ?? undefined;
}
