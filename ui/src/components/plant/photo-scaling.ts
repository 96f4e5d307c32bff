/** Makes a photo from a phone small enough to keep: its longer side at most so many pixels. */
export const LONGEST_SIDE = 1600;
const QUALITY = 0.85;

/** The size that fits, with the same proportions; a small picture stays as it is. */
export function fittedSize(width: number, height: number, longest = LONGEST_SIDE): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const encode = (canvas: HTMLCanvasElement, type: string): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));

/**
 * A file as a WebP, or as a JPEG where the browser writes no WebP. Turned as its EXIF says; everything else that the
 * file tells, such as where it was taken, is left behind.
 * @returns undefined when the browser cannot read the file as a picture
 */
export async function scaledPhoto(file: Blob): Promise<Blob | undefined> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (!picture) return undefined;
  const canvas = Object.assign(document.createElement('canvas'), fittedSize(picture.width, picture.height));
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  // JPEG knows no transparency: what is transparent would become black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const webp = await encode(canvas, 'image/webp');
  // Browsers that cannot write the type answer with a PNG, many times as large.
  if (webp?.type === 'image/webp') return webp;
  return (await encode(canvas, 'image/jpeg')) ?? undefined;
}
